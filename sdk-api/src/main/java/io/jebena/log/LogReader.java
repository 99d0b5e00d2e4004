// SPDX-License-Identifier: Apache-2.0
package io.jebena.log;

import io.jebena.error.ContainerException;
import io.jebena.error.OperationInterruptedException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads a log, frame by frame. For one thread, but {@link #close()} may be called by any and ends a {@link #next()} that waits. */
public interface LogReader extends AutoCloseable {
    /**
     * The next frame; waits for it if the query follows.
     *
     * @return null after the last one, and after {@link #close()}
     * @throws ContainerException if the log cannot be read
     * @throws OperationInterruptedException if the thread is interrupted
     */
    @Nullable
    LogFrame next();

    /** Gives back what it holds. */
    @Override
    void close();

    /**
     * The frames that are left.
     *
     * @return a sequential stream; closing it closes this
     */
    default Stream<LogFrame> frames() {
        Iterator<LogFrame> iterator = new Iterator<>() {
            private @Nullable LogFrame ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = LogReader.this.next();
                }
                return ahead != null;
            }

            @Override
            public LogFrame next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException("the log has ended");
                }
                LogFrame frame = java.util.Objects.requireNonNull(ahead);
                ahead = null;
                return frame;
            }
        };
        int order = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, order), false)
                .onClose(this::close);
    }
}
