// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.oci.layer.EntryName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** An image layout in a directory. */
final class DirectoryFiles implements ArchiveFiles {
    /** The directory as the caller named it. */
    private final Path origin;

    /** The directory, links resolved. */
    private final Path root;

    DirectoryFiles(Path origin) throws IOException {
        this.origin = origin;
        this.root = origin.toRealPath();
    }

    @Override
    public Path origin() {
        return origin;
    }

    @Override
    public Optional<Member> find(String name) throws IOException {
        EntryName clean = EntryName.parse(name.getBytes(StandardCharsets.UTF_8));
        Path file;
        try {
            file = root.resolve(new String(clean.bytes(), StandardCharsets.UTF_8))
                    .toRealPath();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!file.startsWith(root)) {
            throw new ImageException(origin + ": \"" + name + "\" is a link that leads out of the directory");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Optional.of(new FileMember(file, Files.size(file)));
    }

    @Override
    public void close() {
        // files are opened one by one
    }

    /** A plain file. */
    private record FileMember(Path file, long size) implements Member {
        @Override
        public InputStream open() throws IOException {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }
    }
}
