// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.oci.store.StoreLock;

/**
 * An image that cannot be removed as long as this is open. Whoever makes a container of it closes the lease once the
 * container is on record, where {@link ImageLibrary#remove} asks for it.
 */
public final class ImageLease implements AutoCloseable {
    /** The image. */
    private final ResolvedImage image;

    /** Keeps collection away. */
    private final StoreLock.Held lock;

    ImageLease(ResolvedImage image, StoreLock.Held lock) {
        this.image = image;
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

    /** Lets go. */
    @Override
    public void close() {
        lock.close();
    }
}
