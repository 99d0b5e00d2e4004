// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

/**
 * The functions of the C library that the engine is bound to.
 *
 * <p>Public because jnr-ffi generates its implementation in a class loader of its own, which cannot see
 * package-private types. Pointers are passed as addresses; {@link Scratch} owns the memory behind them.
 */
public interface Libc {
    /**
     * syscall(2): every kernel call goes through this one function, so that the binding stays small and quick to load.
     *
     * @param number the call's number on this architecture, see {@link Nr}
     * @param a first argument
     * @param b second argument
     * @param c third argument
     * @param d fourth argument
     * @param e fifth argument
     * @param f sixth argument
     * @return the result, or -1 with errno set
     */
    long syscall(long number, long a, long b, long c, long d, long e, long f);

    /**
     * posix_spawn(3).
     *
     * <p>The seventh argument is one that C does not read: jnr-ffi 2.3.4 hands functions of exactly six integers to a
     * stub that loses the last of them (seen on x86-64 with this very function).
     *
     * @param pid address of a {@code pid_t} that receives the child's id
     * @param path address of the program's path
     * @param actions address of initialised file actions
     * @param attributes address of initialised attributes, or 0
     * @param argv address of the NULL-terminated argument vector
     * @param envp address of the NULL-terminated environment
     * @param unused anything
     * @return 0 or an error number (errno is not used)
     */
    int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp, long unused);

    /**
     * posix_spawn_file_actions_init(3).
     *
     * @param actions address of memory for the actions
     * @return 0 or an error number
     */
    int posix_spawn_file_actions_init(long actions);

    /**
     * posix_spawn_file_actions_adddup2(3).
     *
     * @param actions address of initialised actions
     * @param from descriptor to duplicate
     * @param to number it shall have in the child
     * @return 0 or an error number
     */
    int posix_spawn_file_actions_adddup2(long actions, int from, int to);

    /**
     * posix_spawn_file_actions_destroy(3).
     *
     * @param actions address of initialised actions
     * @return 0 or an error number
     */
    int posix_spawn_file_actions_destroy(long actions);
}
