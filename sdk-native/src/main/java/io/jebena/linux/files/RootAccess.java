// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** How one container's root is come by: a port, for whether it runs is not known here. */
public interface RootAccess {
    /**
     * What the container is called in messages.
     *
     * @return its name
     */
    String container();

    /**
     * The root to read from, with the mounts it has.
     *
     * @return closed by the caller
     * @throws io.jebena.error.ContainerStateException if the container is removed
     */
    RootView reading();

    /**
     * Lets something write to the root. If the container does not run, it is not started meanwhile.
     *
     * @param work gets the root
     * @throws io.jebena.error.ContainerStateException if the container is removed, or would not keep what is written
     */
    void writing(Consumer<RootView> work);

    /**
     * What the root is made of.
     *
     * @return the layers
     * @throws io.jebena.error.ContainerException if it is not made of layers that can be looked at
     */
    Layers layers();

    /**
     * Runs something that needs the container's files to stay.
     *
     * @param work the work
     * @param <T> its result's type
     * @return its result
     */
    default <T> T keeping(Supplier<T> work) {
        return work.get();
    }
}
