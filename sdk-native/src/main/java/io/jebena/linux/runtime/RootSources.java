// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.image.Image;
import java.nio.file.Path;
import java.util.List;

/** Where the runtime gets images from: a port, so that it need not know how they are kept. */
public interface RootSources {
    /**
     * Finds an image and keeps it from being removed.
     *
     * @param reference name or id
     * @return the image, held until closed
     * @throws io.jebena.error.NotFoundException if there is none
     */
    Held image(String reference);

    /**
     * A view of the host's own file system.
     *
     * @return how it is mounted
     */
    io.jebena.linux.snapshot.RootMount host();

    /**
     * The tree of an image without layers.
     *
     * @return an empty directory
     */
    Path nothing();

    /** An image that is not removed while this is open. */
    interface Held extends AutoCloseable {
        /**
         * The image.
         *
         * @return what is known of it
         */
        Image image();

        /**
         * The trees of its layers.
         *
         * @return directories, lowest first
         */
        List<Path> layers();

        @Override
        void close();
    }
}
