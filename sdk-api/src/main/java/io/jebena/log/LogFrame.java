// SPDX-License-Identifier: Apache-2.0
package io.jebena.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A piece of what a container wrote: a line with its line feed, or a part of one that is very long or was not ended yet.
 *
 * @param stream where it was written
 * @param time when the engine read it
 * @param bytes what was written, exactly; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a copy for each of millions of lines would cost more than it protects
public record LogFrame(Stream stream, Instant time, byte[] bytes) {
    /**
     * The text.
     *
     * @return as UTF-8, without the line feed; malformed bytes are replaced
     */
    public String text() {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The stream and the text. */
    @Override
    public String toString() {
        return time + " " + stream.text() + " " + text();
    }

    /** The streams. A terminal has standard output only. */
    public enum Stream {
        /** Standard output. */
        STDOUT("stdout"),
        /** Standard error. */
        STDERR("stderr");

        private final String text;

        Stream(String text) {
            this.text = text;
        }

        /**
         * The name as logs have it.
         *
         * @return in lower case
         */
        public String text() {
            return text;
        }
    }
}
