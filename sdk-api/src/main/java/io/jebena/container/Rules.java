// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import static java.util.Objects.requireNonNull;

import io.jebena.error.InvalidSpecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The checks that the specifications of this package share; each failure names the field and the value. */
final class Rules {
    /** The kernel's limit for a host name, less the closing zero. */
    private static final int MAX_HOSTNAME = 64;

    private static final Pattern SYSCTL = Pattern.compile("(net|fs\\.mqueue)\\.[a-zA-Z0-9_/.-]*[a-zA-Z0-9_]"
            + "|kernel\\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)");

    private Rules() {}

    /** Runs a parser or a check of a value and gives its failure the name of the field. */
    static <T> T named(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(field, String.valueOf(e.getMessage()), e);
        }
    }

    /** A copy; a null in it is told by the name of the field. */
    static <T> List<T> list(String field, Collection<? extends T> values) {
        List<T> copy = new ArrayList<>(requireNonNull(values, field));
        copy.forEach(value -> requireNonNull(value, field));
        return Collections.unmodifiableList(copy);
    }

    static String text(String field, String value) {
        int zero = requireNonNull(value, field).indexOf('\0');
        if (zero >= 0) {
            throw new InvalidSpecException(
                    field, "\"" + value.replace('\0', '?') + "\" has a zero character at " + zero);
        }
        return value;
    }

    static List<String> texts(String field, Collection<String> values) {
        List<String> copy = list(field, values);
        copy.forEach(value -> text(field, value));
        return copy;
    }

    static Map<String, String> environment(Map<String, String> env) {
        Map<String, String> copy = new LinkedHashMap<>();
        requireNonNull(env, "env").forEach((name, value) -> putEnv(copy, name, requireNonNull(value, "env")));
        return copy;
    }

    static void putEnv(Map<String, String> env, String name, String value) {
        env.put(variable(name), text("env " + name, requireNonNull(value, "value")));
    }

    static Map<String, String> labels(Map<String, String> labels) {
        Map<String, String> copy = new LinkedHashMap<>();
        requireNonNull(labels, "labels")
                .forEach((name, value) -> putLabel(copy, name, requireNonNull(value, "labels")));
        return copy;
    }

    static void putLabel(Map<String, String> labels, String name, String value) {
        if (requireNonNull(name, "labels").isEmpty()) {
            throw new InvalidSpecException("labels", "a name is empty");
        }
        labels.put(text("labels", name), text("label " + name, requireNonNull(value, "value")));
    }

    static String variable(String name) {
        if (requireNonNull(name, "env").isEmpty() || name.indexOf('=') >= 0) {
            throw new InvalidSpecException("env", "the name \"" + name + "\" is empty or has a '='");
        }
        return text("env", name);
    }

    /** An absolute path inside the container, without "." and ".." and double or closing slashes. */
    static String path(String field, String path) {
        text(field, path);
        if (!path.startsWith("/")) {
            throw new InvalidSpecException(field, "\"" + path + "\" is not an absolute path: begin it with '/'");
        }
        StringBuilder clean = new StringBuilder(path.length());
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                throw new InvalidSpecException(field, "\"" + path + "\" has \"..\": write the path without it");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                clean.append('/').append(name);
            }
        }
        return clean.length() == 0 ? "/" : clean.toString();
    }

    static String sysctl(String name) {
        boolean namespaced =
                SYSCTL.matcher(text("sysctls", name)).matches() && !name.contains("..") && !name.contains("//");
        if (!namespaced) {
            throw new InvalidSpecException(
                    "sysctls",
                    "\"" + name
                            + "\" does not belong to a namespace: only net.*, fs.mqueue.*, kernel.msgmax, msgmnb, msgmni, sem, "
                            + "shmall, shmmax, shmmni and shm_rmid_forced do");
        }
        return name;
    }

    static String hostname(String field, String name) {
        if (requireNonNull(name, field).isEmpty() || name.length() > MAX_HOSTNAME) {
            throw new InvalidSpecException(
                    field, "\"" + name + "\" has " + name.length() + " characters, not 1 to " + MAX_HOSTNAME);
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || "-._".indexOf(c) < 0)) {
                throw new InvalidSpecException(
                        field, "\"" + name + "\": character '" + c + "' at " + i + " is not part of a host name");
            }
        }
        return name;
    }
}
