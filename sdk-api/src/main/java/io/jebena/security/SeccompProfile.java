// SPDX-License-Identifier: Apache-2.0
package io.jebena.security;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which system calls a container may make. Immutable. */
public final class SeccompProfile {
    /** The default profile, Docker's; what it allows depends on the container's capabilities. */
    public static final SeccompProfile DEFAULT = new SeccompProfile("default", null);

    /** No filter: every system call the kernel itself grants. */
    public static final SeccompProfile UNCONFINED = new SeccompProfile("unconfined", null);

    private final String kind;
    private final @Nullable String json;

    private SeccompProfile(String kind, @Nullable String json) {
        this.kind = kind;
        this.json = json;
    }

    /**
     * A profile of one's own, in Docker's format or as {@code linux.seccomp} of the OCI runtime specification. The engine
     * reads it when a container is created.
     *
     * @param json the profile itself, not a file name
     * @return the profile
     * @throws IllegalArgumentException if the text is not a JSON object at first sight
     */
    public static SeccompProfile ofJson(String json) {
        if (!requireNonNull(json, "json").strip().startsWith("{")) {
            throw new IllegalArgumentException(
                    "seccomp profile does not start with '{': give the JSON text, not a file name");
        }
        return new SeccompProfile("json", json);
    }

    /**
     * Starts a profile of one's own, in which every call fails that is not allowed.
     *
     * @return a new builder
     */
    public static SeccompBuilder builder() {
        return new SeccompBuilder();
    }

    /**
     * Whether it is no filter at all.
     *
     * @return true for {@link #UNCONFINED}
     */
    public boolean unconfined() {
        return kind.equals("unconfined");
    }

    /**
     * The text of a profile of one's own.
     *
     * @return empty for {@link #DEFAULT} and {@link #UNCONFINED}
     */
    public Optional<String> json() {
        return Optional.ofNullable(json);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeccompProfile profile
                && profile.kind.equals(kind)
                && profile.json().equals(json());
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + json().hashCode();
    }

    /** {@code default}, {@code unconfined} or {@code json}. */
    @Override
    public String toString() {
        return kind;
    }
}
