// SPDX-License-Identifier: Apache-2.0
package io.jebena.log;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which part of a log is asked for. Immutable. */
public final class LogQuery {
    /** Everything that has been written so far. */
    public static final LogQuery ALL = builder().build();

    private final Set<LogFrame.Stream> streams;
    private final boolean follow;
    private final long tail;
    private final @Nullable Instant since;
    private final @Nullable Instant until;

    private LogQuery(Builder builder) {
        streams = EnumSet.copyOf(builder.streams);
        follow = builder.follow;
        tail = builder.tail;
        since = builder.since;
        until = builder.until;
    }

    /**
     * Starts with everything.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Everything, narrowed.
     *
     * @param change what to set
     * @return a new query
     * @throws IllegalArgumentException if no stream is chosen
     */
    public static LogQuery of(Consumer<Builder> change) {
        requireNonNull(change, "change");
        Builder builder = builder();
        change.accept(builder);
        return builder.build();
    }

    /**
     * Whether a stream is asked for.
     *
     * @param stream the stream
     * @return true unless left out
     */
    public boolean wants(LogFrame.Stream stream) {
        requireNonNull(stream, "stream");
        return streams.contains(stream);
    }

    /**
     * Whether what is yet to be written is asked for too, until the container's first process has ended.
     *
     * @return false unless set
     */
    public boolean follow() {
        return follow;
    }

    /**
     * How many of the last lines are asked for, of those already written.
     *
     * @return empty for all
     */
    public OptionalLong tail() {
        return tail < 0 ? OptionalLong.empty() : OptionalLong.of(tail);
    }

    /**
     * The earliest time that is asked for.
     *
     * @return empty for the beginning
     */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /**
     * The latest time that is asked for; following ends there too.
     *
     * @return empty for no end
     */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /** Collects a query. Not thread-safe. */
    public static final class Builder {
        private final Set<LogFrame.Stream> streams = EnumSet.allOf(LogFrame.Stream.class);
        private boolean follow;
        private long tail = -1;
        private @Nullable Instant since;
        private @Nullable Instant until;

        private Builder() {}

        /**
         * Sets whether standard output is asked for.
         *
         * @param wanted false to leave it out
         * @return this
         */
        public Builder stdout(boolean wanted) {
            return stream(LogFrame.Stream.STDOUT, wanted);
        }

        /**
         * Sets whether standard error is asked for.
         *
         * @param wanted false to leave it out
         * @return this
         */
        public Builder stderr(boolean wanted) {
            return stream(LogFrame.Stream.STDERR, wanted);
        }

        private Builder stream(LogFrame.Stream stream, boolean wanted) {
            if (wanted) {
                streams.add(stream);
            } else {
                streams.remove(stream);
            }
            return this;
        }

        /**
         * Sets whether what is yet to be written is asked for too.
         *
         * @param follow true to ask for it
         * @return this
         */
        public Builder follow(boolean follow) {
            this.follow = follow;
            return this;
        }

        /**
         * Asks for the last lines only, of those already written.
         *
         * @param lines 0 or more
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder tail(long lines) {
            if (lines < 0) {
                throw new IllegalArgumentException("tail " + lines + " is negative");
            }
            this.tail = lines;
            return this;
        }

        /**
         * Leaves out what is older.
         *
         * @param since the earliest time
         * @return this
         */
        public Builder since(Instant since) {
            requireNonNull(since, "since");
            this.since = since;
            return this;
        }

        /**
         * Leaves out what is later.
         *
         * @param until the latest time
         * @return this
         */
        public Builder until(Instant until) {
            requireNonNull(until, "until");
            this.until = until;
            return this;
        }

        /**
         * The query.
         *
         * @return a new query
         * @throws IllegalArgumentException if no stream is chosen
         */
        public LogQuery build() {
            if (streams.isEmpty()) {
                throw new IllegalArgumentException("you must choose at least one stream: stdout or stderr");
            }
            return new LogQuery(this);
        }
    }
}
