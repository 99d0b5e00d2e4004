// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.DescriptorCalls;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One open descriptor. Always close-on-exec; closed exactly once, by whoever owns the object.
 *
 * <p>Safe for use by several threads as far as the kernel is; closing while another thread is inside a call is the
 * owner's to avoid, since the kernel may give the number to another file at once.
 */
public final class Fd implements AutoCloseable {
    static final byte[] EMPTY = new byte[0];
    private static final VarHandle NUMBER;

    static {
        try {
            NUMBER = MethodHandles.lookup().findVarHandle(Fd.class, "number", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int number;

    private Fd(int number) {
        this.number = number;
    }

    /** Takes ownership of a raw descriptor. */
    static Fd own(int number) {
        return new Fd(number);
    }

    /** The raw number; stays inside this package. */
    int number() {
        int raw = number;
        if (raw < 0) {
            throw new SyscallException("use", Errno.EBADF, "closed descriptor");
        }
        return raw;
    }

    /**
     * Opens a file or directory by its host path.
     *
     * @param path absolute host path, never one from inside a container's root: see {@link RootedPath}
     * @param flags {@code O_*} bits of {@link TreeCalls}
     * @param mode permission bits where a file may be created, else 0
     * @return the descriptor
     * @throws SyscallException if the kernel refuses
     */
    public static Fd open(String path, long flags, int mode) {
        return own(Kernel.tree().open(TreeCalls.AT_FDCWD, path.getBytes(StandardCharsets.UTF_8), flags, mode, 0));
    }

    /**
     * A duplicate of one of this JVM's own standard streams.
     *
     * @param stream 0 input, 1 output, 2 errors
     * @return the duplicate, owned by the caller
     */
    public static Fd standard(int stream) {
        if (stream < 0 || stream > 2) {
            throw new IllegalArgumentException("a standard stream is 0, 1 or 2, not " + stream);
        }
        return own(Kernel.descriptors().duplicate(stream, 0));
    }

    /**
     * Makes a second descriptor of the same open file.
     *
     * @return the duplicate, owned by the caller
     */
    public Fd duplicate() {
        return own(Kernel.descriptors().duplicate(number(), 0));
    }

    /** A duplicate whose number is not among the first ones, which a child's own descriptors take. */
    Fd above(int number) {
        return own(Kernel.descriptors().duplicate(number(), number + 1));
    }

    /**
     * Reads into a direct buffer.
     *
     * @param into direct buffer; its position moves
     * @return bytes read, 0 at the end, -1 where a non-blocking descriptor has nothing
     */
    public int read(ByteBuffer into) {
        return Kernel.descriptors().read(number(), into);
    }

    /**
     * Writes from a direct buffer.
     *
     * @param from direct buffer; its position moves
     * @return bytes written, -1 where a non-blocking descriptor is full
     */
    public int write(ByteBuffer from) {
        return Kernel.descriptors().write(number(), from);
    }

    /**
     * Writes all that remains in a direct buffer; the descriptor must be a blocking one.
     *
     * @param from direct buffer
     */
    public void writeFully(ByteBuffer from) {
        while (from.hasRemaining()) {
            write(from);
        }
    }

    /**
     * Reads at a position of a file.
     *
     * @param into direct buffer; its position moves
     * @param offset position in the file, bytes
     * @return bytes read, 0 at the end
     */
    public int readAt(ByteBuffer into, long offset) {
        return Kernel.descriptors().readAt(number(), into, offset);
    }

    /**
     * Writes all that remains in a direct buffer at a position of a file.
     *
     * @param from direct buffer; its position moves
     * @param offset position in the file, bytes
     */
    public void writeFullyAt(ByteBuffer from, long offset) {
        long at = offset;
        while (from.hasRemaining()) {
            at += Kernel.descriptors().writeAt(number(), from, at);
        }
    }

    /**
     * Sets or clears O_NONBLOCK, which belongs to the open file, so to all duplicates.
     *
     * @param nonBlocking whether calls return at once
     */
    public void nonBlocking(boolean nonBlocking) {
        Kernel.descriptors().nonBlocking(number(), nonBlocking);
    }

    /**
     * Waits until something can be read or the other end is closed.
     *
     * @param timeout how long to wait; null waits for ever
     * @return false at the end of the time
     */
    public boolean awaitReadable(@org.jspecify.annotations.Nullable Duration timeout) {
        return Kernel.descriptors().poll(number(), DescriptorCalls.POLLIN, timeout == null ? -1 : timeout.toMillis())
                != 0;
    }

    /**
     * Makes a pipe hold more, if this user may: where it may not, the pipe works as it is.
     *
     * @param bytes capacity
     */
    public void growPipe(int bytes) {
        try {
            Kernel.descriptors().pipeSize(number(), bytes);
        } catch (SyscallException e) {
            if (!e.is(Errno.EPERM) && !e.is(Errno.EBUSY) && !e.is(Errno.EBADF)) { // the last: it is no pipe
                throw e;
            }
        }
    }

    /**
     * Changes the length of a file.
     *
     * @param size bytes
     */
    public void truncate(long size) {
        Kernel.descriptors().truncate(number(), size);
    }

    /** Waits until the file's content is on the disk. */
    public void sync() {
        Kernel.descriptors().sync(number());
    }

    /** Waits until all that was written to the file's file system, by anybody, is on the disk. */
    public void syncFileSystem() {
        Kernel.descriptors().syncFileSystem(number());
    }

    /**
     * What the kernel says of the open file.
     *
     * @return its status
     */
    public FileStatus status() {
        return Kernel.tree().status(number(), EMPTY, 0);
    }

    /**
     * Sets the permission bits.
     *
     * @param mode permission bits
     */
    public void changeMode(int mode) {
        Kernel.tree().changeMode(number(), mode);
    }

    /**
     * Sets the owner.
     *
     * @param user user id
     * @param group group id
     */
    public void changeOwner(long user, long group) {
        Kernel.tree().changeOwner(number(), EMPTY, user, group, TreeCalls.AT_EMPTY_PATH);
    }

    /**
     * Sets access and modification time.
     *
     * @param seconds whole seconds since 1970
     * @param nanos and nanoseconds
     */
    public void changeTimes(long seconds, long nanos) {
        Kernel.tree().changeTimes(number(), EMPTY, seconds, nanos, seconds, nanos, 0);
    }

    /**
     * Sets an extended attribute.
     *
     * @param name its name
     * @param value its value
     */
    public void setAttribute(byte[] name, byte[] value) {
        Kernel.tree().setAttribute(number(), name, value);
    }

    /**
     * The names of the extended attributes; works on a descriptor that only names a file, too.
     *
     * @return empty if there are none, or the file system has none
     */
    public List<String> attributes() {
        byte[] names = Kernel.tree().attributes(procPath().getBytes(StandardCharsets.US_ASCII));
        return names.length == 0 ? List.of() : List.of(new String(names, StandardCharsets.UTF_8).split("\0"));
    }

    /**
     * An extended attribute; works on a descriptor that only names a file, too.
     *
     * @param name its name
     * @return its value, empty if it is not set, or the file system has none
     */
    public Optional<byte[]> attribute(String name) {
        return Optional.ofNullable(Kernel.tree()
                .attribute(procPath().getBytes(StandardCharsets.US_ASCII), name.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Which mount the open file is in.
     *
     * @return the kernel's number of the mount
     */
    public long mountId() {
        return Kernel.tree().mountId(number(), EMPTY);
    }

    /**
     * What the open symbolic link says; the descriptor only names it.
     *
     * @return its target
     */
    public byte[] readLink() {
        return Kernel.tree().readLink(number(), EMPTY);
    }

    /**
     * A path in /proc that names the open file for other programs of this process's user, such as mount(2).
     *
     * @return {@code /proc/self/fd/N}
     */
    public String procPath() {
        return "/proc/self/fd/" + number();
    }

    /**
     * Tells whether the descriptor is open still.
     *
     * @return false once closed
     */
    public boolean isOpen() {
        return number >= 0;
    }

    @Override
    public void close() {
        int raw = (int) NUMBER.getAndSet(this, -1);
        if (raw >= 0) {
            Kernel.descriptors().close(raw);
        }
    }

    @Override
    public String toString() {
        return number < 0 ? "closed descriptor" : "descriptor " + number;
    }
}
