// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/** {@link TerminalCalls} on the real kernel. */
final class NativeTerminals implements TerminalCalls {
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;

    /** struct winsize: rows, columns, and two that nobody uses. */
    private static final int WINSIZE = 8;

    /** The kernel's struct termios: four words of flags, the line discipline, 19 characters. */
    private static final int TERMIOS = 36;

    @Override
    public int[] size(int fd) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(WINSIZE);
            Native.call("ioctl(TIOCGWINSZ)", subject(fd), Nr.IOCTL, fd, TIOCGWINSZ, scratch.address(at));
            int rows = Short.toUnsignedInt(scratch.memory().getShort(at));
            return new int[] {Short.toUnsignedInt(scratch.memory().getShort(at + 2)), rows};
        }
    }

    @Override
    public void resize(int fd, int columns, int rows) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(WINSIZE);
            scratch.memory().putShort(at, (short) rows).putShort(at + 2, (short) columns);
            Native.call("ioctl(TIOCSWINSZ)", subject(fd), Nr.IOCTL, fd, TIOCSWINSZ, scratch.address(at));
        }
    }

    @Override
    public byte[] modes(int fd) {
        try (Scratch scratch = Scratch.open()) {
            int at = scratch.reserve(TERMIOS);
            Native.call("ioctl(TCGETS)", subject(fd), Nr.IOCTL, fd, TCGETS, scratch.address(at));
            byte[] modes = new byte[TERMIOS];
            scratch.memory().get(at, modes);
            return modes;
        }
    }

    @Override
    public void setModes(int fd, byte[] modes) {
        if (modes.length != TERMIOS) {
            throw new IllegalArgumentException("a struct termios has " + TERMIOS + " bytes, not " + modes.length);
        }
        try (Scratch scratch = Scratch.open()) {
            Native.call("ioctl(TCSETS)", subject(fd), Nr.IOCTL, fd, TCSETS, scratch.bytes(modes));
        }
    }

    private static String subject(int fd) {
        return "descriptor " + fd;
    }
}
