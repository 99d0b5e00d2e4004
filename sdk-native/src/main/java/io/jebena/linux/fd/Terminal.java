// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.value.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A terminal by one of its ends: the master that a container's process has at the other end, or one of this JVM's own.
 * Thread-safe.
 *
 * <p>A read of the master fails with {@link Errno#EIO} once no process has the other end open, which is its end of file.
 */
public final class Terminal implements AutoCloseable {
    /** Words of the kernel's struct termios, in their order, and its characters (termbits.h). */
    private static final int INPUT = 0;

    private static final int OUTPUT = 4;
    private static final int CONTROL = 8;
    private static final int LOCAL = 12;
    private static final int CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    /** IGNBRK, BRKINT, PARMRK, ISTRIP, INLCR, IGNCR, ICRNL, IXON. */
    private static final int COOKED_INPUT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;

    private static final int OPOST = 0x1;
    private static final int CSIZE_PARENB = 0x30 | 0x100;
    private static final int CS8 = 0x30;

    /** ISIG, ICANON, ECHO, ECHONL, IEXTEN. */
    private static final int COOKED_LOCAL = 0x1 | 0x2 | 0x8 | 0x40 | 0x8000;

    private final Fd fd;

    private Terminal(Fd fd) {
        this.fd = fd;
    }

    /**
     * Wraps one end of a terminal, which the new object owns.
     *
     * @param fd the descriptor
     * @return the terminal
     */
    public static Terminal of(Fd fd) {
        return new Terminal(fd);
    }

    /**
     * The descriptor, for reading and writing; it stays owned by this object.
     *
     * @return the descriptor
     */
    public Fd fd() {
        return fd;
    }

    /**
     * Changes the size; the processes in its foreground get SIGWINCH.
     *
     * @param size the new size
     */
    public void resize(TerminalSize size) {
        Kernel.terminals().resize(fd.number(), size.columns(), size.rows());
    }

    /**
     * The size.
     *
     * @return empty if nobody has set it
     */
    public Optional<TerminalSize> size() {
        int[] size = Kernel.terminals().size(fd.number());
        return size[0] == 0 || size[1] == 0 ? Optional.empty() : Optional.of(new TerminalSize(size[0], size[1]));
    }

    /**
     * Tells whether this is a terminal at all.
     *
     * @return false for pipes, files and other devices
     */
    public boolean isTerminal() {
        try {
            return Kernel.terminals().modes(fd.number()).length > 0;
        } catch (SyscallException e) {
            if (e.is(Errno.ENOTTY) || e.is(Errno.EINVAL)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Switches to raw mode, as cfmakeraw(3) has it: every key arrives as it is typed, and nothing is echoed.
     *
     * @return the modes before, for {@link #restore}
     */
    public byte[] makeRaw() {
        byte[] before = Kernel.terminals().modes(fd.number());
        ByteBuffer raw = ByteBuffer.wrap(before.clone()).order(ByteOrder.nativeOrder());
        raw.putInt(INPUT, raw.getInt(INPUT) & ~COOKED_INPUT)
                .putInt(OUTPUT, raw.getInt(OUTPUT) & ~OPOST)
                .putInt(CONTROL, raw.getInt(CONTROL) & ~CSIZE_PARENB | CS8)
                .putInt(LOCAL, raw.getInt(LOCAL) & ~COOKED_LOCAL)
                .put(CHARACTERS + VTIME, (byte) 0)
                .put(CHARACTERS + VMIN, (byte) 1);
        Kernel.terminals().setModes(fd.number(), raw.array());
        return before;
    }

    /**
     * Switches back.
     *
     * @param modes what {@link #makeRaw} gave
     */
    public void restore(byte[] modes) {
        Kernel.terminals().setModes(fd.number(), modes);
    }

    @Override
    public void close() {
        fd.close();
    }
}
