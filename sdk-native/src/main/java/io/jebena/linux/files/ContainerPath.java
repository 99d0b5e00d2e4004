// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.error.InvalidSpecException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A path that a caller gave. Only what is certain without looking is taken out: {@code .} and doubled slashes, not {@code ..}. */
final class ContainerPath {
    private final List<String> names;
    private final boolean directory;
    private final boolean content;

    private ContainerPath(List<String> names, boolean directory, boolean content) {
        this.names = names;
        this.directory = directory;
        this.content = content;
    }

    static ContainerPath of(String field, String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new InvalidSpecException(
                    field, "\"" + path.replace('\0', '?') + "\" is no absolute path: begin it with '/'");
        }
        List<String> names = new ArrayList<>(Arrays.asList(path.split("/")));
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        boolean nameless = names.isEmpty() || names.get(names.size() - 1).equals("..");
        boolean content = nameless || path.endsWith("/.");
        return new ContainerPath(names, content || path.endsWith("/"), content);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    /** Whether it can only mean a directory: it ends with a slash, {@code .} or {@code ..}, or is the root. */
    boolean directory() {
        return directory;
    }

    /** Whether what is in a directory is meant, not the directory by its name: it ends with {@code /.}, or has no last name. */
    boolean content() {
        return content;
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    String lastName() {
        return names.isEmpty() ? "." : names.get(names.size() - 1);
    }

    byte[] last() {
        return lastName().getBytes(StandardCharsets.UTF_8);
    }

    ContainerPath parent() {
        return new ContainerPath(names.subList(0, Math.max(0, names.size() - 1)), true, false);
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
