// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.libc;

import java.nio.ByteBuffer;

/** Kernel calls on open descriptors. Every method throws {@link SyscallException} where the kernel refuses. */
public interface DescriptorCalls {
    /** poll(2): there is something to read. */
    int POLLIN = 1;
    /** poll(2): writing will not block. */
    int POLLOUT = 4;
    /** poll(2): error on the descriptor. */
    int POLLERR = 8;
    /** poll(2): the other end is closed. */
    int POLLHUP = 16;

    /**
     * close(2).
     *
     * @param fd descriptor
     */
    void close(int fd);

    /**
     * fcntl(F_DUPFD_CLOEXEC).
     *
     * @param fd descriptor
     * @param lowest the lowest number that the new one may have
     * @return a second descriptor of the same file
     */
    int duplicate(int fd, int lowest);

    /**
     * pipe2(O_CLOEXEC).
     *
     * @return the read end and the write end
     */
    int[] pipe();

    /**
     * read(2) into a direct buffer, at its position, which moves.
     *
     * @param fd descriptor
     * @param into direct buffer
     * @return bytes read, 0 at the end, -1 where the descriptor does not block and has nothing
     */
    int read(int fd, ByteBuffer into);

    /**
     * write(2) from a direct buffer, at its position, which moves.
     *
     * @param fd descriptor
     * @param from direct buffer
     * @return bytes written, -1 where the descriptor does not block and is full
     */
    int write(int fd, ByteBuffer from);

    /**
     * pread(2).
     *
     * @param fd descriptor
     * @param into direct buffer
     * @param offset position in the file
     * @return bytes read, 0 at the end
     */
    int readAt(int fd, ByteBuffer into, long offset);

    /**
     * pwrite(2).
     *
     * @param fd descriptor
     * @param from direct buffer
     * @param offset position in the file
     * @return bytes written
     */
    int writeAt(int fd, ByteBuffer from, long offset);

    /**
     * Sets or clears O_NONBLOCK.
     *
     * @param fd descriptor
     * @param nonBlocking whether calls return at once
     */
    void nonBlocking(int fd, boolean nonBlocking);

    /**
     * Waits until the descriptor is ready.
     *
     * @param fd descriptor
     * @param events {@code POLL*} bits
     * @param timeoutMillis milliseconds, -1 for ever
     * @return the bits that are ready, 0 at the end of the time
     */
    int poll(int fd, int events, long timeoutMillis);

    /**
     * ftruncate(2).
     *
     * @param fd descriptor
     * @param size new size in bytes
     */
    void truncate(int fd, long size);

    /**
     * fsync(2).
     *
     * @param fd descriptor
     */
    void sync(int fd);

    /**
     * syncfs(2).
     *
     * @param fd descriptor of any file of the file system, not O_PATH
     */
    void syncFileSystem(int fd);

    /**
     * flock(2).
     *
     * @param fd descriptor
     * @param exclusive exclusive or shared
     * @param wait whether to wait for the lock
     * @return false where it is held by another and {@code wait} is false
     */
    boolean lock(int fd, boolean exclusive, boolean wait);

    /**
     * flock(LOCK_UN).
     *
     * @param fd descriptor
     */
    void unlock(int fd);

    /**
     * memfd_create(2), close on exec, sealing allowed.
     *
     * @param name shown in /proc
     * @return descriptor
     */
    int memfd(String name);

    /**
     * Seals a memfd against any change of content or size, and against more seals.
     *
     * @param fd descriptor of a memfd
     */
    void seal(int fd);

    /**
     * eventfd2(2), close on exec, not blocking.
     *
     * @return descriptor
     */
    int eventfd();

    /**
     * inotify_init1(2), close on exec, not blocking.
     *
     * @return descriptor
     */
    int inotify();

    /**
     * inotify_add_watch(2).
     *
     * @param inotify descriptor
     * @param path host path
     * @param events {@code IN_*} bits
     * @return number of the watch, the same for the same file
     */
    int addWatch(int inotify, String path, int events);

    /**
     * inotify_rm_watch(2).
     *
     * @param inotify descriptor
     * @param watch its number
     */
    void removeWatch(int inotify, int watch);

    /**
     * Makes a pipe larger, F_SETPIPE_SZ.
     *
     * @param fd either end
     * @param bytes capacity
     */
    void pipeSize(int fd, int bytes);

    /**
     * epoll_create1(2).
     *
     * @return descriptor
     */
    int epoll();

    /**
     * epoll_ctl(2).
     *
     * @param epoll descriptor of the epoll instance
     * @param operation 1 add, 2 remove, 3 change
     * @param fd descriptor
     * @param events {@code EPOLL*} bits
     * @param data given back with each event
     */
    void epollControl(int epoll, int operation, int fd, int events, long data);

    /**
     * epoll_wait(2).
     *
     * @param epoll descriptor of the epoll instance
     * @param into receives bits and data of each event, two elements each
     * @param timeoutMillis milliseconds, -1 for ever
     * @return number of events, 0 at the end of the time or when a signal came
     */
    int epollWait(int epoll, long[] into, int timeoutMillis);
}
