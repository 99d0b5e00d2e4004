// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Whether a container is started again when its first process has ended. The first restart comes after 100 ms; each further one
 * takes twice as long, up to a minute, until a run has lasted 10 s. Stopping or killing a container by hand ends it until the
 * next start by hand. Immutable.
 */
public final class RestartPolicy {
    /** It stays as it is. The default. */
    public static final RestartPolicy NEVER = new RestartPolicy(Kind.NEVER, 0);

    /** Always; a detached container also when an engine adopts it after the machine was started again. */
    public static final RestartPolicy ALWAYS = new RestartPolicy(Kind.ALWAYS, 0);

    /** Always, unless it was stopped by hand before. */
    public static final RestartPolicy UNLESS_STOPPED = new RestartPolicy(Kind.UNLESS_STOPPED, 0);

    private static final String ON_FAILURE = "on-failure";

    private final Kind kind;
    private final int maxRetries;

    private RestartPolicy(Kind kind, int maxRetries) {
        this.kind = kind;
        this.maxRetries = maxRetries;
    }

    /**
     * Whenever it ended with something else than 0.
     *
     * @return the policy
     */
    public static RestartPolicy onFailure() {
        return new RestartPolicy(Kind.ON_FAILURE, 0);
    }

    /**
     * Whenever it ended with something else than 0, but not for ever.
     *
     * @param maxRetries most restarts in a row, 0 for any number
     * @return the policy
     * @throws IllegalArgumentException if it is negative
     */
    public static RestartPolicy onFailure(int maxRetries) {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maximum retry count " + maxRetries + " is negative");
        }
        return new RestartPolicy(Kind.ON_FAILURE, maxRetries);
    }

    /**
     * Reads a policy as Docker's command line writes it.
     *
     * @param text {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure} or {@code on-failure:N}
     * @return the policy
     * @throws IllegalArgumentException naming what is wrong
     */
    public static RestartPolicy parse(String text) {
        requireNonNull(text, "text");
        if (text.startsWith(ON_FAILURE + ":")) {
            String count = text.substring(ON_FAILURE.length() + 1);
            try {
                return onFailure(Integer.parseInt(count));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "restart policy \"" + text + "\": maximum retry count \"" + count + "\" is not a number", e);
            }
        }
        return switch (text) {
            case "no", "" -> NEVER;
            case "always" -> ALWAYS;
            case "unless-stopped" -> UNLESS_STOPPED;
            case ON_FAILURE -> onFailure();
            default ->
                throw new IllegalArgumentException("restart policy \"" + text
                        + "\" is unknown: use no, always, unless-stopped or on-failure[:max-retries]");
        };
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
     * Most restarts in a row of {@link Kind#ON_FAILURE}.
     *
     * @return 0 for any number
     */
    public int maxRetries() {
        return maxRetries;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RestartPolicy policy && policy.kind == kind && policy.maxRetries == maxRetries;
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + maxRetries;
    }

    /** As {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return switch (kind) {
            case NEVER -> "no";
            case ALWAYS -> "always";
            case UNLESS_STOPPED -> "unless-stopped";
            case ON_FAILURE -> maxRetries == 0 ? ON_FAILURE : ON_FAILURE + ":" + maxRetries;
        };
    }

    /** The possibilities. */
    public enum Kind {
        /** Never. */
        NEVER,
        /** Always. */
        ALWAYS,
        /** Always, unless it was stopped by hand. */
        UNLESS_STOPPED,
        /** Whenever it ended with something else than 0. */
        ON_FAILURE
    }
}
