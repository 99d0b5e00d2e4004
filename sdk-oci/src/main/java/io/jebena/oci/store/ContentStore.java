// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.store;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.oci.json.JsonView;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.Index;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Blobs by digest and an index of names, on disk as an OCI image layout, so that other tools can read it. Several JVMs
 * may use one directory at once: blobs never change, the index changes under a lock, and what is being added is
 * protected from collection by {@link #use()}. Thread-safe.
 *
 * <pre>
 * oci-layout, index.json       as the specification says
 * blobs/sha256/...             verified before they get their names
 * ingest/                      what is on its way
 * use.lock                     shared by those who add or read, exclusive for collection
 * index.lock                   exclusive for changes of index.json; taken after use.lock
 * </pre>
 */
public final class ContentStore {
    private static final byte[] LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The layout's directory. */
    private final Path root;

    /** Locks between threads and processes. */
    private final StoreLock lock;

    /** The index as it was read last; null if it may have changed since without a trace. */
    private volatile @Nullable Known known;

    /** An index, and the state of its file. */
    private record Known(IndexStamp stamp, List<Descriptor> index) {}

    private ContentStore(Path root, StoreLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens a store and makes what is missing of it.
     *
     * @param root its directory
     * @param lock locks between threads and processes
     * @return the store
     * @throws ImageException if the directory cannot be made or holds a layout of an unknown version
     */
    public static ContentStore open(Path root, StoreLock lock) {
        ContentStore store = new ContentStore(root.toAbsolutePath(), lock);
        try {
            // blobs may hold secrets, and nobody but the engine reads them
            Files.createDirectories(store.root, OWNER_ONLY);
            StoreLock.Held held = store.use();
            try {
                store.complete();
            } finally {
                held.close();
            }
        } catch (IOException e) {
            throw new ImageException("cannot open the image store " + root + ": " + e.getMessage(), e);
        }
        return store;
    }

    /** Makes what is missing. Several may do so at once: each writes the same. */
    private void complete() throws IOException {
        Files.createDirectories(root.resolve("blobs/sha256"), OWNER_ONLY);
        Files.createDirectories(ingestDirectory(), OWNER_ONLY);
        Path layout = root.resolve("oci-layout");
        if (Files.exists(layout)) {
            requireLayoutVersion(Files.readAllBytes(layout), layout.toString());
        } else {
            DurableFiles.replace(layout, temporary(), LAYOUT);
        }
        if (!Files.exists(root.resolve("index.json"))) {
            update(UnaryOperator.identity());
        }
    }

    /**
     * Checks the file that marks an image layout.
     *
     * @param document the file's bytes
     * @param what what it is, for messages
     * @throws ImageException if it is of a version other than 1
     */
    public static void requireLayoutVersion(byte[] document, String what) {
        String version = JsonView.parse(document, what).requiredString("imageLayoutVersion");
        if (!version.startsWith("1.")) {
            throw new ImageException(what + ": image layout version " + version + " is not supported, only 1 is");
        }
    }

    /**
     * Protects what is added or read from collection, for as long as the lock is held.
     *
     * @return the lock
     */
    public StoreLock.Held use() {
        return lock.shared(root.resolve("use.lock"));
    }

    /**
     * Waits until nobody uses the store, and keeps others from it.
     *
     * @return the lock
     */
    public StoreLock.Held alone() {
        return lock.exclusive(root.resolve("use.lock"));
    }

    /**
     * Keeps others from the store if nobody uses it now.
     *
     * @return the lock, or null if somebody uses the store
     */
    public StoreLock.@Nullable Held aloneIfIdle() {
        return lock.tryExclusive(root.resolve("use.lock")).orElse(null);
    }

    /**
     * Notes on the disk that blobs and layers are coming that no index entry names yet. Whoever finds the note after a
     * crash must not trust what is not recorded.
     *
     * @return the note, to be deleted when all is recorded
     * @throws ImageException if it cannot be made
     */
    public Path begin() {
        Path note = ingestDirectory().resolve(UUID.randomUUID() + ".load");
        try {
            Files.createFile(note);
            DurableFiles.syncDirectory(ingestDirectory());
        } catch (IOException e) {
            throw new ImageException("cannot write to the image store " + root + ": " + e.getMessage(), e);
        }
        return note;
    }

    /**
     * Whether something is on its way, or was when its JVM ended. Who asks while {@link #alone()} knows which.
     *
     * @return true if there is anything that is not a blob yet, or not on record
     */
    public boolean unfinished() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(ingestDirectory())) {
            return left.iterator().hasNext();
        } catch (IOException e) {
            throw new ImageException("cannot read " + ingestDirectory() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Where a blob is kept if the store has it.
     *
     * @param digest the blob
     * @return its file
     */
    public Path path(Digest digest) {
        return root.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
    }

    /**
     * Where bytes are kept that are not blobs yet; swept when nobody uses the store.
     *
     * @return an existing directory
     */
    public Path ingestDirectory() {
        return root.resolve("ingest");
    }

    /**
     * Whether the store has a blob.
     *
     * @param digest the blob
     * @param size its size in bytes
     * @return true if it is there with that size
     */
    public boolean has(Digest digest, long size) {
        try {
            return Files.size(path(digest)) == size;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new ImageException("cannot look at " + path(digest) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a small blob and verifies it.
     *
     * @param digest the blob
     * @param what what it is, for messages
     * @return its bytes
     * @throws DigestMismatchException if they have changed since
     * @throws ImageException if it is missing or larger than {@link JsonView#MAX_SIZE}
     */
    public byte[] read(Digest digest, String what) {
        try {
            Path file = path(digest);
            if (Files.size(file) > JsonView.MAX_SIZE) {
                throw new ImageException(what + ": " + file + " is larger than " + JsonView.MAX_SIZE + " bytes");
            }
            byte[] content = Files.readAllBytes(file);
            if (!digest.verify(content)) {
                throw new DigestMismatchException(
                        what + " " + file,
                        digest.toString(),
                        Digest.sha256Of(content).toString());
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new ImageException(what + ": " + digest + " is missing in the image store; load the image again", e);
        } catch (IOException e) {
            throw new ImageException("cannot read " + path(digest) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Starts a blob.
     *
     * @param expected what its bytes must add up to, or null to find out
     * @return the writer, to be closed by the caller
     * @throws ImageException if no file can be made
     */
    public BlobWriter write(@Nullable Digest expected) {
        try {
            if (expected != null) {
                Files.createDirectories(root.resolve("blobs").resolve(expected.algorithm()));
            }
            return new BlobWriter(this, temporary(), expected);
        } catch (IOException e) {
            throw new ImageException("cannot write to the image store " + root + ": " + e.getMessage(), e);
        }
    }

    /**
     * Keeps a small blob.
     *
     * @param content its bytes
     * @param mediaType what it is
     * @return a pointer to it
     */
    public Descriptor put(byte[] content, String mediaType) {
        Digest digest = Digest.sha256Of(content);
        if (!has(digest, content.length)) {
            try (BlobWriter writer = write(digest)) {
                writer.write(content, 0, content.length);
                writer.commit(mediaType);
            }
        }
        return new Descriptor(mediaType, digest, content.length);
    }

    /**
     * The names and images of the store.
     *
     * @return one pointer for each name, or for an image without one; mostly the same list as long as nobody changes it
     */
    public List<Descriptor> index() {
        Path file = root.resolve("index.json");
        try {
            IndexStamp stamp = IndexStamp.of(file);
            Known before = known;
            if (before != null && before.stamp.equals(stamp)) {
                return before.index;
            }
            List<Descriptor> index =
                    Index.parse(Files.readAllBytes(file), file.toString()).manifests();
            known = stamp.settled() && stamp.equals(IndexStamp.of(file)) ? new Known(stamp, index) : null;
            return index;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ImageException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Changes names and images, one change at a time among all threads and processes.
     *
     * @param change gets the pointers as they are and gives them as they shall be
     * @return what it gave
     */
    public List<Descriptor> update(UnaryOperator<List<Descriptor>> change) {
        StoreLock.Held held = lock.exclusive(root.resolve("index.lock"));
        try {
            List<Descriptor> before = index();
            List<Descriptor> after = List.copyOf(change.apply(before));
            if (!after.equals(before) || !Files.exists(root.resolve("index.json"))) {
                byte[] document = new Index(MediaTypes.OCI_INDEX, after, Map.of()).bytes();
                DurableFiles.replace(root.resolve("index.json"), temporary(), document);
            }
            return after;
        } catch (IOException e) {
            throw new ImageException("cannot write " + root.resolve("index.json") + ": " + e.getMessage(), e);
        } finally {
            held.close();
        }
    }

    /**
     * Removes all blobs but some, and all that was left behind on its way in. The caller holds {@link #alone()}.
     *
     * @param live the blobs to keep
     */
    public void retain(Set<Digest> live) {
        try (DirectoryStream<Path> algorithms = Files.newDirectoryStream(root.resolve("blobs"))) {
            for (Path algorithm : algorithms) {
                removeDead(algorithm, live);
            }
        } catch (IOException e) {
            throw new ImageException("cannot clear " + root + ": " + e.getMessage(), e);
        }
        sweepIngest();
    }

    private void sweepIngest() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(ingestDirectory())) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ImageException("cannot clear " + ingestDirectory() + ": " + e.getMessage(), e);
        }
    }

    private static void removeDead(Path algorithm, Set<Digest> live) throws IOException {
        if (!Files.isDirectory(algorithm, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> blobs = Files.newDirectoryStream(algorithm)) {
            for (Path blob : blobs) {
                String name = algorithm.getFileName() + ":" + blob.getFileName();
                if (live.stream().noneMatch(d -> d.toString().equals(name))) {
                    Files.deleteIfExists(blob);
                }
            }
        }
    }

    private Path temporary() {
        return ingestDirectory().resolve(UUID.randomUUID().toString());
    }
}
