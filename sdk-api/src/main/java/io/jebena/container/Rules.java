// SPDX-License-Identifier: Apache-2.0
package io.jebena.container;

import io.jebena.error.InvalidSpecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The checks that the specifications of this package share; each failure names the field and the value. */
final class Rules {
    /** The kernel's limit for a host name, less the closing zero. */
    private static final int MAX_HOSTNAME = 64;

    private Rules() {}

    /** Runs a parser or a check of a value and gives its failure the name of the field. */
    static <T> T named(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException(field, String.valueOf(e.getMessage()), e);
        }
    }

    static String text(String field, String value) {
        int zero = value.indexOf('\0');
        if (zero >= 0) {
            throw new InvalidSpecException(
                    field, "\"" + value.replace('\0', '?') + "\" has a zero character at " + zero);
        }
        return value;
    }

    static List<String> texts(String field, Collection<String> values) {
        List<String> copy = new ArrayList<>(values.size());
        for (String value : values) {
            copy.add(text(field, value));
        }
        return Collections.unmodifiableList(copy);
    }

    static Map<String, String> environment(Map<String, String> env) {
        Map<String, String> copy = new LinkedHashMap<>();
        env.forEach((name, value) -> copy.put(variable(name), text("env " + name, value)));
        return copy;
    }

    static String variable(String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
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

    static String hostname(String field, String name) {
        if (name.isEmpty() || name.length() > MAX_HOSTNAME) {
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
