// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.SyscallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is typed at a process's terminal. A terminal has no end of file of its own: closing this types the character that means
 * it, unless the program has switched that off.
 *
 * <p>It can be written before there is a terminal; a write waits while the terminal takes no more.
 */
public final class TerminalInput extends ProcessInput {
    private static final int CHUNK = 4 * 1024;
    private static final byte END_OF_TRANSMISSION = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream early = new ByteArrayOutputStream();
    private @Nullable Fd master;
    private byte last = '\n';
    private boolean closed;
    private volatile boolean gone;

    /** There is no terminal yet. */
    public TerminalInput() {}

    /**
     * There is a terminal: what was typed before is typed there.
     *
     * @param terminal its master; owned by this object
     */
    public void connect(Fd terminal) {
        lock.lock();
        try {
            master = terminal;
            write(terminal, early.toByteArray(), 0, early.size());
            early.reset();
            if (closed) {
                end(terminal);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        lock.lock();
        try {
            if (closed || gone) {
                throw new IOException("the standard input is closed");
            }
            Fd terminal = master;
            if (length > 0) {
                last = bytes[offset + length - 1];
            }
            if (terminal == null) {
                early.write(bytes, offset, length);
            } else {
                write(terminal, bytes, offset, length);
            }
        } catch (SyscallException e) {
            throw new IOException("the process no longer reads its standard input", e);
        } finally {
            lock.unlock();
        }
    }

    private static void write(Fd terminal, byte[] bytes, int offset, int length) {
        for (int done = 0; done < length; ) {
            int part = Math.min(CHUNK, length - done);
            terminal.writeFully(ByteBuffer.allocateDirect(part)
                    .put(bytes, offset + done, part)
                    .flip());
            done += part;
        }
    }

    @Override
    public boolean isOpen() {
        return !gone;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Fd terminal = master;
            if (!closed && terminal != null) {
                end(terminal);
            }
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** In the middle of a line the first one only hands on what there is of it. */
    private void end(Fd terminal) {
        byte[] ends = {END_OF_TRANSMISSION, END_OF_TRANSMISSION};
        try {
            write(terminal, ends, 0, last == '\n' ? 1 : 2);
        } catch (SyscallException e) {
            gone = true; // nobody reads any more
        }
    }

    @Override
    public void processEnded() {
        gone = true;
        lock.lock();
        try {
            closed = true;
            Fd terminal = master;
            if (terminal != null) {
                terminal.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
