// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.log.ContainerLog;
import io.jebena.linux.stream.OutputSink;
import io.jebena.log.LogFrame;
import java.io.InputStream;

/**
 * Keeps output in a container's log, which outlasts a run.
 *
 * @param log the log
 */
record LogCapture(ContainerLog log) implements Capture {
    static LogFrame.Stream named(int stream) {
        return stream == 1 ? LogFrame.Stream.STDOUT : LogFrame.Stream.STDERR;
    }

    @Override
    public void begin(boolean stdout, boolean stderr) {
        log.begin(stdout, stderr);
    }

    @Override
    public OutputSink sink(int stream) {
        return log.sink(named(stream));
    }

    @Override
    public InputStream reader(int stream) {
        return log.stream(named(stream));
    }

    @Override
    public byte[] tail(int stream, int most) {
        return log.tail(named(stream), most);
    }

    @Override
    public void forget() {
        // it is the container's, not the run's
    }
}
