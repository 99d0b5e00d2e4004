// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.proc;

import io.jebena.error.HostRequirementException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reading of kernel text files, and the one way in which a line of theirs is refused. */
final class ProcText {
    private ProcText() {}

    /** Reads a whole kernel file; bytes that are no characters (a mount point may hold any) are kept one to one. */
    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new HostRequirementException(
                    "cannot read " + file + ": " + e.getMessage(), "mount /proc and /sys of the host");
        }
    }

    static HostRequirementException malformed(String what, String line) {
        return new HostRequirementException(
                "not a line of " + what + ": \"" + line + "\"",
                "run on a Linux kernel that writes the documented form");
    }

    static int number(String what, String line, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw malformed(what, line);
        }
    }
}
