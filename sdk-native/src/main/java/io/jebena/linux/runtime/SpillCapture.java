// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.error.ContainerException;
import io.jebena.linux.stream.OutputLog;
import io.jebena.linux.stream.OutputSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Keeps output as bytes, in memory and beyond that in a file: for processes that have no log. */
final class SpillCapture implements Capture {
    private final OutputLog[] logs;

    /**
     * Nothing yet.
     *
     * @param spill host path whose name, with {@code .stdout} and {@code .stderr}, takes output that memory should not
     */
    SpillCapture(Path spill) {
        logs = new OutputLog[] {log(spill, ".stdout"), log(spill, ".stderr")};
    }

    private static OutputLog log(Path spill, String suffix) {
        return new OutputLog(spill.resolveSibling(spill.getFileName() + suffix));
    }

    @Override
    public void begin(boolean stdout, boolean stderr) {
        if (!stdout) {
            logs[0].end();
        }
        if (!stderr) {
            logs[1].end();
        }
    }

    @Override
    public OutputSink sink(int stream) {
        return logs[stream - 1];
    }

    @Override
    public InputStream reader(int stream) {
        return logs[stream - 1].reader();
    }

    @Override
    public byte[] tail(int stream, int most) {
        try {
            return logs[stream - 1].tail(most);
        } catch (IOException e) {
            throw new ContainerException("cannot read the captured output back", e);
        }
    }

    @Override
    public void forget() {
        for (OutputLog log : logs) {
            log.close();
        }
    }
}
