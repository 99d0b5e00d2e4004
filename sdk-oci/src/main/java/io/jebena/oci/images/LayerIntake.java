// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.DataSink;
import io.jebena.oci.layer.LayerArchive;
import io.jebena.oci.layer.LayerStore;
import io.jebena.oci.spec.ChainId;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.oci.store.BlobWriter;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the layers of one image in, lowest first: each is unpacked while its blob is copied into the store, from the
 * same bytes, and gets its name only when their digest is known to be right.
 */
final class LayerIntake {
    private static final int BUFFER = 1 << 20;

    /** Where blobs go. */
    private final ContentStore store;

    /** Where they are unpacked. */
    private final LayerStore layers;

    /** Where they come from. */
    private final ArchiveFiles files;

    /** The layers so far. */
    private final List<LayerStore.Layer> unpacked = new ArrayList<>();

    /** Their diffIDs. */
    private final List<Digest> diffIds = new ArrayList<>();

    LayerIntake(ContentStore store, LayerStore layers, ArchiveFiles files) {
        this.store = store;
        this.layers = layers;
        this.files = files;
    }

    /** The file of a blob in an image layout. */
    static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /** Adds a layer of an image layout. */
    void add(Descriptor blob, Digest diffId) throws IOException {
        if (store.has(blob.digest(), blob.size())) {
            unpackKept(blob.digest(), diffId);
            return;
        }
        ArchiveFiles.Member member = files.require(path(blob.digest()));
        if (member.size() != blob.size()) {
            throw new ImageException(
                    "layer " + blob.digest() + " has " + member.size() + " bytes, its descriptor says " + blob.size());
        }
        bring(new Incoming(member, blob.digest(), "layer"), diffId);
    }

    /** Adds a layer of a Docker archive, whose digest is known only if it is not compressed. */
    Descriptor add(String name, Digest diffId) throws IOException {
        ArchiveFiles.Member member = files.require(name);
        Compression compression;
        try (InputStream in = member.open()) {
            compression = Compression.detect(in);
        }
        if (compression != Compression.NONE) {
            String mediaType = MediaTypes.OCI_LAYER + "+" + compression.name().toLowerCase(Locale.ROOT);
            return new Descriptor(
                    mediaType, bring(new Incoming(member, null, "layer \"" + name + "\""), diffId), member.size());
        }
        if (store.has(diffId, member.size())) {
            unpackKept(diffId, diffId);
        } else {
            bring(new Incoming(member, diffId, "layer \"" + name + "\""), diffId);
        }
        return new Descriptor(MediaTypes.OCI_LAYER, diffId, member.size());
    }

    private Digest chainId(Digest diffId) {
        diffIds.add(diffId);
        return ChainId.of(diffIds).get(diffIds.size() - 1);
    }

    private void unpackKept(Digest blob, Digest diffId) {
        LayerArchive archive = LayerArchive.of(store.path(blob));
        unpacked.add(layers.unpack(
                new LayerStore.Source(chainId(diffId), diffId, archive, blob.equals(diffId)), List.copyOf(unpacked)));
    }

    private Digest bring(Incoming incoming, Digest diffId) throws IOException {
        boolean verified = diffId.equals(incoming.expected);
        try (incoming) {
            unpacked.add(layers.unpack(
                    new LayerStore.Source(chainId(diffId), diffId, incoming, verified), List.copyOf(unpacked)));
            return incoming.digest();
        } catch (ImageException e) {
            // a blob that is not what its digest says is the better explanation
            try (Incoming again = incoming.again()) {
                again.digest();
            } catch (ImageException reason) {
                reason.addSuppressed(e);
                throw reason;
            }
            throw e;
        }
    }

    /** A layer's archive that is copied into the store as it is read. */
    private final class Incoming implements LayerArchive, AutoCloseable {
        /** Where it is in the archive of images. */
        private final ArchiveFiles.Member member;

        /** The blob's digest, null if that is to be found out. */
        private final @Nullable Digest expected;

        /** What it is, for messages. */
        private final String what;

        /** The copy. */
        private final BlobWriter writer;

        /** The digest, once the blob is in the store. */
        private @Nullable Digest digest;

        Incoming(ArchiveFiles.Member member, @Nullable Digest expected, String what) {
            this.member = member;
            this.expected = expected;
            this.what = what;
            this.writer = store.write(expected);
        }

        Incoming again() {
            return new Incoming(member, expected, what);
        }

        @Override
        public InputStream open() throws IOException {
            return member.open();
        }

        @Override
        public Optional<DataSink> copy() {
            return Optional.of((offset, bytes, start, length) -> writer.write(bytes, start, length));
        }

        @Override
        public void complete() {
            if (writer.size() != member.size()) {
                throw new ImageException(files.origin() + ": " + what + " is truncated");
            }
            digest = writer.commit(what);
        }

        /** The blob's digest; the blob is copied now unless the unpacking has done so, as it need not if the layer was there. */
        Digest digest() throws IOException {
            Digest known = digest;
            if (known == null) {
                byte[] buffer = new byte[BUFFER];
                try (InputStream in = open()) {
                    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                        writer.write(buffer, 0, n);
                    }
                }
                complete();
                known = digest;
            }
            if (known == null) {
                throw new IllegalStateException("no digest");
            }
            return known;
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
