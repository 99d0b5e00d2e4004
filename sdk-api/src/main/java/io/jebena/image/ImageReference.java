// SPDX-License-Identifier: Apache-2.0
package io.jebena.image;

import static java.util.Objects.requireNonNull;

import io.jebena.value.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: {@code [registry[:port]/]path[:tag][@digest]}, read by Docker's rules: the first component is a
 * registry if it contains {@code .} or {@code :}, is {@code localhost} or has an upper-case letter; a name without registry
 * belongs to {@code docker.io}, there a single component to {@code library/}; without tag and digest the tag is
 * {@code latest}. Immutable.
 */
public final class ImageReference {
    /** The registry of a name that does not name one. */
    public static final String DEFAULT_REGISTRY = "docker.io";

    /** The tag of a name with neither tag nor digest. */
    public static final String DEFAULT_TAG = "latest";

    private static final String LIBRARY = "library/";
    private static final int MAX_NAME = 255;
    private static final int MAX_TAG = 128;

    private final String registry;
    private final String path;
    private final @Nullable String tag;
    private final @Nullable Digest digest;

    private ImageReference(String registry, String path, @Nullable String tag, @Nullable Digest digest) {
        this.registry = registry;
        this.path = path;
        this.tag = tag;
        this.digest = digest;
    }

    /**
     * Reads a name.
     *
     * @param text such as {@code alpine}, {@code postgres:16} or {@code registry.example:5000/team/app@sha256:...}
     * @return the reference
     * @throws IllegalArgumentException naming the part or character that is wrong
     */
    public static ImageReference parse(String text) {
        int at = requireNonNull(text, "text").indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        Digest digest = at < 0 ? null : digest(text.substring(at + 1), text);
        int colon = name.lastIndexOf(':');
        String tag = null;
        if (colon >= 0 && name.indexOf('/', colon) < 0) {
            tag = name.substring(colon + 1);
            checkTag(tag, text);
            name = name.substring(0, colon);
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        String registry = DEFAULT_REGISTRY;
        String path = name;
        if (isRegistry(first)) {
            checkRegistry(first, text);
            registry = first.equals("index.docker.io") ? DEFAULT_REGISTRY : first;
            path = name.substring(slash + 1);
        }
        checkPath(path, text);
        if (registry.equals(DEFAULT_REGISTRY) && path.indexOf('/') < 0) {
            path = LIBRARY + path;
        }
        if (registry.length() + 1 + path.length() > MAX_NAME) {
            throw bad(text, "the name is longer than " + MAX_NAME + " characters");
        }
        return new ImageReference(registry, path, tag == null && digest == null ? DEFAULT_TAG : tag, digest);
    }

    private static boolean isRegistry(String first) {
        return first.equals("localhost") || first.chars().anyMatch(c -> c == '.' || c == ':' || (c >= 'A' && c <= 'Z'));
    }

    private static Digest digest(String digest, String text) {
        try {
            return Digest.parse(digest);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("image \"" + text + "\": " + e.getMessage(), e);
        }
    }

    private static void checkTag(String tag, String text) {
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && (i == 0 || (c != '.' && c != '-'))) {
                throw bad(text, "character '" + c + "' in the tag \"" + tag + "\"");
            }
        }
        if (tag.isEmpty() || tag.length() > MAX_TAG) {
            throw bad(text, tag.isEmpty() ? "the tag is empty" : "the tag is longer than " + MAX_TAG + " characters");
        }
    }

    /** A host name or an IPv6 address in brackets, then possibly a port. */
    private static void checkRegistry(String registry, String text) {
        String host = registry;
        int colon = registry.lastIndexOf(':');
        if (colon > registry.lastIndexOf(']')) {
            String port = registry.substring(colon + 1);
            if (port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw bad(text, "the registry's port \"" + port + "\" is not a number");
            }
            host = registry.substring(0, colon);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            if (address.isEmpty() || !address.chars().allMatch(c -> c == ':' || Character.digit(c, 16) >= 0)) {
                throw bad(text, "the registry's address \"" + host + "\" is not an IPv6 address");
            }
            return;
        }
        for (String label : host.split("\\.", -1)) {
            if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
                throw bad(text, "the registry \"" + registry + "\" is not a host name");
            }
            for (int i = 0; i < label.length(); i++) {
                if (!isAlphanumeric(label.charAt(i)) && label.charAt(i) != '-') {
                    throw bad(text, "character '" + label.charAt(i) + "' in the registry \"" + registry + "\"");
                }
            }
        }
    }

    /** Components of lower-case letters and digits, separated within by one '.', one or two '_' or any number of '-'. */
    private static void checkPath(String path, String text) {
        if (path.length() == 64 && path.chars().allMatch(ImageReference::isHex)) {
            throw bad(text, "64 hexadecimal digits are an image's id, not a name");
        }
        for (String component : path.split("/", -1)) {
            if (component.isEmpty()) {
                throw bad(text, path.isEmpty() ? "the name is empty" : "a component of the name is empty");
            }
            for (int i = 0; i < component.length(); i++) {
                char c = component.charAt(i);
                if (!isLowerAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
                    throw bad(
                            text,
                            "character '" + c + "' in the name" + (Character.isUpperCase(c) ? ": use lower case" : ""));
                }
            }
            checkSeparators(component, text);
        }
    }

    private static void checkSeparators(String component, String text) {
        int i = 0;
        while (i < component.length()) {
            int start = i;
            while (i < component.length() && !isLowerAlphanumeric(component.charAt(i))) {
                i++;
            }
            String separator = component.substring(start, i);
            boolean outer = start == 0 || i == component.length();
            boolean inner = separator.equals(".")
                    || separator.equals("_")
                    || separator.equals("__")
                    || separator.chars().allMatch(c -> c == '-');
            if (!separator.isEmpty() && (outer || !inner)) {
                throw bad(
                        text,
                        "\"" + separator + "\" cannot stand " + (outer ? "at an end of" : "inside") + " \"" + component
                                + "\"");
            }
            i++;
        }
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static boolean isLowerAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
    }

    private static IllegalArgumentException bad(String text, String problem) {
        return new IllegalArgumentException("image \"" + text + "\": " + problem);
    }

    /**
     * The registry.
     *
     * @return host name or address, possibly with a port
     */
    public String registry() {
        return registry;
    }

    /**
     * The name within the registry.
     *
     * @return components separated by {@code /}, with {@code library/} where that was left out
     */
    public String path() {
        return path;
    }

    /**
     * The tag.
     *
     * @return empty only if there is a digest
     */
    public Optional<String> tag() {
        return Optional.ofNullable(tag);
    }

    /**
     * The digest.
     *
     * @return empty unless one was given
     */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /**
     * The same image under another tag, without digest.
     *
     * @param tag the tag
     * @return the reference
     * @throws IllegalArgumentException naming the character that is wrong
     */
    public ImageReference withTag(String tag) {
        checkTag(tag, familiarName() + ":" + tag);
        return new ImageReference(registry, path, tag, null);
    }

    /**
     * The whole name with everything that may be left out, as a store keeps it.
     *
     * @return such as {@code docker.io/library/alpine:latest}
     */
    public String canonical() {
        return registry + "/" + path + suffix();
    }

    /**
     * The short form that people read and Docker lists: without the default registry and {@code library/}.
     *
     * @return such as {@code alpine:latest}
     */
    public String familiar() {
        return familiarName() + suffix();
    }

    private String familiarName() {
        if (!registry.equals(DEFAULT_REGISTRY)) {
            return registry + "/" + path;
        }
        boolean plain = path.startsWith(LIBRARY) && path.indexOf('/', LIBRARY.length()) < 0;
        return plain ? path.substring(LIBRARY.length()) : path;
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageReference reference
                && reference.canonical().equals(canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    /** The {@link #familiar()} form. */
    @Override
    public String toString() {
        return familiar();
    }
}
