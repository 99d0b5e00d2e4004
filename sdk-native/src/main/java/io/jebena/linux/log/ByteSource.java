// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import io.jebena.log.LogFrame;

/** Bytes of a container's streams as they come. For one thread, but {@link #close} may be called by any and ends a read that waits. */
public interface ByteSource extends AutoCloseable {
    /**
     * Reads bytes of one stream; waits for the first.
     *
     * @param into takes them
     * @param offset where
     * @param length most bytes, 1 or more
     * @return bytes read, -1 at the end of the run, and after {@link #close}
     * @throws ContainerException if the container was removed before its output was read, or a file cannot be read
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    int read(byte[] into, int offset, int length) throws InterruptedException;

    /**
     * Where the bytes were written that were read last.
     *
     * @return the stream
     */
    LogFrame.Stream stream();

    @Override
    void close();
}
