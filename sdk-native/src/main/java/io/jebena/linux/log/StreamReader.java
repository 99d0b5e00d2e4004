// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.error.ContainerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;

/** One stream of one run. */
final class StreamReader extends InputStream {
    private final RunReader reader;
    private volatile boolean closed;

    StreamReader(RunReader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        try {
            int got = reader.read(into, offset, length);
            if (got < 0 && closed) {
                throw new IOException("the stream is closed");
            }
            return got;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted while reading").initCause(e);
        } catch (ContainerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.close();
    }
}
