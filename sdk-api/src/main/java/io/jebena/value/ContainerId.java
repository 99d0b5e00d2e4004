// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The identity of a container: 64 lower-case hexadecimal digits, of which the first 12 are its short form. Immutable. */
public final class ContainerId {
    private static final int BYTES = 32;
    private static final int DIGITS = 2 * BYTES;
    private static final int SHORT = 12;

    private final String hex;

    private ContainerId(String hex) {
        this.hex = hex;
    }

    /**
     * A new identity, different from all others.
     *
     * @return an identity whose short form has at least one letter, so that no tool takes it for a number
     */
    public static ContainerId random() {
        return random(ContainerId::chance);
    }

    static ContainerId random(Supplier<byte[]> chance) {
        while (true) {
            String hex = HexFormat.of().formatHex(chance.get());
            for (int i = 0; i < SHORT; i++) {
                if (hex.charAt(i) >= 'a') {
                    return new ContainerId(hex);
                }
            }
        }
    }

    /** Asks the kernel, because {@link SecureRandom} takes longer to load than a container to start. */
    private static byte[] chance() {
        byte[] bytes = new byte[BYTES];
        try (FileInputStream kernel = new FileInputStream("/dev/urandom")) {
            if (kernel.readNBytes(bytes, 0, BYTES) == BYTES) {
                return bytes;
            }
        } catch (IOException e) {
            // There is no such device: this host is not Linux.
        }
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * Reads a full identity.
     *
     * @param text 64 lower-case hexadecimal digits
     * @return the identity
     * @throws IllegalArgumentException naming the length or the character that is wrong
     */
    public static ContainerId parse(String text) {
        requireNonNull(text, "text");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException("container id \"" + text + "\": character '" + c + "' at " + i
                        + " is not a lower-case hexadecimal digit");
            }
        }
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException(
                    "container id \"" + text + "\": " + text.length() + " digits, an id has " + DIGITS);
        }
        return new ContainerId(text);
    }

    /**
     * The first 12 digits, the form that people read.
     *
     * @return 12 lower-case hexadecimal digits
     */
    public String shortForm() {
        return hex.substring(0, SHORT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContainerId id && id.hex.equals(hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /** All 64 digits. */
    @Override
    public String toString() {
        return hex;
    }
}
