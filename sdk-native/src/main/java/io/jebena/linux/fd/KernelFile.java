// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads and writes the kernel's small text files in /proc, /sys and cgroup directories: one call, one answer. */
public final class KernelFile {
    private static final int CHUNK = 16 * 1024;

    private KernelFile() {}

    /**
     * Writes a value with a single write(2), as kernel files want it.
     *
     * @param file host path of an existing file
     * @param value what to write
     * @throws SyscallException naming the file if the kernel refuses
     */
    public static void write(Path file, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        content.flip();
        try (Fd fd = Fd.open(file.toString(), TreeCalls.O_WRONLY, 0)) {
            fd.write(content);
        } catch (SyscallException e) {
            throw named(e, file);
        }
    }

    /**
     * Reads a whole file.
     *
     * @param file host path
     * @return its content
     * @throws SyscallException naming the file if the kernel refuses
     */
    public static String read(Path file) {
        try (Fd fd = Fd.open(file.toString(), TreeCalls.O_RDONLY, 0)) {
            return new String(readFully(fd), StandardCharsets.UTF_8);
        } catch (SyscallException e) {
            throw named(e, file);
        }
    }

    /**
     * Reads what is left of an open file.
     *
     * @param fd descriptor
     * @return its bytes
     */
    public static byte[] readFully(Fd fd) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (fd.read(chunk) > 0) {
            chunk.flip();
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            all.writeBytes(bytes);
            chunk.clear();
        }
        return all.toByteArray();
    }

    /**
     * Reads what is left of an open file up to a limit, for files that somebody else may let grow.
     *
     * @param fd descriptor
     * @param most most bytes to read
     * @return its bytes
     */
    public static byte[] readAtMost(Fd fd, int most) {
        ByteBuffer content = ByteBuffer.allocateDirect(Math.max(1, most));
        while (content.hasRemaining() && fd.read(content) > 0) {
            // until it is full or the file ends
        }
        content.flip();
        byte[] bytes = new byte[Math.min(most, content.remaining())];
        content.get(bytes);
        return bytes;
    }

    private static SyscallException named(SyscallException e, Path file) {
        SyscallException named = new SyscallException(e.operation(), e.errno(), file.toString());
        named.addSuppressed(e);
        return named;
    }
}
