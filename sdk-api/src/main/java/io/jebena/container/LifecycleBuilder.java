// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.log.LogOptions;
import io.jebena.value.HealthCheck;
import io.jebena.value.Names;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link ContainerSpec.Builder} that says how the container is called and how it ends.
 *
 * @param <B> the builder itself
 */
abstract sealed class LifecycleBuilder<B extends LifecycleBuilder<B>> extends ConfinementBuilder<B>
        permits ContainerSpec.Builder {
    private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);

    @Nullable
    String name;

    final Map<String, String> labels = new LinkedHashMap<>();
    boolean throwAway;
    boolean autoRemove;

    @Nullable
    Signal stopSignal;

    Duration stopTimeout = DEFAULT_STOP_TIMEOUT;
    RestartPolicy restart = RestartPolicy.NEVER;
    boolean init;

    @Nullable
    HealthCheck healthCheck;

    boolean detached;

    @Nullable
    Path cidFile;

    LogOptions log = LogOptions.DEFAULT;

    /**
     * Sets the name.
     *
     * @param name 2 to 255 letters, digits, {@code _}, {@code .} and {@code -}, the first a letter or digit
     * @return this
     * @throws InvalidSpecException naming the character that is wrong
     */
    public B name(String name) {
        requireNonNull(name, "name");
        this.name = Rules.named("name", () -> Names.check(name));
        return self();
    }

    /**
     * Replaces the labels.
     *
     * @param labels names and values, in the order to keep
     * @return this
     * @throws InvalidSpecException if a name is empty, or something has a zero character
     */
    public B labels(Map<String, String> labels) {
        Map<String, String> copy = Rules.labels(labels);
        this.labels.clear();
        this.labels.putAll(copy);
        return self();
    }

    /**
     * Sets one label.
     *
     * @param name its name
     * @param value its value
     * @return this
     * @throws InvalidSpecException if the name is empty, or something has a zero character
     */
    public B putLabel(String name, String value) {
        Rules.putLabel(labels, requireNonNull(name, "name"), value);
        return self();
    }

    /**
     * Sets whether what is written to the root goes to a layer that is never synchronised to disk: faster, and gone with
     * the container.
     *
     * @param throwAway true to make it so
     * @return this
     */
    public B throwAway(boolean throwAway) {
        this.throwAway = throwAway;
        return self();
    }

    /**
     * Sets whether the container is removed when it ends, also if it could not be started.
     *
     * @param autoRemove true to remove it
     * @return this
     */
    public B autoRemove(boolean autoRemove) {
        this.autoRemove = autoRemove;
        return self();
    }

    /**
     * Sets the signal that asks the first process to stop.
     *
     * @param stopSignal the signal
     * @return this
     */
    public B stopSignal(Signal stopSignal) {
        this.stopSignal = requireNonNull(stopSignal, "stopSignal");
        return self();
    }

    /**
     * Sets the signal that asks the first process to stop.
     *
     * @param stopSignal as {@link Signal#parse(String)} reads it
     * @return this
     * @throws InvalidSpecException naming the text if it is no signal
     */
    public B stopSignal(String stopSignal) {
        requireNonNull(stopSignal, "stopSignal");
        return stopSignal(Rules.named("stopSignal", () -> Signal.parse(stopSignal)));
    }

    /**
     * Sets how long the first process may take to stop before it is killed.
     *
     * @param stopTimeout 0 or more
     * @return this
     * @throws InvalidSpecException if it is negative
     */
    public B stopTimeout(Duration stopTimeout) {
        if (requireNonNull(stopTimeout, "stopTimeout").isNegative()) {
            throw new InvalidSpecException("stopTimeout", stopTimeout + " is negative");
        }
        this.stopTimeout = stopTimeout;
        return self();
    }

    /**
     * Sets whether it is started again when its first process has ended.
     *
     * @param restart {@link RestartPolicy#NEVER} unless set
     * @return this
     */
    public B restart(RestartPolicy restart) {
        this.restart = requireNonNull(restart, "restart");
        return self();
    }

    /**
     * Sets whether it is started again when its first process has ended.
     *
     * @param restart as {@link RestartPolicy#parse(String)} reads it: {@code on-failure:3}
     * @return this
     * @throws InvalidSpecException naming what is wrong
     */
    public B restart(String restart) {
        requireNonNull(restart, "restart");
        return restart(Rules.named("restart", () -> RestartPolicy.parse(restart)));
    }

    /**
     * Sets whether a small program of the engine is its first process, which starts the command, passes signals on to it and reaps
     * processes that lost their parent.
     *
     * @param init true to have it
     * @return this
     */
    public B init(boolean init) {
        this.init = init;
        return self();
    }

    /**
     * Sets what tells whether it works.
     *
     * @param healthCheck the image's own unless set; {@link HealthCheck#NONE} for none
     * @return this
     */
    public B healthCheck(HealthCheck healthCheck) {
        this.healthCheck = requireNonNull(healthCheck, "healthCheck");
        return self();
    }

    /**
     * Sets what tells whether it works.
     *
     * @param healthCheck sets command and times
     * @return this
     * @throws InvalidSpecException naming what is wrong
     */
    public B healthCheck(Consumer<HealthCheck.Builder> healthCheck) {
        requireNonNull(healthCheck, "healthCheck");
        return healthCheck(Rules.named("healthCheck", () -> {
            HealthCheck.Builder builder = HealthCheck.builder();
            healthCheck.accept(builder);
            return builder.build();
        }));
    }

    /**
     * Sets whether it goes on when the engine is closed or this Java process ends. Its exit code, its log and its restart policy are
     * then kept by a small process of its own, and every engine that opens the same root has it as if it were its own. It must
     * be removed by hand.
     *
     * @param detached true to let it go on
     * @return this
     */
    public B detached(boolean detached) {
        this.detached = detached;
        return self();
    }

    /**
     * Sets a file that its id is written to when it is created.
     *
     * @param cidFile on the host; must not exist
     * @return this
     */
    public B cidFile(Path cidFile) {
        this.cidFile = requireNonNull(cidFile, "cidFile").toAbsolutePath();
        return self();
    }

    /**
     * Sets how captured output is kept.
     *
     * @param log {@link LogOptions#DEFAULT} unless set
     * @return this
     */
    public B log(LogOptions log) {
        this.log = requireNonNull(log, "log");
        return self();
    }

    /**
     * Sets how captured output is kept: {@code c.log(l -> l.maxSize(ByteSize.mebibytes(10)).maxFiles(3))}.
     *
     * @param log sets it
     * @return this
     * @throws InvalidSpecException if it does not go together
     */
    public B log(Consumer<LogOptions.Builder> log) {
        requireNonNull(log, "log");
        return log(Rules.named("log", () -> LogOptions.of(log)));
    }
}
