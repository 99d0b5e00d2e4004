// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import java.time.Instant;
import java.util.Arrays;

/** One frame as it was read, overwritten by the next: millions pass through one object. */
final class Frame {
    LogFrame.Stream stream = LogFrame.Stream.STDOUT;
    long seconds;
    int nanos;

    /** The run whose first frame this is, 0 if it is not the first or the run is the container's first. */
    int run;

    byte[] bytes = new byte[512];
    int length;

    void reserve(int capacity) {
        if (bytes.length < capacity) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, 2 * bytes.length));
        }
    }

    void set(LogFrame.Stream stream, long seconds, int nanos, int run, byte[] from, int at, int length) {
        this.stream = stream;
        this.seconds = seconds;
        this.nanos = nanos;
        this.run = run;
        reserve(length);
        System.arraycopy(from, at, bytes, 0, length);
        this.length = length;
    }

    boolean endsLine() {
        return length > 0 && bytes[length - 1] == '\n';
    }

    boolean before(Instant time) {
        return seconds < time.getEpochSecond() || seconds == time.getEpochSecond() && nanos < time.getNano();
    }

    boolean after(Instant time) {
        return seconds > time.getEpochSecond() || seconds == time.getEpochSecond() && nanos > time.getNano();
    }

    LogFrame toLogFrame() {
        return new LogFrame(stream, Instant.ofEpochSecond(seconds, nanos), Arrays.copyOf(bytes, length));
    }
}
