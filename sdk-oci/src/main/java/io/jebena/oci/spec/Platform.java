// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.spec;

import io.jebena.oci.json.JsonDocument;
import io.jebena.oci.json.JsonView;
import java.util.List;
import java.util.Locale;

/**
 * What an image is built for, in Go's words.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64} or {@code arm64}
 * @param variant such as {@code v7}, or empty
 */
public record Platform(String os, String architecture, String variant) {
    /** What an arm machine runs, best first. */
    private static final List<String> ARM = List.of("v8", "v7", "v6", "v5");

    /**
     * Brings the many spellings of one architecture to one.
     *
     * @param os such as {@code linux}
     * @param architecture such as {@code amd64} or {@code arm64}
     * @param variant such as {@code v7}, or empty
     */
    public Platform {
        os = os.toLowerCase(Locale.ROOT);
        String machine = architecture.toLowerCase(Locale.ROOT);
        architecture = switch (machine) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "i686", "x86" -> "386";
            case "armhf", "armel" -> "arm";
            default -> machine;
        };
        // arm64 without a variant means v8, and amd64's v1 is every amd64
        boolean implied = (architecture.equals("arm64") && (variant.equals("v8") || variant.equals("8")))
                || (architecture.equals("amd64") && variant.equals("v1"));
        variant = implied ? "" : machine.equals("armhf") ? "v7" : machine.equals("armel") ? "v6" : variant;
    }

    /**
     * This machine.
     *
     * @return linux and the architecture of this JVM
     */
    public static Platform host() {
        return new Platform("linux", System.getProperty("os.arch", "amd64"), "");
    }

    /**
     * Reads {@code os/architecture} or {@code os/architecture/variant}.
     *
     * @param text such as {@code linux/arm/v7}
     * @return the platform
     * @throws IllegalArgumentException if there are fewer than two parts, more than three, or an empty one
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        boolean empty = false;
        for (String part : parts) {
            empty |= part.isEmpty();
        }
        if (empty || parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "platform \"" + text + "\" is not os/architecture or os/architecture/variant");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    static Platform read(JsonView view) {
        return new Platform(
                view.requiredString("os"),
                view.requiredString("architecture"),
                view.string("variant").orElse(""));
    }

    JsonDocument write() {
        return new JsonDocument()
                .put("architecture", architecture)
                .put("os", os)
                .put("variant", variant);
    }

    /**
     * How well an image of this platform runs on a machine of another.
     *
     * @param machine the machine
     * @return 0 for a perfect fit, higher for a worse one, -1 if it cannot run
     */
    public int fit(Platform machine) {
        if (!os.equals(machine.os) || !architecture.equals(machine.architecture)) {
            return -1;
        }
        if (variant.equals(machine.variant)) {
            return 0;
        }
        if (architecture.equals("arm")) {
            int mine = ARM.indexOf(variant.isEmpty() ? "v7" : variant);
            int its = ARM.indexOf(machine.variant.isEmpty() ? "v7" : machine.variant);
            return mine >= its && its >= 0 ? mine - its : -1;
        }
        return variant.isEmpty() ? 1 : -1;
    }

    /** {@code os/architecture}, with {@code /variant} if there is one. */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
