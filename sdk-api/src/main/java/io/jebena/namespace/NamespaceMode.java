// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose namespace of one kind a container lives in: its own, the host's, or another container's. Immutable. */
public final class NamespaceMode {
    /** A new namespace of its own. */
    public static final NamespaceMode OWN = new NamespaceMode("own", null);

    /** The host's, that is, the one the engine itself lives in. */
    public static final NamespaceMode HOST = new NamespaceMode("host", null);

    private static final String CONTAINER = "container:";

    private final String kind;
    private final @Nullable String container;

    private NamespaceMode(String kind, @Nullable String container) {
        this.kind = kind;
        this.container = container;
    }

    /**
     * That of another container, which must run when this one starts.
     *
     * @param idOrName the other container's id, name or unique id prefix
     * @return the mode
     * @throws IllegalArgumentException if it is empty
     */
    public static NamespaceMode container(String idOrName) {
        if (requireNonNull(idOrName, "idOrName").isEmpty()) {
            throw new IllegalArgumentException("namespace mode container: has no container id or name");
        }
        return new NamespaceMode("container", idOrName);
    }

    /**
     * Reads a mode.
     *
     * @param text {@code own} (or Docker's word for it, {@code private}), {@code host} or {@code container:<id or name>}
     * @return the mode
     * @throws IllegalArgumentException naming the text if it is none of these
     */
    public static NamespaceMode parse(String text) {
        if (requireNonNull(text, "text").startsWith(CONTAINER)) {
            return container(text.substring(CONTAINER.length()));
        }
        return switch (text) {
            case "own", "private" -> OWN;
            case "host" -> HOST;
            default ->
                throw new IllegalArgumentException(
                        "namespace mode \"" + text + "\" is unknown: use own, host or container:<id or name>");
        };
    }

    /**
     * Whether it is a new namespace of its own.
     *
     * @return true if so
     */
    public boolean own() {
        return kind.equals("own");
    }

    /**
     * Whether it is the host's.
     *
     * @return true if so
     */
    public boolean host() {
        return kind.equals("host");
    }

    /**
     * The other container whose namespace it is.
     *
     * @return its id, name or unique id prefix; empty if own or the host's
     */
    public Optional<String> container() {
        return Optional.ofNullable(container);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamespaceMode mode && mode.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The form that {@link #parse(String)} reads. */
    @Override
    public String toString() {
        return container == null ? kind : CONTAINER + container;
    }
}
