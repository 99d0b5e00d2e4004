// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a process's standard input comes from. Immutable. */
public final class Input {
    private static final Input NONE = new Input(Kind.NONE, null, null);
    private static final Input OPEN = new Input(Kind.OPEN, null, null);
    private static final Input INHERIT = new Input(Kind.INHERIT, null, null);

    private final Kind kind;
    private final byte @Nullable [] bytes;
    private final @Nullable InputStream stream;

    private Input(Kind kind, byte @Nullable [] bytes, @Nullable InputStream stream) {
        this.kind = kind;
        this.bytes = bytes;
        this.stream = stream;
    }

    /**
     * Nothing: {@code /dev/null}. The default.
     *
     * @return the input
     */
    public static Input none() {
        return NONE;
    }

    /**
     * What the handle's {@code stdin()} is given, until that is closed.
     *
     * @return the input
     */
    public static Input open() {
        return OPEN;
    }

    /**
     * The standard input of this Java process itself.
     *
     * @return the input
     */
    public static Input inherit() {
        return INHERIT;
    }

    /**
     * Some bytes, then the end.
     *
     * @param bytes the bytes, copied
     * @return the input
     */
    public static Input of(byte[] bytes) {
        return new Input(Kind.BYTES, requireNonNull(bytes, "bytes").clone(), null);
    }

    /**
     * Some text as UTF-8, then the end.
     *
     * @param text the text
     * @return the input
     */
    public static Input of(String text) {
        return new Input(Kind.BYTES, requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8), null);
    }

    /**
     * A stream, until it ends. It is read by a thread of the engine while the process lives, and not closed.
     *
     * @param stream the stream, for one process only
     * @return the input
     */
    public static Input from(InputStream stream) {
        return new Input(Kind.STREAM, null, requireNonNull(stream, "stream"));
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
     * The bytes of a {@link Kind#BYTES} input.
     *
     * @return a copy; empty for every other kind
     */
    public Optional<byte[]> bytes() {
        return Optional.ofNullable(bytes).map(byte[]::clone);
    }

    /**
     * The stream of a {@link Kind#STREAM} input.
     *
     * @return empty for every other kind
     */
    public Optional<InputStream> stream() {
        return Optional.ofNullable(stream);
    }

    /** The possibilities. */
    public enum Kind {
        /** {@code /dev/null}. */
        NONE,
        /** What the handle's {@code stdin()} is given. */
        OPEN,
        /** Given bytes. */
        BYTES,
        /** A stream. */
        STREAM,
        /** The standard input of this Java process. */
        INHERIT
    }
}
