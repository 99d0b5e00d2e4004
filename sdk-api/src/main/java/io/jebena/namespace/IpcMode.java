// SPDX-License-Identifier: Apache-2.0
package io.jebena.namespace;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which System V and POSIX message queues, semaphores and shared memory a container sees. Immutable. */
public final class IpcMode {
    /** Its own, which no other container can join. The default. */
    public static final IpcMode PRIVATE = new IpcMode("private", null);

    /** Its own, which other containers can join. */
    public static final IpcMode SHAREABLE = new IpcMode("shareable", null);

    /** Its own, without {@code /dev/shm}. */
    public static final IpcMode NONE = new IpcMode("none", null);

    /** The host's. */
    public static final IpcMode HOST = new IpcMode("host", null);

    private static final String CONTAINER = "container:";

    private final String kind;
    private final @Nullable String container;

    private IpcMode(String kind, @Nullable String container) {
        this.kind = kind;
        this.container = container;
    }

    /**
     * Those of another container, which must be {@link #SHAREABLE} or have joined one that is, and run.
     *
     * @param idOrName the other container
     * @return the mode
     * @throws IllegalArgumentException if it is empty
     */
    public static IpcMode container(String idOrName) {
        if (requireNonNull(idOrName, "idOrName").isEmpty()) {
            throw new IllegalArgumentException("IPC mode container: has no container id or name");
        }
        return new IpcMode("container", idOrName);
    }

    /**
     * Reads a mode as Docker's command line writes it.
     *
     * @param text {@code private}, {@code shareable}, {@code none}, {@code host} or {@code container:} and an id or name
     * @return the mode
     * @throws IllegalArgumentException naming the text if it is none
     */
    public static IpcMode parse(String text) {
        requireNonNull(text, "text");
        if (text.startsWith(CONTAINER)) {
            return container(text.substring(CONTAINER.length()));
        }
        return switch (text) {
            case "", "private" -> PRIVATE;
            case "shareable" -> SHAREABLE;
            case "none" -> NONE;
            case "host" -> HOST;
            default ->
                throw new IllegalArgumentException("IPC mode \"" + text
                        + "\" is unknown: use private, shareable, none, host or container:<id or name>");
        };
    }

    /**
     * The namespace that goes with it.
     *
     * @return own, the host's or another container's
     */
    public NamespaceMode namespace() {
        if (container != null) {
            return NamespaceMode.container(container);
        }
        return kind.equals("host") ? NamespaceMode.HOST : NamespaceMode.OWN;
    }

    /**
     * The container that is joined.
     *
     * @return its id or name; empty for every other mode
     */
    public Optional<String> container() {
        return Optional.ofNullable(container);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpcMode mode && mode.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** As {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return container == null ? kind : CONTAINER + container;
    }
}
