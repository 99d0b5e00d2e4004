// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import io.jebena.log.LogQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds where the last lines of a log begin, from its end, so that the rest need not be read. */
final class Backwards {
    private static final int BLOCK = 64 * 1024;

    private final LogForm form;
    private final LogQuery query;
    private final FrameDecoder decoder;
    private final Frame frame = new Frame();

    /** The streams of which a frame was seen: the one before it ends a line of its own only with a line feed. */
    private final Set<LogFrame.Stream> seen = EnumSet.noneOf(LogFrame.Stream.class);

    private long left;

    private Backwards(LogForm form, LogQuery query, long lines) {
        this.form = form;
        this.query = query;
        this.decoder = form.decoder();
        this.left = lines;
    }

    /**
     * Moves a cursor to where the last lines begin.
     *
     * @param source the files
     * @param query says which frames count
     * @param lines how many
     */
    static LogCursor cursor(LogSource source, LogQuery query, long lines) {
        List<LogFile> files = new ArrayList<>();
        LogCursor cursor = new LogCursor(source);
        try {
            LogFile last = null;
            for (LogFile file = source.openAfter(null); file != null; file = source.openAfter(last)) {
                files.add(file);
                last = file;
            }
            new Backwards(source.form(), query, lines).place(cursor, files);
            return cursor;
        } catch (RuntimeException | Error e) {
            cursor.close();
            throw e;
        } finally {
            LogFile kept = cursor.file();
            files.stream().filter(file -> file != kept).forEach(LogFile::close);
        }
    }

    private void place(LogCursor cursor, List<LogFile> files) {
        LogFile at = null;
        long position = 0;
        for (int i = files.size() - 1; i >= 0; i--) {
            LogFile file = files.get(i);
            Long begin = file.isCompressed() ? forwards(file) : backwards(file);
            at = file;
            position = begin == null ? 0 : begin;
            if (begin != null) {
                break;
            }
        }
        if (at != null) {
            cursor.moveTo(at, position);
        }
    }

    /** Where the wanted lines begin in a file, or null if they begin before it. */
    private @Nullable Long backwards(LogFile file) {
        long end = endOfFrames(file, form);
        byte[] block = new byte[0];
        long blockAt = end;
        int to = 0;
        while (true) {
            int begin = to == 0 ? FrameDecoder.INCOMPLETE : decoder.previous(block, 0, to);
            if (begin == FrameDecoder.INCOMPLETE && blockAt == 0) {
                begin = to == 0 ? FrameDecoder.INCOMPLETE : 0; // JSON: the first line has no line feed before it
                if (begin < 0) {
                    return null;
                }
            }
            if (begin == FrameDecoder.INCOMPLETE) {
                int more = (int) Math.min(BLOCK, blockAt);
                byte[] larger = new byte[more + to];
                System.arraycopy(block, 0, larger, more, to);
                blockAt -= more;
                readFully(file, blockAt, larger, more);
                block = larger;
                to += more;
                continue;
            }
            int next = decoder.decode(block, begin, to, frame);
            if (next == to && frame.length >= 0 && isTooMuch()) {
                return blockAt + to;
            }
            to = begin;
        }
    }

    private static void readFully(LogFile file, long from, byte[] into, int length) {
        for (int done = 0; done < length; ) {
            int got = file.read(from + done, into, done, length - done);
            if (got <= 0) {
                throw new io.jebena.error.ContainerException(
                        "log file " + file.number() + " was cut while it was read");
            }
            done += got;
        }
    }

    /** Counts the frame; true if it belongs to a line before the wanted ones. */
    private boolean isTooMuch() {
        if (!query.wants(frame.stream) || query.until().map(frame::after).orElse(false)) {
            return false;
        }
        if (query.since().map(frame::before).orElse(false)) {
            return true;
        }
        if (frame.endsLine() || seen.add(frame.stream)) {
            seen.add(frame.stream);
            left--;
        }
        return left < 0;
    }

    /** The same for a file that is read from front to back. */
    private @Nullable Long forwards(LogFile file) {
        Deque<Long> begins = new ArrayDeque<>();
        Set<LogFrame.Stream> open = EnumSet.noneOf(LogFrame.Stream.class);
        try (LogCursor all = new LogCursor(new OneFile(file, form))) {
            while (all.advance()) {
                Frame each = all.frame();
                if (!query.wants(each.stream)
                        || query.until().map(each::after).orElse(false)
                        || query.since().map(each::before).orElse(false)) {
                    continue;
                }
                if (open.add(each.stream)) {
                    begins.add(all.frameAt());
                    if (begins.size() > left) {
                        begins.poll();
                    }
                }
                if (each.endsLine()) {
                    open.remove(each.stream);
                }
            }
            if (begins.size() == left) {
                return begins.isEmpty() ? Long.valueOf(all.position()) : begins.peek();
            }
            left -= begins.size();
            return null;
        }
    }

    /** Where the last whole frame of a file ends. */
    static long endOfFrames(LogFile file, LogForm form) {
        long size = file.size();
        if (form == LogForm.JSON) {
            return endOfLines(file, size);
        }
        if (endsWhole(file, size, form.decoder())) {
            return size;
        }
        try (LogCursor all = new LogCursor(new OneFile(file, form))) {
            while (all.advance()) {
                // to the last one
            }
            return all.position();
        }
    }

    private static boolean endsWhole(LogFile file, long size, FrameDecoder decoder) {
        int length = (int) Math.min(size, BLOCK);
        byte[] block = new byte[length];
        readFully(file, size - length, block, length);
        int begin = decoder.previous(block, 0, length);
        return begin >= 0 && decoder.decode(block, begin, length, new Frame()) == length;
    }

    private static long endOfLines(LogFile file, long size) {
        byte[] block = new byte[BLOCK];
        long to = size;
        while (to > 0) {
            int length = (int) Math.min(BLOCK, to);
            readFully(file, to - length, block, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return to - length + i + 1;
                }
            }
            to -= length;
        }
        return 0;
    }
}
