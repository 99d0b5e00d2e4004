// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ConflictException;
import io.jebena.error.ImageException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.oci.layer.ArchiveFormatException;
import io.jebena.oci.layer.Compression;
import io.jebena.oci.layer.GuardedStream;
import io.jebena.oci.layer.LayerStore;
import io.jebena.oci.layer.LayerTargets;
import io.jebena.oci.layer.UnpackLimits;
import io.jebena.oci.spec.Platform;
import io.jebena.oci.store.ContentStore;
import io.jebena.oci.store.StoreLock;
import io.jebena.value.Digest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The images of one engine root, shared by all JVMs that use it: {@code images/} is an OCI image layout,
 * {@code layers/} the unpacked trees. Thread-safe.
 */
public final class ImageLibrary {
    private static final System.Logger LOG = System.getLogger(ImageLibrary.class.getName());

    /** Blobs and names. */
    private final ContentStore store;

    /** Unpacked layers. */
    private final LayerStore layers;

    /** All images as they were last. */
    private final Catalogue catalogue;

    /** What archives may do. */
    private final UnpackLimits limits;

    /** What images are wanted for. */
    private final Platform machine;

    /** The thread that is alone in the store: what it is asked meanwhile, it may look up here. */
    private volatile @Nullable Thread sole;

    /**
     * Opens the images of an engine root, and clears what a crash left.
     *
     * @param root the engine's directory
     * @param lock locks between threads and processes
     * @param targets reaches into layers
     * @param limits what archives may do
     * @param machine what images are wanted for
     * @throws ImageException if the directories cannot be made or read
     */
    public ImageLibrary(Path root, StoreLock lock, LayerTargets targets, UnpackLimits limits, Platform machine) {
        this.limits = limits;
        this.machine = machine;
        store = ContentStore.open(root.resolve("images"), lock);
        layers = new LayerStore(root.resolve("layers"), targets, limits);
        catalogue = new Catalogue(store);
        StoreLock.Held alone = store.aloneIfIdle();
        if (alone != null) {
            try (alone) {
                layers.sweepTemporary();
                clearUnfinished();
            }
        }
    }

    /** Removes what ended loads left; the caller is alone in the store. A damaged image must not keep others from use. */
    private void clearUnfinished() {
        if (store.unfinished()) {
            try {
                collect();
            } catch (ImageException e) {
                LOG.log(System.Logger.Level.WARNING, "what an interrupted load left stays for now", e);
            }
        }
    }

    /**
     * Loads an archive: what {@code docker save} writes, or an OCI image layout as a directory or a tar file; the file
     * may be compressed. A name that another image had before moves to the loaded one.
     *
     * @param archive a file or a directory
     * @return the images of the archive, as they are in the library now
     * @throws ImageException if the archive is damaged, malicious, beyond the limits or of an unknown kind; nothing of it
     *     is kept then
     */
    public List<Image> load(Path archive) {
        StoreLock.Held alone = store.unfinished() ? store.aloneIfIdle() : null;
        if (alone != null) {
            try (alone) {
                clearUnfinished();
            }
        }
        try {
            return loadProtected(archive);
        } catch (RuntimeException e) {
            collectQuietly(e);
            throw e;
        }
    }

    private List<Image> loadProtected(Path archive) {
        StoreLock.Held held = store.use();
        try (ArchiveFiles files = open(archive)) {
            Path note = store.begin();
            List<ImageLoader.Loaded> loaded = new ImageLoader(store, layers, machine).load(files);
            // once for all blobs and layers, which cost little to write together and much one by one
            layers.sync();
            store.update(before -> ImageIndex.add(before, loaded));
            Files.delete(note);
            Map<Digest, StoredImage> all = catalogue.images();
            return loaded.stream()
                    .map(l -> l.image().id())
                    .distinct()
                    .map(all::get)
                    .filter(Objects::nonNull)
                    .map(i -> i.describe(layers))
                    .toList();
        } catch (EOFException | ArchiveFormatException e) {
            throw new ImageException(archive + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ImageException("cannot load " + archive + ": " + e.getMessage(), e);
        } finally {
            held.close();
        }
    }

    private <T> T using(Supplier<T> work) {
        if (sole == Thread.currentThread()) {
            return work.get();
        }
        StoreLock.Held held = store.use();
        try {
            return work.get();
        } finally {
            held.close();
        }
    }

    private <T> T alone(Supplier<T> work) {
        StoreLock.Held held = store.alone();
        try {
            sole = Thread.currentThread();
            return work.get();
        } finally {
            sole = null;
            held.close();
        }
    }

    private ArchiveFiles open(Path archive) throws IOException {
        if (Files.isDirectory(archive)) {
            return new DirectoryFiles(archive);
        }
        if (!Files.isRegularFile(archive)) {
            throw new ImageException(archive + ": no such file or directory");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
            Compression compression = Compression.detect(in);
            if (compression == Compression.NONE) {
                return new TarFiles(archive, compression, archive, limits);
            }
            Path plain = store.ingestDirectory().resolve(UUID.randomUUID() + ".tar");
            try (InputStream unpacked = GuardedStream.open(in, limits, store.ingestDirectory())) {
                Files.copy(unpacked, plain);
                return new TarFiles(archive, compression, plain, limits);
            } finally {
                // the open file is all that is needed, and it goes with the process
                Files.deleteIfExists(plain);
            }
        }
    }

    /**
     * All images.
     *
     * @return in the order they came
     */
    public List<Image> list() {
        return using(() -> catalogue.images().values().stream()
                .map(i -> i.describe(layers))
                .toList());
    }

    /**
     * An image by name, id, a unique start of its id, or digest.
     *
     * @param name such as {@code busybox}, {@code busybox:1.36}, {@code sha256:...}, {@code 1a2b3c} or
     *     {@code busybox@sha256:...}
     * @return the image
     * @throws NotFoundException if there is none
     * @throws ConflictException if several ids start so
     */
    public Image get(String name) {
        return using(() -> find(name).describe(layers));
    }

    /**
     * What a container of an image is made of; layers that are missing are unpacked again.
     *
     * @param name as for {@link #get}
     * @return the image, protected from removal until the lease is closed
     * @throws NotFoundException if there is none
     * @throws ConflictException if several ids start so
     * @throws ImageException if content is missing or damaged
     */
    public ImageLease lease(String name) {
        StoreLock.Held held = store.use();
        try {
            StoredImage image = find(name);
            return new ImageLease(image.resolve(store, layers), image.describe(layers), held);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /**
     * Gives an image one more name; an image that had it before loses it.
     *
     * @param name as for {@link #get}
     * @param tag the name
     * @return the image as it is now
     * @throws NotFoundException if there is no such image
     */
    public Image tag(String name, ImageReference tag) {
        return using(() -> {
            StoredImage image = find(name);
            store.update(before -> ImageIndex.add(before, List.of(new ImageLoader.Loaded(image, List.of(tag)))));
            return find(image.id().toString()).describe(layers);
        });
    }

    /**
     * Removes a name, and the image if that was its last one; or an image by its id.
     *
     * @param name as for {@link #get}
     * @param force whether an id with several names may be removed with all of them, and an image that is in use may lose
     *     its last name
     * @param inUse tells whether anything is made of the image with an id; asked while nobody can take a lease, and may
     *     use {@link #get} and {@link #list}
     * @return what was done
     * @throws NotFoundException if there is no such image
     * @throws ConflictException if the image is in use, or has several names and is not named by one of them
     */
    public Removal remove(String name, boolean force, Predicate<Digest> inUse) {
        return alone(() -> {
            StoredImage image = find(name);
            List<ImageReference> named = image.names().stream()
                    .filter(n -> ImageIndex.matches(n, name))
                    .toList();
            boolean byId = named.isEmpty();
            if (byId && image.names().size() > 1 && !force) {
                throw new ConflictException("image " + image.id().shortHex() + " has several names " + image.names()
                        + ": remove them one by one, or force it");
            }
            List<ImageReference> gone = byId ? image.names() : named;
            boolean last = gone.size() == image.names().size();
            boolean used = last && inUse.test(image.id());
            if (used && (byId || !force)) {
                throw new ConflictException("image " + name + " is in use by a container: remove the container first");
            }
            if (!last || used) {
                store.update(before -> ImageIndex.remove(before, image, gone, used));
                return new Removal(gone, List.of());
            }
            noteCollection();
            store.update(before -> ImageIndex.remove(before, image, gone, false));
            collect();
            return new Removal(gone, List.of(image.id()));
        });
    }

    /**
     * Removes images without a name that nothing is made of.
     *
     * @param inUse tells whether anything is made of the image with an id
     * @return their ids
     */
    public Removal prune(Predicate<Digest> inUse) {
        return alone(() -> {
            List<Digest> deleted = new ArrayList<>();
            noteCollection();
            for (StoredImage image : catalogue.images().values()) {
                if (image.names().isEmpty() && !inUse.test(image.id())) {
                    store.update(before -> ImageIndex.remove(before, image, List.of(), false));
                    deleted.add(image.id());
                }
            }
            collect();
            return new Removal(List.of(), deleted);
        });
    }

    private StoredImage find(String name) {
        return ImageIndex.find(catalogue.images(), name);
    }

    /** Should this process die before the collection has ended, the next one that opens the store makes up for it. */
    private void noteCollection() {
        store.begin();
    }

    /** The caller is alone in the store. */
    private void collect() {
        Set<Digest> blobs = new HashSet<>();
        Set<Digest> chains = new HashSet<>();
        for (StoredImage image : ImageIndex.readStrictly(store, store.index())) {
            blobs.addAll(image.blobs());
            chains.addAll(image.chainIds());
        }
        // the notes of unfinished loads go last
        layers.retain(chains);
        store.retain(blobs);
    }

    /** After a failure: if others use the store, what is left waits for the next collection. */
    private void collectQuietly(RuntimeException failure) {
        StoreLock.Held alone = store.aloneIfIdle();
        if (alone != null) {
            try (alone) {
                collect();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
