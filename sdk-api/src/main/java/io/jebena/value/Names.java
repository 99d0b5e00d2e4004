// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;

/** Names of containers: what a name may be, and names for those who were given none. */
public final class Names {
    /** What a file name holds. */
    private static final int LONGEST = 255;

    private static final String[] ADJECTIVES = {
        "amber", "bold", "brave", "bright", "brisk", "calm", "candid", "clear", "clever", "cosmic", "crisp", "curious",
        "daring", "deft", "eager", "earnest", "fair", "festive", "fluent", "gentle", "golden", "happy", "hardy",
                "jolly",
        "keen", "kind", "lively", "lucid", "lunar", "merry", "mild", "neat", "nimble", "noble", "patient", "plucky",
        "polite", "proud", "quick", "quiet", "ready", "robust", "serene", "sharp", "silver", "smart", "solar", "spry",
        "steady", "sunny", "swift", "tidy", "upbeat", "vivid", "warm", "wise", "witty", "zesty"
    };

    private static final String[] SURNAMES = {
        "abebe",
        "babbage",
        "bohr",
        "boole",
        "cantor",
        "cauchy",
        "cori",
        "curie",
        "darwin",
        "diffie",
        "dijkstra",
        "einstein",
        "engelbart",
        "erdos",
        "euclid",
        "euler",
        "faraday",
        "fermat",
        "fermi",
        "franklin",
        "galileo",
        "galois",
        "gauss",
        "germain",
        "goodall",
        "hamilton",
        "hopper",
        "huygens",
        "hypatia",
        "johnson",
        "kepler",
        "kernighan",
        "knuth",
        "lamarr",
        "lamport",
        "laplace",
        "leibniz",
        "liskov",
        "lovelace",
        "maxwell",
        "meitner",
        "mendel",
        "mirzakhani",
        "newton",
        "noether",
        "pascal",
        "pasteur",
        "perlman",
        "planck",
        "ramanujan",
        "ritchie",
        "shannon",
        "tesla",
        "thompson",
        "turing",
        "wilkes",
        "wing",
        "yalow"
    };

    private Names() {}

    /**
     * A readable name, as {@code swift_hopper}; two calls may give the same.
     *
     * @param random the source of chance
     * @return a name that {@link #check(String)} accepts
     */
    public static String random(RandomGenerator random) {
        return ADJECTIVES[requireNonNull(random, "random").nextInt(ADJECTIVES.length)] + "_"
                + SURNAMES[random.nextInt(SURNAMES.length)];
    }

    /**
     * Checks a container's name by Docker's rule: two or more of letters, digits, {@code _}, {@code .} and {@code -}, the
     * first a letter or digit, all ASCII; and by the file systems': no more than 255.
     *
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException naming the character or the length that is wrong
     */
    public static String check(String name) {
        requireNonNull(name, "name");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || "_.-".indexOf(c) < 0)) {
                throw new IllegalArgumentException("name \"" + name + "\": character '" + c + "' at " + i
                        + (i == 0 ? " is not a letter or digit" : " is not a letter, a digit, '_', '.' or '-'"));
            }
        }
        if (name.length() < 2) {
            throw new IllegalArgumentException("name \"" + name + "\": shorter than two characters");
        }
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "name \"" + name.substring(0, 20) + "...\": " + name.length() + " characters, not 2 to " + LONGEST);
        }
        return name;
    }
}
