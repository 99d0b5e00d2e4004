// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** Packs a rotated file; whoever has the plain one open reads on in it. */
final class Compression {
    private static final System.Logger LOGGER = System.getLogger(Compression.class.getName());
    private static final int CHUNK = 64 * 1024;

    private Compression() {}

    static void of(LogFiles files, long number) {
        Path plain = files.rotated(number);
        Path packed = files.compressed(number);
        Path fresh = packed.resolveSibling(packed.getFileName() + ".new");
        try {
            pack(plain, fresh);
            Files.move(fresh, packed, StandardCopyOption.ATOMIC_MOVE);
            if (!Files.deleteIfExists(plain)) {
                // pruned, or removed with its container, meanwhile
                Files.deleteIfExists(packed);
            }
        } catch (NoSuchFileException e) {
            LOGGER.log(System.Logger.Level.DEBUG, () -> plain + " has gone before it was packed");
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot compress " + plain + ": it stays as it is", e);
            discard(fresh);
        }
    }

    private static void pack(Path plain, Path fresh) throws IOException {
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(fresh), CHUNK)) {
            byte[] chunk = new byte[CHUNK];
            for (int got = in.read(chunk); got > 0; got = in.read(chunk)) {
                out.write(chunk, 0, got);
            }
        }
    }

    private static void discard(Path fresh) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "cannot delete " + fresh, e);
        }
    }
}
