// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.image.ImageReference;
import io.jebena.value.Digest;
import java.nio.file.Path;

/** Where the file system of a container comes from. */
public sealed interface RootSource {
    /**
     * The layers of an image, by its name.
     *
     * @param reference the image's name
     * @param given what is looked for: the whole name, or what may also be the beginning of an id
     */
    record FromImage(ImageReference reference, String given) implements RootSource {
        /**
         * By its name and nothing else.
         *
         * @param reference the image's name
         */
        public FromImage(ImageReference reference) {
            this(reference, reference.canonical());
        }

        @Override
        public String toString() {
            return "image " + reference;
        }
    }

    /**
     * The layers of an image, by its id.
     *
     * @param id the image's id
     */
    record FromImageId(Digest id) implements RootSource {
        @Override
        public String toString() {
            return "image " + id;
        }
    }

    /**
     * A plain directory of the host.
     *
     * @param directory an absolute path
     */
    record FromDirectory(Path directory) implements RootSource {
        @Override
        public String toString() {
            return "directory " + directory;
        }
    }

    /** The host's own file system, below a layer of its own that takes every write. */
    record FromHost() implements RootSource {
        @Override
        public String toString() {
            return "host";
        }
    }
}
