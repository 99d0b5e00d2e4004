// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ContainerState;
import io.jebena.container.ExitStatus;
import io.jebena.value.ContainerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a container beyond the memory of the JVM that made it.
 *
 * @param id identity
 * @param name unique in the root
 * @param engine the engine it belongs to, see {@link EngineLease}
 * @param spec what it was created of
 * @param image the id of the image it was created of, or null: the name in the specification may mean another one by now
 * @param createdAt when it was created
 * @param life where it is in its life
 * @param terms what can be changed later
 */
public record ContainerRecord(
        ContainerId id,
        String name,
        String engine,
        ContainerSpec spec,
        @Nullable String image,
        Instant createdAt,
        Life life,
        Terms terms) {
    /**
     * A container that has just been created.
     *
     * @param id identity
     * @param name unique in the root
     * @param engine the engine it belongs to
     * @param spec what it is created of
     * @param image the id of its image, or null
     * @return its record
     */
    public static ContainerRecord created(
            ContainerId id, String name, String engine, ContainerSpec spec, @Nullable String image) {
        return new ContainerRecord(id, name, engine, spec, image, Instant.now(), Life.CREATED, Terms.of(spec));
    }

    /**
     * A container of no image that has just been created.
     *
     * @param id identity
     * @param name unique in the root
     * @param engine the engine it belongs to
     * @param spec what it is created of
     * @return its record
     */
    public static ContainerRecord created(ContainerId id, String name, String engine, ContainerSpec spec) {
        return created(id, name, engine, spec, null);
    }

    /**
     * The same at another point of its life.
     *
     * @param life where it is
     * @return the new record
     */
    public ContainerRecord with(Life life) {
        return new ContainerRecord(id, name, engine, spec, image, createdAt, life, terms);
    }

    /**
     * The same on other terms.
     *
     * @param terms what was changed
     * @return the new record
     */
    public ContainerRecord with(Terms terms) {
        return new ContainerRecord(id, name, engine, spec, image, createdAt, life, terms);
    }

    /**
     * The same by another name.
     *
     * @param name unique in the root
     * @return the new record
     */
    public ContainerRecord named(String name) {
        return new ContainerRecord(id, name, engine, spec, image, createdAt, life, terms);
    }

    /**
     * The same, running.
     *
     * @param pid first process
     * @return the new record
     */
    public ContainerRecord running(int pid) {
        return with(life.running(pid));
    }

    /**
     * The same, ended for good.
     *
     * @param exit how
     * @return the new record
     */
    public ContainerRecord ended(ExitStatus exit) {
        return with(life.ended(exit, ContainerState.EXITED));
    }

    /**
     * Where it is in its life.
     *
     * @return the state
     */
    public ContainerState state() {
        return life.state();
    }

    /**
     * Its first process.
     *
     * @return the process while it runs, else 0
     */
    public int pid() {
        return life.pid();
    }

    /**
     * When its first process began.
     *
     * @return null before the first start
     */
    public @Nullable Instant startedAt() {
        return life.startedAt();
    }

    /**
     * When its first process ended.
     *
     * @return null while it runs for the first time
     */
    public @Nullable Instant finishedAt() {
        return life.finishedAt();
    }

    /**
     * How its first process ended.
     *
     * @return null unless it has ended, and was not started since
     */
    public @Nullable ExitStatus exit() {
        return life.exit();
    }
}
