// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/** The standard input of a container as one who is attached has it; keys typed one after another may detach. */
final class AttachedInput extends OutputStream {
    private final OutputStream target;
    private final boolean closesTarget;
    private final List<Integer> detachKeys;
    private final Runnable detach;
    private int matched;
    private boolean closed;

    /**
     * An input that passes everything on.
     *
     * @param target the container's
     * @param closesTarget whether closing this closes it
     * @param detachKeys bytes that detach, empty for none
     * @param detach called when they were typed
     */
    AttachedInput(OutputStream target, boolean closesTarget, List<Integer> detachKeys, Runnable detach) {
        this.target = target;
        this.closesTarget = closesTarget;
        this.detachKeys = detachKeys;
        this.detach = detach;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the attachment's standard input is closed");
        }
        if (detachKeys.isEmpty()) {
            target.write(bytes, offset, length);
            return;
        }
        ByteArrayOutputStream passed = new ByteArrayOutputStream(length);
        for (int i = offset; i < offset + length && !closed; i++) {
            typed(bytes[i], passed);
        }
        target.write(passed.toByteArray(), 0, passed.size());
        if (closed) {
            detach.run();
        }
    }

    /** Keys that may yet detach are held back. */
    private void typed(byte key, ByteArrayOutputStream passed) {
        if (key != detachKeys.get(matched).byteValue()) {
            for (int i = 0; i < matched; i++) {
                passed.write(detachKeys.get(i));
            }
            matched = 0;
        }
        if (key == detachKeys.get(matched).byteValue()) {
            matched++;
            closed = matched == detachKeys.size();
        } else {
            passed.write(key);
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            if (closesTarget) {
                target.close();
            }
        }
    }
}
