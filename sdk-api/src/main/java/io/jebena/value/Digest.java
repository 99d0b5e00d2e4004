// SPDX-License-Identifier: Apache-2.0
package io.jebena.value;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The name of content by its hash, as the OCI image specification writes it: {@code sha256:} and 64 lower-case
 * hexadecimal digits, or {@code sha512:} and 128. Immutable.
 */
public final class Digest {
    private final String algorithm;
    private final String hex;

    private Digest(String algorithm, String hex) {
        this.algorithm = algorithm;
        this.hex = hex;
    }

    /**
     * Reads a digest.
     *
     * @param text {@code algorithm:hex}
     * @return the digest
     * @throws IllegalArgumentException naming what is wrong: the algorithm, the length or the character
     */
    public static Digest parse(String text) {
        int colon = requireNonNull(text, "text").indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("digest \"" + text + "\": no ':' between algorithm and hash");
        }
        return of(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Digest of(String algorithm, String hex) {
        int length =
                switch (algorithm) {
                    case "sha256" -> 64;
                    case "sha512" -> 128;
                    default ->
                        throw new IllegalArgumentException(
                                "digest algorithm \"" + algorithm + "\" is not supported: use sha256 or sha512");
                };
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException("digest \"" + algorithm + ":" + hex + "\": character '" + c + "' at "
                        + (algorithm.length() + 1 + i) + " is not a lower-case hexadecimal digit");
            }
        }
        if (hex.length() != length) {
            throw new IllegalArgumentException("digest \"" + algorithm + ":" + hex + "\": " + hex.length()
                    + " hexadecimal digits, " + algorithm + " has " + length);
        }
        return new Digest(algorithm, hex);
    }

    /**
     * A SHA-256 digest by its hexadecimal digits.
     *
     * @param hex 64 lower-case hexadecimal digits
     * @return the digest
     * @throws IllegalArgumentException naming the length or character that is wrong
     */
    public static Digest sha256(String hex) {
        return of("sha256", requireNonNull(hex, "hex"));
    }

    /**
     * A SHA-256 digest by its bytes.
     *
     * @param hash 32 bytes, such as {@link MessageDigest#digest()} gives
     * @return the digest
     * @throws IllegalArgumentException if there are not 32 bytes
     */
    public static Digest sha256(byte[] hash) {
        return of("sha256", HexFormat.of().formatHex(requireNonNull(hash, "hash")));
    }

    /**
     * The SHA-256 digest of some content.
     *
     * @param content the content itself
     * @return its digest
     */
    public static Digest sha256Of(byte[] content) {
        return sha256(newMessageDigest("SHA-256").digest(requireNonNull(content, "content")));
    }

    /**
     * A fresh function that computes digests of this one's algorithm, for content that comes in pieces.
     *
     * @return not thread-safe, to be checked with {@link #matches(byte[])}
     */
    public MessageDigest newMessageDigest() {
        return newMessageDigest(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    }

    private static MessageDigest newMessageDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + name, e);
        }
    }

    /**
     * Whether a computed hash is this digest.
     *
     * @param hash what {@link #newMessageDigest()} computed
     * @return true if they are the same
     */
    public boolean matches(byte[] hash) {
        return hex.equals(HexFormat.of().formatHex(requireNonNull(hash, "hash")));
    }

    /**
     * Whether this is the digest of some content.
     *
     * @param content the content itself
     * @return true if its hash is this digest
     */
    public boolean verify(byte[] content) {
        return matches(newMessageDigest().digest(requireNonNull(content, "content")));
    }

    /**
     * The hash function.
     *
     * @return {@code sha256} or {@code sha512}
     */
    public String algorithm() {
        return algorithm;
    }

    /**
     * The hash.
     *
     * @return lower-case hexadecimal digits
     */
    public String hex() {
        return hex;
    }

    /**
     * The first 12 digits of the hash, the short form that people read.
     *
     * @return 12 lower-case hexadecimal digits
     */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest digest && digest.algorithm.equals(algorithm) && digest.hex.equals(hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /** The standard form, {@code algorithm:hex}. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
