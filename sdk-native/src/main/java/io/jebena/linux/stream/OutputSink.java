// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.stream;

import java.nio.ByteBuffer;

/** Takes what a process writes, in order, from the reactor's thread. */
public interface OutputSink {
    /** A sink that forgets everything. */
    OutputSink DISCARD = new OutputSink() {
        @Override
        public void accept(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void end() {
            // nothing was kept
        }
    };

    /**
     * Takes some bytes.
     *
     * @param bytes valid during the call only
     */
    void accept(ByteBuffer bytes);

    /**
     * Whether another thread is just bringing bytes, so that {@link #accept} would wait.
     *
     * @return true if so
     */
    default boolean isBusy() {
        return false;
    }

    /** The stream has ended; called once. */
    void end();
}
