// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import io.jebena.value.Rlimit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One step with its arguments, in the order of its kind's letters: Integer for u, f and t, Long for q, byte[] for s, p
 * and b, byte[][] for l.
 *
 * @param kind what it does
 * @param stage the part of a launch it belongs to
 * @param arguments one per letter
 */
record Step(StepKind kind, String stage, List<Object> arguments) {
    Step(StepKind kind, Object... arguments) {
        this(kind, kind.stage(), List.of(arguments));
    }

    static byte[] text(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character in '" + text.replace('\0', '?') + "'");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] path(String path) {
        byte[] bytes = text(path);
        if (!path.startsWith("/") || bytes.length >= 4096) {
            throw new IllegalArgumentException(
                    "an absolute path of less than 4096 bytes is wanted, not '" + path + "'");
        }
        return bytes;
    }

    static byte[][] texts(List<String> list) {
        byte[][] texts = new byte[list.size()][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(list.get(i));
        }
        return texts;
    }

    /** What was tried, for a message: {@code mount proc on /proc}. */
    String describe() {
        return switch (kind) {
            case MOUNT -> mount(word(2, word(0, "")), word(1, ""));
            case FS_MOUNT -> "mount " + word(0, "") + " on " + word(2, "");
            case ATTACH -> kind.verb() + " " + word(1, "");
            case SYMLINK -> kind.verb() + " " + word(1, "");
            case OPEN_TREE -> kind.verb() + " " + word(1, "");
            case COVER -> kind.verb() + " " + word(1, "");
            case BORROW -> kind.verb() + " " + word(2, "");
            case LANDLOCK -> kind.verb();
            case LABEL -> kind.verb() + " " + word(1, "");
            case EXEC -> kind.verb() + " " + program();
            case RLIMIT -> kind.verb() + " " + limit((int) arguments.get(0));
            case UID, GID -> kind.verb() + " " + arguments.get(0);
            case GROUPS, SECCOMP, FD, SETSID, SETNS, UNSHARE, TERMINAL -> kind.verb();
            default -> (kind.verb() + " " + word(0, "")).strip();
        };
    }

    /** The program of an EXEC, as it was asked for. */
    String program() {
        return words(1).get(0);
    }

    /** The directories where an EXEC looks for its program, in their order. */
    List<String> searched() {
        String program = "/" + program();
        return words(0).stream()
                .filter(candidate -> candidate.endsWith(program))
                .map(candidate -> candidate.substring(0, candidate.length() - program.length()))
                .toList();
    }

    private List<String> words(int index) {
        return Arrays.stream((byte[][]) arguments.get(index))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static String limit(int resource) {
        for (Rlimit.Kind kind : Rlimit.Kind.values()) {
            if (kind.number() == resource) {
                return kind.text();
            }
        }
        return "of resource " + resource;
    }

    private static String mount(String what, String target) {
        return what.isEmpty() ? "change the mount " + target : "mount " + what + " on " + target;
    }

    private String word(int index, String otherwise) {
        if (index >= arguments.size() || !(arguments.get(index) instanceof byte[] bytes) || bytes.length == 0) {
            return otherwise;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bytes that the arguments take in the data area. */
    long dataSize() {
        long size = 0;
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i) instanceof byte[] bytes) {
                size += PlanEncoder.padded(bytes.length);
            } else if (arguments.get(i) instanceof byte[][] list) {
                for (byte[] text : list) {
                    size += PlanEncoder.padded(text.length);
                }
                size += PlanEncoder.padded(8 * list.length);
            }
        }
        return size;
    }
}
