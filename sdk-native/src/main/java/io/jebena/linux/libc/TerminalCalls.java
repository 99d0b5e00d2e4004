// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/** Terminals. Every method throws {@link SyscallException} where the kernel refuses, with ENOTTY for other files. */
public interface TerminalCalls {
    /**
     * ioctl(TIOCGWINSZ).
     *
     * @param fd descriptor of either end
     * @return columns and rows, 0 where nobody has set them
     */
    int[] size(int fd);

    /**
     * ioctl(TIOCSWINSZ): the processes in the foreground get SIGWINCH if it is another size.
     *
     * @param fd descriptor of either end
     * @param columns characters in a row, at most 65535
     * @param rows rows, at most 65535
     */
    void resize(int fd, int columns, int rows);

    /**
     * ioctl(TCGETS).
     *
     * @param fd descriptor of a terminal
     * @return the kernel's struct termios
     */
    byte[] modes(int fd);

    /**
     * ioctl(TCSETS).
     *
     * @param fd descriptor of a terminal
     * @param modes what {@link #modes} gave, or a change of it
     */
    void setModes(int fd, byte[] modes);
}
