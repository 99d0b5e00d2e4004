// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import io.jebena.value.ByteSize;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something mounted in a container beside its root. The methods with a parameter give a changed copy:
 * {@code Mount.bind(data, "/data").readOnly(true)}. Immutable.
 */
public final class Mount {
    private static final int DEFAULT_MODE = 01777;
    private static final int MAX_MODE = 07777;

    private final @Nullable Path source;
    private final String target;
    private final Options options;

    private Mount(@Nullable Path source, String target, Options options) {
        this.source = source;
        this.target = target;
        this.options = options;
    }

    /**
     * A file or directory of the host with everything mounted below it, privately: later mounts on either side are not
     * seen on the other.
     *
     * @param source what to mount; it must exist when the container starts
     * @param target an absolute path in the container, made if it is missing
     * @return the mount, writable
     * @throws InvalidSpecException if the target is not an absolute path, has {@code ..} or is {@code /}
     */
    public static Mount bind(Path source, String target) {
        return new Mount(
                requireNonNull(source, "source").toAbsolutePath(),
                checkTarget(target),
                new Options(false, true, null, 0));
    }

    /**
     * An empty file system in memory.
     *
     * @param target an absolute path in the container, made if it is missing
     * @return the mount, writable by everybody, not executable, as large as half the memory unless set
     * @throws InvalidSpecException if the target is not an absolute path, has {@code ..} or is {@code /}
     */
    public static Mount tmpfs(String target) {
        return new Mount(null, checkTarget(target), new Options(false, false, null, DEFAULT_MODE));
    }

    private static String checkTarget(String target) {
        String path = Rules.path("mounts", requireNonNull(target, "target"));
        if (path.equals("/")) {
            throw new InvalidSpecException("mounts", "the target cannot be \"/\"");
        }
        return path;
    }

    /**
     * Sets whether it cannot be written.
     *
     * @param readOnly true to make it, and what is mounted below it, read-only
     * @return the changed mount
     */
    public Mount readOnly(boolean readOnly) {
        return new Mount(source, target, new Options(readOnly, options.executable, options.size, options.mode));
    }

    /**
     * Sets whether programs can be run from it.
     *
     * @param executable true to allow it
     * @return the changed mount
     */
    public Mount executable(boolean executable) {
        return new Mount(source, target, new Options(options.readOnly, executable, options.size, options.mode));
    }

    /**
     * Limits the size of a file system in memory.
     *
     * @param size above 0
     * @return the changed mount
     * @throws InvalidSpecException if it is 0, or this is not in memory
     */
    public Mount size(ByteSize size) {
        requireTmpfs("size");
        if (requireNonNull(size, "size").toBytes() == 0) {
            throw new InvalidSpecException("mounts", "size 0 for " + target + ": give at least 1 byte");
        }
        return new Mount(source, target, new Options(options.readOnly, options.executable, size, options.mode));
    }

    /**
     * Limits the size of a file system in memory.
     *
     * @param size as {@link ByteSize#parse(String)} reads it
     * @return the changed mount
     * @throws InvalidSpecException naming the character that is wrong, or if this is not in memory
     */
    public Mount size(String size) {
        requireNonNull(size, "size");
        return size(Rules.named("mounts", () -> ByteSize.parse(size)));
    }

    /**
     * Sets the permissions of the top directory of a file system in memory.
     *
     * @param mode 0 to 07777
     * @return the changed mount
     * @throws InvalidSpecException if it is out of range, or this is not in memory
     */
    public Mount mode(int mode) {
        requireTmpfs("mode");
        if (mode < 0 || mode > MAX_MODE) {
            throw new InvalidSpecException("mounts", "mode " + Integer.toOctalString(mode) + " is not from 0 to 7777");
        }
        return new Mount(source, target, new Options(options.readOnly, options.executable, options.size, mode));
    }

    private void requireTmpfs(String option) {
        if (source != null) {
            throw new InvalidSpecException(
                    "mounts", option + " for " + target + ": it is a part of the host, not a tmpfs");
        }
    }

    /**
     * What of the host is mounted.
     *
     * @return an absolute path; empty for a file system in memory
     */
    public Optional<Path> source() {
        return Optional.ofNullable(source);
    }

    /**
     * Where it is mounted.
     *
     * @return an absolute path in the container
     */
    public String target() {
        return target;
    }

    /**
     * Whether it cannot be written.
     *
     * @return false unless set
     */
    public boolean readOnly() {
        return options.readOnly;
    }

    /**
     * Whether programs can be run from it.
     *
     * @return unless set, true for a part of the host, false for a file system in memory
     */
    public boolean executable() {
        return options.executable;
    }

    /**
     * The largest size of a file system in memory.
     *
     * @return empty for half the memory, and for a part of the host
     */
    public Optional<ByteSize> size() {
        return Optional.ofNullable(options.size);
    }

    /**
     * The permissions of the top directory of a file system in memory.
     *
     * @return 0 to 07777; 0 for a part of the host
     */
    public int mode() {
        return options.mode;
    }

    /** What is mounted where. */
    @Override
    public String toString() {
        return (source == null ? "tmpfs" : source) + " on " + target + (options.readOnly ? " (read-only)" : "");
    }

    private record Options(boolean readOnly, boolean executable, @Nullable ByteSize size, int mode) {}
}
