// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;

/**
 * A directory that a layer is unpacked into, as a port: what needs the kernel is on the other side. A name never leaves
 * the directory, whatever links the layer holds and whoever changes the tree meanwhile. The parent of every name was
 * created before, and no name is created twice, but {@link #directory} may come again for a directory.
 *
 * <p>Used by one thread. Any method may throw {@link io.jebena.error.ContainerException} where the kernel refuses.
 */
public interface LayerTarget extends AutoCloseable {
    /** The content of a file. */
    @FunctionalInterface
    interface FileContent {
        /**
         * Hands out the content.
         *
         * @param sink takes the pieces
         * @throws IOException if the archive is damaged
         */
        void copyTo(DataSink sink) throws IOException;
    }

    /**
     * Creates a directory, or gives an existing one new attributes. What is written below it later does not change its
     * time.
     *
     * @param name which; the root has its attributes set
     * @param attributes its attributes
     */
    void directory(EntryName name, EntryAttributes attributes);

    /**
     * Creates a directory that the layer does not describe: with the attributes it has in the layers below, else owned by
     * root with mode 0755.
     *
     * @param name which
     */
    void impliedDirectory(EntryName name);

    /**
     * Creates a file.
     *
     * @param name which
     * @param attributes its attributes
     * @param size its size in bytes, holes included
     * @param content its bytes; what they leave out is a hole
     * @throws IOException if the content cannot be had
     */
    void file(EntryName name, EntryAttributes attributes, long size, FileContent content) throws IOException;

    /**
     * Creates a symbolic link; it is never followed.
     *
     * @param name which
     * @param target what it says, any bytes
     * @param attributes its attributes, of which the mode does not matter
     */
    void symlink(EntryName name, byte[] target, EntryAttributes attributes);

    /**
     * Gives a file another name.
     *
     * @param name the new name
     * @param existing a name created before, no directory
     */
    void hardlink(EntryName name, EntryName existing);

    /**
     * Creates a device or a named pipe.
     *
     * @param name which
     * @param type a character device, a block device or a fifo
     * @param device its number, of no meaning for a fifo
     * @param attributes its attributes
     */
    void node(EntryName name, TarEntry.Type type, TarEntry.Device device, EntryAttributes attributes);

    /**
     * Hides a name of the layers below, in overlayfs's way.
     *
     * @param name which; nothing of this name was created
     */
    void whiteout(EntryName name);

    /**
     * Hides all that the layers below have in a directory, in overlayfs's way.
     *
     * @param directory a directory created before
     */
    void opaque(EntryName directory);

    /** Finishes: nothing is called after it but {@link #close()}. */
    void commit();

    /** Gives up descriptors; what was created stays. */
    @Override
    void close();
}
