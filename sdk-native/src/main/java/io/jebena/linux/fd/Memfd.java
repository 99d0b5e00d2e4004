// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import java.nio.ByteBuffer;

/** Files that live in memory only. */
public final class Memfd {
    private Memfd() {}

    /**
     * Makes a file of this content, its offset at the end.
     *
     * @param name shown in /proc
     * @param content direct buffer, from its position to its limit
     * @return its descriptor
     */
    public static Fd of(String name, ByteBuffer content) {
        Fd fd = Fd.own(Kernel.descriptors().memfd(name));
        try {
            fd.writeFully(content);
            return fd;
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }

    /**
     * Makes a file of this content that nobody can change any more, not even this process.
     *
     * @param name shown in /proc
     * @param content the bytes
     * @return its descriptor
     */
    public static Fd sealed(String name, byte[] content) {
        ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content);
        direct.flip();
        Fd fd = of(name, direct);
        try {
            Kernel.descriptors().seal(fd.number());
            return fd;
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
    }
}
