// SPDX-License-Identifier: Apache-2.0
package io.jebena.device;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A device of the host that appears in a container.
 *
 * @param path on the host; for a directory, every device in it and below
 * @param target absolute, in the container
 * @param access what may be done with it: {@code r}ead, {@code w}rite, {@code m}ake a node, in any order
 */
public record Device(Path path, String target, String access) {
    private static final Pattern ACCESS = Pattern.compile("(?!.*(.).*\\1)[rwm]{1,3}");

    /**
     * Checks the parts.
     *
     * @param path on the host
     * @param target in the container
     * @param access what may be done
     * @throws IllegalArgumentException naming what is wrong
     */
    public Device {
        if (!requireNonNull(path, "path").isAbsolute()) {
            throw new IllegalArgumentException("device \"" + path + "\" is not an absolute path");
        }
        if (!requireNonNull(target, "target").startsWith("/")) {
            throw new IllegalArgumentException("device target \"" + target + "\" is not an absolute path");
        }
        if (!ACCESS.matcher(requireNonNull(access, "access")).matches()) {
            throw new IllegalArgumentException("device access \"" + access + "\" is not made of r, w and m, each once");
        }
    }

    /**
     * Reads a device as Docker's command line writes it.
     *
     * @param text {@code path}, {@code path:target}, {@code path:access} or {@code path:target:access}
     * @return the device
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Device parse(String text) {
        String[] parts = requireNonNull(text, "text").split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("device \"" + text + "\" is not of the form path[:target][:access]");
        }
        Path path = Path.of(parts[0]);
        if (parts.length == 1) {
            return new Device(path, parts[0], "rwm");
        }
        if (parts.length == 2) {
            return ACCESS.matcher(parts[1]).matches()
                    ? new Device(path, parts[0], parts[1])
                    : new Device(path, parts[1], "rwm");
        }
        return new Device(path, parts[1], parts[2]);
    }

    /** As {@link #parse(String)} reads it. */
    @Override
    public String toString() {
        return path + ":" + target + ":" + access;
    }
}
