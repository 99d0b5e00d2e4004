// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.oci.json.JsonDocument;
import io.jebena.oci.json.JsonView;
import io.jebena.value.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked layers by chain id. A layer gets its name when it is whole and its digest has been verified; two JVMs may
 * unpack the same one at once, and the later takes the earlier's. Thread-safe.
 *
 * <pre>
 * &lt;chain id&gt;/fs            the layer's tree, a lower directory of overlayfs
 * &lt;chain id&gt;/layer.json    its diffID, its size, whether it hides all below
 * .tmp-...                 being unpacked, or left by a crash
 * </pre>
 */
public final class LayerStore {
    private static final String TEMPORARY = ".tmp-";

    /** The directory of all layers. */
    private final Path root;

    /** Reaches into layers. */
    private final LayerTargets targets;

    /** What a layer may do. */
    private final UnpackLimits limits;

    /** Layers as they were found last: one of a name is like any other of that name, but it may be gone. */
    private final Map<Digest, Layer> known = new ConcurrentHashMap<>();

    /**
     * An unpacked layer.
     *
     * @param tree its directory
     * @param size sum of its files' sizes in bytes, holes included
     * @param opaque whether it hides all layers below
     */
    public record Layer(Path tree, long size, boolean opaque) {}

    /**
     * What is to be unpacked.
     *
     * @param chainId the name the layer gets
     * @param diffId the digest of the uncompressed archive
     * @param archive the archive, compressed or not
     * @param verified whether the archive's own bytes are, or are going to be by its completion, known to have the diffID
     */
    public record Source(Digest chainId, Digest diffId, LayerArchive archive, boolean verified) {}

    /**
     * Opens the directory of all layers and makes it if it is missing.
     *
     * @param root the directory
     * @param targets reaches into layers
     * @param limits what a layer may do
     * @throws ImageException if the directory cannot be made
     */
    public LayerStore(Path root, LayerTargets targets, UnpackLimits limits) {
        this.root = root.toAbsolutePath();
        this.targets = targets;
        this.limits = limits;
        try {
            // mapped users of containers walk through to the layers, and nobody looks around
            Files.createDirectories(
                    this.root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        } catch (IOException e) {
            throw new ImageException("cannot make the directory of layers " + root + ": " + e.getMessage(), e);
        }
    }

    /**
     * Looks for a layer.
     *
     * @param chainId the layer
     * @return the layer, or empty if it is not unpacked
     */
    public Optional<Layer> find(Digest chainId) {
        Path directory = root.resolve(chainId.hex());
        Path notes = directory.resolve("layer.json");
        Layer before = known.get(chainId);
        if (before != null && Files.exists(notes)) {
            return Optional.of(before);
        }
        try {
            JsonView view = JsonView.parse(Files.readAllBytes(notes), notes.toString());
            Layer layer = new Layer(directory.resolve("fs"), view.requiredNumber("size"), view.bool("opaque"));
            known.put(chainId, layer);
            return Optional.of(layer);
        } catch (NoSuchFileException e) {
            known.remove(chainId);
            return Optional.empty();
        } catch (IOException e) {
            throw new ImageException("cannot read " + notes + ": " + e.getMessage(), e);
        }
    }

    /**
     * Finds a layer, or unpacks it and waits until it is on the disk.
     *
     * @param source what to unpack
     * @param lowers the layers below, lowest first
     * @return the layer
     * @throws ImageException as {@link #unpack}
     */
    public Layer ensure(Source source, List<Layer> lowers) {
        return ensure(source, lowers, true);
    }

    /**
     * Finds a layer, or unpacks it. A power cut may leave it with holes until {@link #sync()} returns: before it does, no
     * image may be on record that has the layer.
     *
     * @param source what to unpack
     * @param lowers the layers below, lowest first
     * @return the layer
     * @throws ImageException if the archive is damaged, malicious, beyond the limits or not what the digest says; nothing
     *     of it is kept then
     */
    public Layer unpack(Source source, List<Layer> lowers) {
        return ensure(source, lowers, false);
    }

    /**
     * Waits until all layers are on the disk, with whatever else was written to its file system: one fsync(2) for each of
     * thousands of files takes several times as long.
     */
    public void sync() {
        targets.sync(root);
    }

    private Layer ensure(Source source, List<Layer> lowers, boolean durable) {
        Optional<Layer> found = find(source.chainId());
        if (found.isPresent()) {
            return found.get();
        }
        Path temporary = root.resolve(TEMPORARY + UUID.randomUUID());
        try {
            Files.createDirectories(temporary.resolve("fs"));
            fill(source, temporary, lowers.stream().map(Layer::tree).toList());
            if (durable) {
                sync();
            }
            publish(temporary, root.resolve(source.chainId().hex()));
        } catch (IOException e) {
            throw discard(temporary, new ImageException("layer " + source.diffId() + ": " + e.getMessage(), e));
        } catch (RuntimeException e) {
            throw discard(temporary, e);
        }
        return find(source.chainId())
                .orElseThrow(() -> new ImageException("layer " + source.diffId() + " vanished while it was unpacked"));
    }

    private <E extends RuntimeException> E discard(Path temporary, E reason) {
        try {
            targets.delete(temporary);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
        return reason;
    }

    private void fill(Source source, Path temporary, List<Path> lowers) throws IOException {
        MessageDigest digest = source.verified() ? null : source.diffId().newMessageDigest();
        LayerUnpacker unpacker;
        try (LayerTarget target = targets.open(temporary.resolve("fs"), lowers)) {
            unpacker = new LayerUnpacker(target, limits);
            read(source, unpacker, digest);
            target.commit();
        }
        if (digest != null) {
            byte[] hash = digest.digest();
            if (!source.diffId().matches(hash)) {
                String actual = source.diffId().algorithm().equals("sha256")
                        ? Digest.sha256(hash).toString()
                        : "another one";
                throw new DigestMismatchException(
                        "uncompressed layer", source.diffId().toString(), actual);
            }
        }
        byte[] notes = new JsonDocument()
                .put("diffId", source.diffId().toString())
                .put("size", unpacker.bytes())
                .put("opaque", unpacker.hidesAllBelow())
                .bytes();
        Files.write(temporary.resolve("layer.json"), notes);
    }

    private void read(Source source, LayerUnpacker unpacker, @Nullable MessageDigest digest) throws IOException {
        DataSink copy = source.archive().copy().orElse(null);
        DataSink hash = digest == null ? null : (offset, bytes, start, length) -> digest.update(bytes, start, length);
        try (InputStream archive = source.archive().open();
                InputStream packed = copy == null ? archive : new BufferedInputStream(new ReadAhead(archive, copy));
                GuardedStream guarded = GuardedStream.open(packed, limits, root);
                ReadAhead plain = new ReadAhead(guarded, hash)) {
            unpacker.unpack(plain);
            // a decompressor need not read on to the end
            packed.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new ImageException(
                    "layer " + source.diffId() + ": entry \"" + unpacker.at() + "\": " + e.getMessage(), e);
        }
        source.archive().complete();
    }

    /**
     * Another JVM may have been faster: its layer is as good. A directory without notes is what a killed removal left;
     * nobody removes now, since that takes being alone in the store.
     */
    private void publish(Path temporary, Path directory) throws IOException {
        try {
            Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(directory.resolve("layer.json"))) {
                targets.delete(temporary);
            } else if (Files.exists(directory)) {
                targets.delete(directory);
                Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
            } else {
                throw e;
            }
        }
    }

    /**
     * Removes all layers but some, and all that a crash left half unpacked. Nobody may use the others meanwhile.
     *
     * @param live the layers to keep
     */
    public void retain(Set<Digest> live) {
        sweep(layer -> live.stream().noneMatch(d -> layer.endsWith(d.hex())));
    }

    /** Removes what a crash left half unpacked or half removed. Nobody may unpack meanwhile. */
    public void sweepTemporary() {
        sweep(layer ->
                !Files.exists(layer.resolve("layer.json")) || layer.toString().contains("/" + TEMPORARY));
    }

    private void sweep(Predicate<Path> dead) {
        try (DirectoryStream<Path> layers = Files.newDirectoryStream(root)) {
            for (Path layer : layers) {
                if (dead.test(layer)) {
                    remove(layer);
                }
            }
        } catch (IOException e) {
            throw new ImageException("cannot clear " + root + ": " + e.getMessage(), e);
        }
    }

    /** The notes go first, so that a half-removed layer is none. */
    private void remove(Path layer) throws IOException {
        Files.deleteIfExists(layer.resolve("layer.json"));
        targets.delete(layer);
    }
}
