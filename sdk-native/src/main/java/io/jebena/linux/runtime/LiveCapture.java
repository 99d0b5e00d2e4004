// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.log.LiveOutput;
import io.jebena.linux.stream.OutputSink;
import java.io.InputStream;

/**
 * Keeps nothing: output goes to who is attached.
 *
 * @param live who that is
 */
record LiveCapture(LiveOutput live) implements Capture {
    @Override
    public void begin(boolean stdout, boolean stderr) {
        live.begin(stdout, stderr);
    }

    @Override
    public OutputSink sink(int stream) {
        return live.sink(LogCapture.named(stream));
    }

    @Override
    public InputStream reader(int stream) {
        return InputStream.nullInputStream();
    }

    @Override
    public byte[] tail(int stream, int most) {
        return new byte[0];
    }

    @Override
    public void forget() {
        // nothing is kept
    }
}
