// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.error.OperationInterruptedException;
import java.io.InputStream;
import java.util.Arrays;

/** What a process has written so far, to be read from the beginning by anybody. */
final class FakeOutput {
    private byte[] bytes = new byte[64];
    private int length;
    private boolean ended;

    synchronized void write(byte[] more, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized byte[] soFar() {
        return Arrays.copyOf(bytes, length);
    }

    /** Up to {@code most} bytes from a position, waiting for the first; none at the end. */
    synchronized byte[] read(int from, int most) {
        while (length <= from && !ended && most > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new OperationInterruptedException("read", e);
            }
        }
        return Arrays.copyOfRange(bytes, from, Math.min(length, from + most));
    }

    InputStream reader() {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int count) {
                byte[] got = FakeOutput.this.read(at, count);
                System.arraycopy(got, 0, into, offset, got.length);
                at += got.length;
                return got.length == 0 && count > 0 ? -1 : got.length;
            }
        };
    }
}
