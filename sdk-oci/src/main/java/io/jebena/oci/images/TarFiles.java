// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.oci.layer.ArchiveFormatException;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.EntryName;
import io.jebena.oci.layer.TarEntry;
import io.jebena.oci.layer.TarReader;
import io.jebena.oci.layer.UnpackLimits;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An uncompressed tar file: one pass finds where the members are, then each is read in its place. */
final class TarFiles implements ArchiveFiles {
    private static final int MAX_LINKS = 40;

    /** A member's place, or a link to another. */
    private record Place(long offset, long size, @Nullable EntryName link) {}

    /** The archive as the caller named it. */
    private final Path origin;

    /** The file that is read. */
    private final FileChannel channel;

    /** Files and links by name. */
    private final Map<EntryName, Place> places = new HashMap<>();

    /** How the tar file was compressed. */
    private final Compression compression;

    TarFiles(Path origin, Compression compression, Path file, UnpackLimits limits) throws IOException {
        this.origin = origin;
        this.compression = compression;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            index(limits);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void index(UnpackLimits limits) throws IOException {
        TarReader reader = new TarReader(new ChannelRegion(channel, 0, channel.size()));
        long count = 0;
        for (TarEntry entry = first(reader); entry != null; entry = reader.next()) {
            if (++count > limits.maxEntries()) {
                throw new ArchiveFormatException("archive has more than " + limits.maxEntries() + " entries");
            }
            EntryName name = EntryName.parse(entry.name());
            Place place =
                    switch (entry.type()) {
                        case DIRECTORY -> null;
                        case FILE -> file(name, entry, reader.position());
                        case SYMLINK -> new Place(0, 0, symlink(name, entry.linkName()));
                        case HARDLINK -> new Place(0, 0, EntryName.parse(entry.linkName()));
                        default ->
                            throw new ArchiveFormatException(
                                    "\"" + name + "\" is neither file, directory nor link, in an archive of images");
                    };
            if (place != null && places.put(name, place) != null) {
                throw new ArchiveFormatException("duplicate entry \"" + name + "\"");
            }
        }
    }

    private TarEntry first(TarReader reader) throws IOException {
        try {
            TarEntry entry = reader.next();
            if (entry != null) {
                return entry;
            }
        } catch (EOFException | ArchiveFormatException e) {
            if (FileKind.claimsToBeTar(new ChannelRegion(channel, 0, channel.size()))) {
                throw e;
            }
            throw foreign(e);
        }
        throw foreign(null);
    }

    private ImageException foreign(@Nullable IOException cause) throws IOException {
        String looks = FileKind.of(new ChannelRegion(channel, 0, channel.size()));
        String packed =
                compression == Compression.NONE ? "" : compression.name().toLowerCase(Locale.ROOT) + " of ";
        return new ImageException(
                origin + " is not a tar archive, nor an OCI image layout: it looks like " + packed + looks
                        + "; load what docker save or skopeo copy writes",
                cause);
    }

    private Place file(EntryName name, TarEntry entry, long position) throws IOException {
        if (entry.sparse()) {
            throw new ArchiveFormatException(
                    "\"" + name + "\" is a sparse file, in an archive of images; pack it without");
        }
        if (entry.size() > channel.size() - position) {
            throw new ArchiveFormatException("\"" + name + "\" is truncated");
        }
        return new Place(position, entry.size(), null);
    }

    /** Where a symbolic link leads, within the archive's own names. */
    private static EntryName symlink(EntryName name, byte[] target) throws ArchiveFormatException {
        String text = new String(target, StandardCharsets.ISO_8859_1);
        EntryName at = name.parent();
        if (text.startsWith("/")) {
            throw new ArchiveFormatException("link \"" + name + "\" leads out of the archive");
        }
        for (String part : text.split("/", -1)) {
            if (part.equals("..")) {
                if (at.isRoot()) {
                    throw new ArchiveFormatException("link \"" + name + "\" leads out of the archive");
                }
                at = at.parent();
            } else if (!part.isEmpty() && !part.equals(".")) {
                at = at.child(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return at;
    }

    @Override
    public Path origin() {
        return origin;
    }

    @Override
    public Optional<Member> find(String name) throws IOException {
        EntryName at = EntryName.parse(name.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < MAX_LINKS; i++) {
            Place place = places.get(at);
            if (place == null) {
                return Optional.empty();
            }
            EntryName link = place.link();
            if (link == null) {
                return Optional.of(new Region(channel, place.offset(), place.size()));
            }
            at = link;
        }
        throw new ImageException(origin + ": \"" + name + "\" is a link in a circle");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A piece of the tar file. */
    private record Region(FileChannel channel, long offset, long size) implements Member {
        @Override
        public InputStream open() {
            return new BufferedInputStream(new ChannelRegion(channel, offset, size), 1 << 16);
        }
    }
}
