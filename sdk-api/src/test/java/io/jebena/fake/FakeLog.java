// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.error.OperationInterruptedException;
import io.jebena.log.LogFrame;
import io.jebena.log.LogFrame.Stream;
import io.jebena.log.LogQuery;
import io.jebena.log.LogReader;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all runs of a container have written, in pieces and in lines. */
final class FakeLog {
    private final List<LogFrame> pieces = new ArrayList<>();
    private final List<LogFrame> lines = new ArrayList<>();
    private final ByteArrayOutputStream[] begun = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    private int begins;
    private int ends;

    synchronized void begin() {
        begins++;
    }

    synchronized void add(Stream stream, byte[] bytes, int count) {
        pieces.add(new LogFrame(stream, Instant.now(), Arrays.copyOf(bytes, count)));
        ByteArrayOutputStream line = begun[stream.ordinal()];
        for (int i = 0; i < count; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n') {
                flush(stream);
            }
        }
        notifyAll();
    }

    private void flush(Stream stream) {
        ByteArrayOutputStream line = begun[stream.ordinal()];
        if (line.size() > 0) {
            lines.add(new LogFrame(stream, Instant.now(), line.toByteArray()));
            line.reset();
        }
    }

    synchronized void end() {
        flush(Stream.STDOUT);
        flush(Stream.STDERR);
        ends++;
        notifyAll();
    }

    synchronized int pieces() {
        return pieces.size();
    }

    /** The run that is under way, or the next one. */
    synchronized int run() {
        return ends + 1;
    }

    /** What was written there, waiting for it; null at the end of the run. */
    synchronized @Nullable LogFrame piece(int index, int run) {
        while (index >= pieces.size() && ends < run) {
            pause();
        }
        return index < pieces.size() ? pieces.get(index) : null;
    }

    private void pause() {
        try {
            wait();
        } catch (InterruptedException e) {
            throw new OperationInterruptedException("read", e);
        }
    }

    synchronized LogReader read(LogQuery query) {
        List<LogFrame> wanted = new ArrayList<>();
        lines.stream().filter(line -> wants(query, line)).forEach(wanted::add);
        if (!query.follow()) {
            for (Stream stream : Stream.values()) {
                byte[] bytes = begun[stream.ordinal()].toByteArray();
                if (bytes.length > 0 && query.wants(stream)) {
                    wanted.add(new LogFrame(stream, Instant.now(), bytes));
                }
            }
        }
        int from = (int) Math.max(0, wanted.size() - query.tail().orElse(Long.MAX_VALUE));
        int run = begins == 0 || ends < begins ? run() : ends;
        return new Reader(query, new ArrayList<>(wanted.subList(from, wanted.size())), lines.size(), run);
    }

    private static boolean wants(LogQuery query, LogFrame line) {
        return query.wants(line.stream())
                && !query.since().map(line.time()::isBefore).orElse(false)
                && !query.until().map(line.time()::isAfter).orElse(false);
    }

    private final class Reader implements LogReader {
        private final LogQuery query;
        private final List<LogFrame> past;
        private final int run;
        private int next;
        private boolean closed;

        Reader(LogQuery query, List<LogFrame> past, int next, int run) {
            this.query = query;
            this.past = past;
            this.next = next;
            this.run = run;
        }

        @Override
        public @Nullable LogFrame next() {
            synchronized (FakeLog.this) {
                if (!past.isEmpty() && !closed) {
                    return past.remove(0);
                }
                while (query.follow() && !closed) {
                    if (next < lines.size()) {
                        LogFrame line = lines.get(next++);
                        if (wants(query, line)) {
                            return line;
                        }
                    } else if (ends >= run) {
                        return null;
                    } else {
                        pause();
                    }
                }
                return null;
            }
        }

        @Override
        public void close() {
            synchronized (FakeLog.this) {
                closed = true;
                FakeLog.this.notifyAll();
            }
        }
    }
}
