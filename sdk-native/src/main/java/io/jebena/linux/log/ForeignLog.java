// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import io.jebena.log.LogFrame;
import io.jebena.log.LogOptions;
import io.jebena.log.LogQuery;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of a container that another process runs, or nobody any more. Thread-safe. */
public final class ForeignLog extends ReadableLog {
    private static final int LAST = Integer.MAX_VALUE;

    private final LogWatches watches;
    private final BooleanSupplier over;
    private final Supplier<CompletableFuture<?>> end;
    private @Nullable CompletableFuture<?> ended;

    /**
     * A log that is not looked at yet.
     *
     * @param directory host path of the container's directory
     * @param id the container's id
     * @param options its form; not {@link LogOptions.Driver#NONE}
     * @param watches tell of changes
     * @param over whether the container's process has ended and its output has arrived
     * @param end the same as an event; asked for when a reader waits
     */
    public ForeignLog(
            Path directory,
            String id,
            LogOptions options,
            LogWatches watches,
            BooleanSupplier over,
            Supplier<CompletableFuture<?>> end) {
        super(LogFiles.of(directory, id, LogForm.of(options.driver())));
        this.watches = watches;
        this.over = over;
        this.end = end;
    }

    @Override
    boolean over(int run) {
        CompletableFuture<?> now = ended;
        return now != null && now.isDone() || over.getAsBoolean();
    }

    /** The last one, whichever that is. */
    @Override
    int run() {
        return LAST;
    }

    @Override
    LogCursor cursor(int run) {
        LogCursor search = new LogCursor(this);
        LogFile at = null;
        long position = 0;
        try {
            while (search.advance()) {
                if (search.frame().run > 0) {
                    LogFile before = at;
                    LogFile file = java.util.Objects.requireNonNull(search.file());
                    if (before == null || before.number() != file.number()) {
                        at = file.duplicate();
                        if (before != null) {
                            before.close();
                        }
                    }
                    position = search.frameAt();
                }
            }
        } finally {
            search.close();
        }
        LogCursor cursor = new LogCursor(this);
        if (at != null) {
            cursor.moveTo(at, position);
        }
        return cursor;
    }

    @Override
    public ByteSource attach(boolean replay) {
        LogCursor cursor = replay ? cursor() : tailCursor(LogQuery.ALL, 0);
        return new RunReader(this, LAST, cursor, LogFrame.Stream.values());
    }

    @Override
    boolean beginToListen() {
        if (ended != null) {
            return false;
        }
        watches.add(this, files().directory());
        CompletableFuture<?> now = end.get();
        ended = now;
        now.whenComplete((status, failure) -> signal());
        return true;
    }

    @Override
    public @Nullable LogFile openAfter(@Nullable LogFile previous) {
        return files().openAfter(previous);
    }

    @Override
    public boolean hasAfter(LogFile file) {
        return !files().isCurrent(file.inode());
    }
}
