// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way into the store. It becomes visible by {@link #commit(String)}, whole and verified, or not at all. Not
 * thread-safe.
 */
public final class BlobWriter implements AutoCloseable {
    /** The store. */
    private final ContentStore store;

    /** Where the bytes are kept until then. */
    private final Path temporary;

    /** What the bytes must add up to; null if that is to be found out. */
    private final @Nullable Digest expected;

    /** The temporary file. */
    private final FileChannel channel;

    /** Over all bytes so far. */
    private final MessageDigest digest;

    /** Bytes so far. */
    private long size;

    BlobWriter(ContentStore store, Path temporary, @Nullable Digest expected) throws IOException {
        this.store = store;
        this.temporary = temporary;
        this.expected = expected;
        this.digest = (expected == null ? Digest.sha256Of(new byte[0]) : expected).newMessageDigest();
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Adds bytes.
     *
     * @param bytes holds them
     * @param offset where they start
     * @param length how many
     * @throws ImageException if they cannot be written
     */
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        size += length;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new ImageException("cannot write " + temporary + ": " + e.getMessage(), e);
        }
    }

    /**
     * How many bytes have been added.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * Verifies the bytes and makes the blob visible. They need not be on the disk yet: whoever records the blob in the
     * index waits for that first, and what a crash leaves unrecorded is removed.
     *
     * @param what what it is, for messages
     * @return its digest
     * @throws DigestMismatchException if the bytes are not those expected
     * @throws ImageException if they cannot be written
     */
    public Digest commit(String what) {
        byte[] hash = digest.digest();
        Digest actual = expected != null && expected.matches(hash)
                ? expected
                : expected == null || expected.algorithm().equals("sha256") ? Digest.sha256(hash) : null;
        if (expected != null && !expected.equals(actual)) {
            throw new DigestMismatchException(
                    what, expected.toString(), actual == null ? "another one" : actual.toString());
        }
        if (actual == null) {
            throw new IllegalStateException("no digest");
        }
        try {
            if (!store.has(actual, size)) {
                Files.move(
                        temporary,
                        store.path(actual),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new ImageException("cannot keep " + what + " as " + store.path(actual) + ": " + e.getMessage(), e);
        }
        return actual;
    }

    /** Removes what was not committed. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new ImageException("cannot remove " + temporary + ": " + e.getMessage(), e);
        }
    }
}
