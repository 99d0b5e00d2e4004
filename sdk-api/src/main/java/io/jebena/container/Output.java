// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a process's standard output or standard error goes. Immutable. */
public final class Output {
    private static final Output CAPTURE = new Output(Kind.CAPTURE, null);
    private static final Output DISCARD = new Output(Kind.DISCARD, null);
    private static final Output INHERIT = new Output(Kind.INHERIT, null);

    private final Kind kind;
    private final @Nullable OutputStream stream;

    private Output(Kind kind, @Nullable OutputStream stream) {
        this.kind = kind;
        this.stream = stream;
    }

    /**
     * Kept by the engine, to be read from the handle or the result as often as wanted. The default.
     *
     * @return the output
     */
    public static Output capture() {
        return CAPTURE;
    }

    /**
     * Nowhere: {@code /dev/null}.
     *
     * @return the output
     */
    public static Output discard() {
        return DISCARD;
    }

    /**
     * The same stream of this Java process itself.
     *
     * @return the output
     */
    public static Output inherit() {
        return INHERIT;
    }

    /**
     * A stream. It is written by a thread of the engine, flushed whenever nothing more is at hand, and not closed; all is
     * written before the exit is reported. While it blocks, the process blocks too.
     *
     * <p>A stream that throws gets no more, and a warning is logged; the process does not notice and goes on to its own end.
     * After an end by force (a {@code kill}, {@link Container#close}, {@link Container#remove(boolean)}, the end of the engine
     * or of the JVM) the stream has one second for what is left: then its thread is interrupted, the rest is lost, and a
     * warning is logged.
     *
     * @param stream the stream
     * @return the output
     */
    public static Output to(OutputStream stream) {
        return new Output(Kind.STREAM, requireNonNull(stream, "stream"));
    }

    /**
     * Which of the possibilities this is.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The stream of a {@link Kind#STREAM} output.
     *
     * @return empty for every other kind
     */
    public Optional<OutputStream> stream() {
        return Optional.ofNullable(stream);
    }

    /** The possibilities. */
    public enum Kind {
        /** Kept by the engine. */
        CAPTURE,
        /** {@code /dev/null}. */
        DISCARD,
        /** A stream. */
        STREAM,
        /** The same stream of this Java process. */
        INHERIT
    }
}
