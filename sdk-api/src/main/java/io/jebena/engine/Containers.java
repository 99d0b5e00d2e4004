// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import static java.util.Objects.requireNonNull;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import io.jebena.error.ConflictException;
import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.error.NotFoundException;
import io.jebena.error.OperationInterruptedException;
import java.util.List;
import java.util.function.Consumer;

/** The containers of an engine. Thread-safe. */
public interface Containers {
    /**
     * Creates a container and does not start it.
     *
     * @param spec sets what it is to be
     * @return its handle
     * @throws InvalidSpecException if the specification is wrong
     * @throws NotFoundException if the engine does not have the image
     * @throws ConflictException if the name is in use
     * @throws HostRequirementException if the host lacks what the specification asks for
     */
    default Container create(Consumer<ContainerSpec.Builder> spec) {
        ContainerSpec.Builder builder = ContainerSpec.builder();
        requireNonNull(spec, "spec").accept(builder);
        return create(builder.build());
    }

    /**
     * Creates a container and does not start it.
     *
     * @param spec what it is to be
     * @return its handle
     * @throws InvalidSpecException if the specification asks for what cannot be
     * @throws NotFoundException if the engine does not have the image
     * @throws ConflictException if the name is in use
     * @throws HostRequirementException if the host lacks what the specification asks for
     */
    Container create(ContainerSpec spec);

    /**
     * Creates a container, starts it, waits for its end and removes it.
     *
     * @param spec sets what it is to be
     * @return how it ended and what it wrote where that was captured
     * @throws InvalidSpecException if the specification is wrong, or leaves standard input open
     * @throws NotFoundException if the engine does not have the image
     * @throws ConflictException if the name is in use
     * @throws HostRequirementException if the host lacks what the specification asks for
     * @throws LaunchException if it cannot be started
     * @throws OperationInterruptedException if the thread is interrupted; the container is removed
     */
    default ProcessResult run(Consumer<ContainerSpec.Builder> spec) {
        ContainerSpec.Builder builder = ContainerSpec.builder();
        requireNonNull(spec, "spec").accept(builder);
        return run(builder.build());
    }

    /**
     * Creates a container, starts it, waits for its end and removes it.
     *
     * @param spec what it is to be
     * @return how it ended and what it wrote where that was captured
     * @throws InvalidSpecException if it asks for what cannot be, or leaves standard input open, which nobody could write to
     * @throws NotFoundException if the engine does not have the image
     * @throws ConflictException if the name is in use
     * @throws HostRequirementException if the host lacks what the specification asks for
     * @throws LaunchException if it cannot be started
     * @throws OperationInterruptedException if the thread is interrupted; the container is removed
     */
    ProcessResult run(ContainerSpec spec);

    /**
     * The running and paused containers, of all engines on this root.
     *
     * @return oldest first
     */
    default List<Container> list() {
        return list(false);
    }

    /**
     * The containers of all engines on this root.
     *
     * @param all true for those too that do not run
     * @return oldest first
     */
    List<Container> list(boolean all);

    /**
     * Removes all containers of this root that were created and not started, or have ended, but for those of other engines that
     * are open.
     *
     * @return what was removed
     * @throws ContainerException if something cannot be removed; the others are removed nevertheless
     */
    PruneReport prune();

    /**
     * Finds a container: by its whole id, else by its name, else by the beginning of its id.
     *
     * @param container id, name or beginning of an id
     * @return its handle
     * @throws NotFoundException if there is none
     * @throws ConflictException if several ids begin so
     */
    Container get(String container);
}
