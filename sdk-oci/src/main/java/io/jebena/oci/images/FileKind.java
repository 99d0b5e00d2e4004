// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says what a file looks like that is no archive of images, as far as its first bytes tell. */
final class FileKind {
    private static final int LOOK_AT = 512;
    private static final int MARK_AT = 257;
    private static final int SHOWN = 8;

    /** Kinds by how they start, in Latin-1. */
    private static final Map<String, String> STARTS = new LinkedHashMap<>();

    static {
        STARTS.put("\u007fELF", "an ELF program");
        STARTS.put("#!", "a script");
        STARTS.put("PK\u0003\u0004", "a zip file");
        STARTS.put("hsqs", "a squashfs image");
        STARTS.put("QFI\u00fb", "a disk image of QEMU");
        STARTS.put("!<arch>\n", "an ar archive, such as a Debian package");
        STARTS.put("{", "JSON");
        STARTS.put("<", "HTML or XML");
    }

    private FileKind() {}

    /** Whether a file has the mark of a tar archive, however damaged it is otherwise. */
    static boolean claimsToBeTar(InputStream file) throws IOException {
        String start = new String(file.readNBytes(LOOK_AT), StandardCharsets.ISO_8859_1);
        return start.startsWith("ustar", MARK_AT);
    }

    /** What a file looks like. */
    static String of(InputStream file) throws IOException {
        byte[] start = file.readNBytes(LOOK_AT);
        if (start.length == 0) {
            return "an empty file";
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> kind : STARTS.entrySet()) {
            if (text.startsWith(kind.getKey())) {
                return kind.getValue();
            }
        }
        if (text.chars().allMatch(c -> c == 0)) {
            return "nothing but zeros";
        }
        if (text.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c))) {
            return "text";
        }
        return "data that start with " + HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(SHOWN, start.length));
    }
}
