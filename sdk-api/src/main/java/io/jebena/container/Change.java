// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

/**
 * A difference between a container's file system and that which it was created with.
 *
 * @param kind what happened
 * @param path absolute, in the container
 */
public record Change(Kind kind, String path) {
    /** {@code A}, {@code C} or {@code D} and the path. */
    @Override
    public String toString() {
        return kind.letter() + " " + path;
    }

    /** The kinds. */
    public enum Kind {
        /** It is there now. */
        ADDED('A'),
        /** It is different, or something in it is. */
        CHANGED('C'),
        /** It is gone. */
        DELETED('D');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /**
         * The letter that stands for it.
         *
         * @return A, C or D
         */
        public char letter() {
            return letter;
        }
    }
}
