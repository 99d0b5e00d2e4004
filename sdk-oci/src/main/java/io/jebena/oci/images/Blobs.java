// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.oci.store.BlobWriter;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Copies blobs of an archive into the store. */
final class Blobs {
    private static final int BUFFER = 1 << 20;

    /** Where to. */
    private final ContentStore store;

    Blobs(ContentStore store) {
        this.store = store;
    }

    /** The file of a blob in an image layout. */
    static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /** Copies a blob of an image layout, unless the store has it. */
    void copy(ArchiveFiles files, Descriptor blob, String what) throws IOException {
        if (store.has(blob.digest(), blob.size())) {
            return;
        }
        ArchiveFiles.Member member = files.require(path(blob.digest()));
        if (member.size() != blob.size()) {
            throw new ImageException(what + " " + blob.digest() + " has " + member.size()
                    + " bytes, its descriptor says " + blob.size());
        }
        try (BlobWriter writer = store.write(blob.digest());
                InputStream in = member.open()) {
            copy(in, writer);
            writer.commit(what);
        }
    }

    /** Copies a layer of a Docker archive, whose digest is known only if it is not compressed. */
    Descriptor copyLayer(ArchiveFiles files, String name, Digest diffId) throws IOException {
        ArchiveFiles.Member member = files.require(name);
        try (InputStream in = member.open()) {
            Compression compression = Compression.detect(in);
            String mediaType = MediaTypes.OCI_LAYER
                    + (compression == Compression.NONE
                            ? ""
                            : "+" + compression.name().toLowerCase(Locale.ROOT));
            boolean plain = compression == Compression.NONE;
            if (plain && store.has(diffId, member.size())) {
                return new Descriptor(mediaType, diffId, member.size());
            }
            try (BlobWriter writer = store.write(plain ? diffId : null)) {
                copy(in, writer);
                if (writer.size() != member.size()) {
                    throw new ImageException(files.origin() + ": layer \"" + name + "\" is truncated");
                }
                return new Descriptor(mediaType, writer.commit("layer \"" + name + "\""), member.size());
            }
        }
    }

    private static void copy(InputStream in, BlobWriter writer) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            writer.write(buffer, 0, n);
        }
    }
}
