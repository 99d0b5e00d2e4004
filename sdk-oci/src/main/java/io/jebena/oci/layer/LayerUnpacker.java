// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Applies one layer's tar archive to a {@link LayerTarget}, and refuses whatever an honest layer does not hold: names
 * outside the root, entries below anything but a directory, one name twice, hard links to what the layer does not have.
 *
 * <p>Deletions ({@code .wh.name}, {@code .wh..wh..opq}) are about the layers below only, wherever in the archive they
 * stand (OCI image specification, "Whiteouts"), so they are applied last. One object per layer; not thread-safe.
 */
final class LayerUnpacker {
    private static final byte[] WHITEOUT = ".wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPAQUE = ".wh..wh..opq".getBytes(StandardCharsets.US_ASCII);

    /** Names with this start are bookkeeping of aufs, which no other system reads. */
    private static final byte[] AUFS = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

    /** What a name of this layer is. */
    private enum Kind {
        /** A directory the layer describes. */
        DIRECTORY,
        /** A directory that only stands above other names so far. */
        IMPLIED,
        /** A symbolic link. */
        SYMLINK,
        /** Anything else. */
        OTHER
    }

    /** Where entries go. */
    private final LayerTarget target;

    /** What is allowed. */
    private final UnpackLimits limits;

    /** All names so far. */
    private final Map<EntryName, Kind> kinds = new HashMap<>();

    /** Names to hide. */
    private final Set<EntryName> whiteouts = new LinkedHashSet<>();

    /** Directories whose lower content is hidden. */
    private final Set<EntryName> opaques = new LinkedHashSet<>();

    /** For messages: the entry at work. */
    private String at = "(start)";

    /** Sum of the files' sizes, holes included. */
    private long bytes;

    /** Entries so far. */
    private long entries;

    LayerUnpacker(LayerTarget target, UnpackLimits limits) {
        this.target = target;
        this.limits = limits;
        kinds.put(EntryName.ROOT, Kind.IMPLIED);
    }

    /** The entry being unpacked, for messages. */
    String at() {
        return at;
    }

    /** Sum of the files' sizes in bytes, holes included. */
    long bytes() {
        return bytes;
    }

    /** Whether the layer hides everything in all layers below. */
    boolean hidesAllBelow() {
        return opaques.contains(EntryName.ROOT);
    }

    /** Reads the archive to its last byte. */
    void unpack(InputStream tar) throws IOException {
        TarReader reader = new TarReader(tar);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            at = EntryName.printable(entry.name(), 0, 256);
            if (++entries > limits.maxEntries()) {
                throw new ArchiveFormatException("archive has more than " + limits.maxEntries() + " entries");
            }
            apply(entry, reader);
        }
        at = "(end)";
        reader.drain();
        applyDeletions();
    }

    private void apply(TarEntry entry, TarReader reader) throws IOException {
        EntryName name = EntryName.parse(entry.name());
        byte[] last = name.last();
        if (starts(last, WHITEOUT) && !name.parent().hasComponentStarting(WHITEOUT)) {
            deletion(name, last);
            return;
        }
        if (name.hasComponentStarting(WHITEOUT)) {
            if (!name.hasComponentStarting(AUFS)) {
                throw new ArchiveFormatException("an entry below the mark of a deletion");
            }
            return;
        }
        if (name.isRoot() && entry.type() != TarEntry.Type.DIRECTORY) {
            throw new ArchiveFormatException("the root is no directory");
        }
        requireDirectory(name.parent());
        EntryAttributes attributes = XattrPolicy.admit(entry.attributes());
        register(name, entry.type());
        switch (entry.type()) {
            case DIRECTORY -> target.directory(name, attributes);
            case FILE -> file(name, attributes, entry, reader);
            case SYMLINK -> symlink(name, attributes, entry.linkName());
            case HARDLINK -> hardlink(name, entry.linkName());
            case FIFO -> target.node(name, entry.type(), entry.device(), attributes);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> device(name, attributes, entry);
        }
    }

    private void file(EntryName name, EntryAttributes attributes, TarEntry entry, TarReader reader) throws IOException {
        bytes += entry.size();
        if (bytes > limits.maxBytes() || bytes < 0) {
            throw new ArchiveFormatException("files sum up to more than " + limits.maxBytes() + " bytes");
        }
        target.file(name, attributes, entry.size(), reader::copyData);
    }

    private void symlink(EntryName name, EntryAttributes attributes, byte[] to) throws IOException {
        boolean nul = false;
        for (byte b : to) {
            nul |= b == 0;
        }
        if (to.length == 0 || nul || to.length >= EntryName.MAX_LENGTH) {
            throw new ArchiveFormatException("symbolic link with an empty, overlong or NUL-bearing target");
        }
        target.symlink(name, to, attributes);
    }

    private void hardlink(EntryName name, byte[] to) throws IOException {
        EntryName existing = EntryName.parse(to);
        Kind kind = kinds.get(existing);
        if (existing.equals(name) || kind == null) {
            throw new ArchiveFormatException(
                    "hard link to \"" + existing + "\", which this layer does not have before it");
        }
        if (kind == Kind.DIRECTORY || kind == Kind.IMPLIED) {
            throw new ArchiveFormatException("hard link to the directory \"" + existing + "\"");
        }
        kinds.put(name, kind);
        target.hardlink(name, existing);
    }

    private void device(EntryName name, EntryAttributes attributes, TarEntry entry) throws IOException {
        if (!limits.devicesAllowed()) {
            throw new ArchiveFormatException("device node, and device nodes are not allowed");
        }
        if (entry.type() == TarEntry.Type.CHARACTER_DEVICE
                && entry.device().major() == 0
                && entry.device().minor() == 0) {
            throw new ArchiveFormatException("character device 0:0, which overlayfs takes for a deletion");
        }
        target.node(name, entry.type(), entry.device(), attributes);
    }

    /** One name, one entry: only a directory may be described again. */
    private void register(EntryName name, TarEntry.Type type) throws ArchiveFormatException {
        Kind kind =
                switch (type) {
                    case DIRECTORY -> Kind.DIRECTORY;
                    case SYMLINK -> Kind.SYMLINK;
                    default -> Kind.OTHER;
                };
        Kind before = kinds.put(name, kind);
        boolean directoryAgain = kind == Kind.DIRECTORY && (before == Kind.DIRECTORY || before == Kind.IMPLIED);
        if (before != null && !directoryAgain) {
            throw new ArchiveFormatException("duplicate entry: the name was there before as another entry");
        }
    }

    private void requireDirectory(EntryName name) throws ArchiveFormatException {
        Kind kind = kinds.get(name);
        if (kind == null) {
            requireDirectory(name.parent());
            kinds.put(name, Kind.IMPLIED);
            target.impliedDirectory(name);
        } else if (kind == Kind.SYMLINK) {
            throw new ArchiveFormatException("entry below the symbolic link \"" + name + "\"");
        } else if (kind == Kind.OTHER) {
            throw new ArchiveFormatException("entry below \"" + name + "\", which is no directory");
        }
    }

    private void deletion(EntryName name, byte[] last) throws ArchiveFormatException {
        if (Arrays.equals(last, OPAQUE)) {
            opaques.add(name.parent());
        } else if (!starts(last, AUFS)) {
            EntryName gone = name.sibling(Arrays.copyOfRange(last, WHITEOUT.length, last.length));
            if (gone.equals(name.parent())) {
                throw new ArchiveFormatException("deletion of nothing");
            }
            whiteouts.add(gone);
        }
    }

    private void applyDeletions() throws ArchiveFormatException {
        for (EntryName name : whiteouts) {
            at = name.toString();
            Kind kind = kinds.get(name);
            if (kind == Kind.DIRECTORY || kind == Kind.IMPLIED) {
                opaques.add(name);
            } else if (kind == null && !hidden(name.parent())) {
                requireDirectory(name.parent());
                target.whiteout(name);
            }
            // any other entry hides what is below by itself
        }
        opaques.removeIf(this::hidden);
        for (EntryName name : opaques) {
            at = name.toString();
            requireDirectory(name);
            // overlayfs never asks the root of a layer: whoever stacks the layers stops here
            if (!name.isRoot()) {
                target.opaque(name);
            }
        }
    }

    /** Whether a name is no directory any more, or is below such a one: what was there is hidden already. */
    private boolean hidden(EntryName name) {
        for (EntryName n = name; !n.isRoot(); n = n.parent()) {
            Kind kind = kinds.get(n);
            if (kind == Kind.SYMLINK || kind == Kind.OTHER || (kind == null && whiteouts.contains(n))) {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] name, byte[] prefix) {
        return name.length >= prefix.length && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }
}
