// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;

/**
 * The two ends of a pipe.
 *
 * @param readEnd where bytes come out
 * @param writeEnd where bytes go in
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
    /**
     * Opens a pipe.
     *
     * @return its two ends
     */
    public static Pipe open() {
        int[] ends = Kernel.descriptors().pipe();
        return new Pipe(Fd.own(ends[0]), Fd.own(ends[1]));
    }

    @Override
    public void close() {
        readEnd.close();
        writeEnd.close();
    }
}
