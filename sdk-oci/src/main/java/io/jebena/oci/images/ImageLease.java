// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.image.Image;
import io.jebena.oci.store.StoreLock;

/**
 * An image that cannot be removed as long as this is open. Whoever makes a container of it closes the lease once the
 * container is on record, where {@link ImageLibrary#remove} asks for it.
 */
public final class ImageLease implements AutoCloseable {
    /** The image. */
    private final ResolvedImage image;

    /** What is known of it. */
    private final Image description;

    /** Keeps collection away. */
    private final StoreLock.Held lock;

    ImageLease(ResolvedImage image, Image description, StoreLock.Held lock) {
        this.image = image;
        this.description = description;
        this.lock = lock;
    }

    /**
     * The image.
     *
     * @return what a container is made of
     */
    public ResolvedImage image() {
        return image;
    }

    /**
     * What is known of the image.
     *
     * @return as it was when the lease was taken
     */
    public Image description() {
        return description;
    }

    /** Lets go. */
    @Override
    public void close() {
        lock.close();
    }
}
