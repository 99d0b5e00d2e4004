// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.image.ImageReference;
import io.jebena.oci.layer.LayerStore;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.DockerArchiveItem;
import io.jebena.oci.spec.ImageConfiguration;
import io.jebena.oci.spec.Index;
import io.jebena.oci.spec.Manifest;
import io.jebena.oci.spec.MediaTypes;
import io.jebena.oci.spec.Platform;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings the images of one archive into the store: an OCI image layout where there is one, else what {@code docker save}
 * writes. Where an archive is both, the layout is read and the other's names are taken.
 */
final class ImageLoader {
    /** Names of blobs that tell their digest. */
    private static final Pattern DIGEST_NAME = Pattern.compile("(?:.*/)?([0-9a-f]{64})(?:\\.json|\\.tar)?");

    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final int MAX_INDEX_DEPTH = 4;

    /** Blobs and names. */
    private final ContentStore store;

    /** Unpacked layers. */
    private final LayerStore layers;

    /** What images are wanted for. */
    private final Platform machine;

    /**
     * An image that is in the store now.
     *
     * @param image its documents
     * @param names the names the archive gives it
     */
    record Loaded(StoredImage image, List<ImageReference> names) {}

    ImageLoader(ContentStore store, LayerStore layers, Platform machine) {
        this.store = store;
        this.layers = layers;
        this.machine = machine;
    }

    List<Loaded> load(ArchiveFiles files) throws IOException {
        boolean docker = files.find("manifest.json").isPresent();
        if (files.find("oci-layout").isPresent() && files.find("index.json").isPresent()) {
            return layout(files, docker);
        }
        boolean list = docker && startsList(files.read("manifest.json"));
        if (list) {
            List<Loaded> result = new ArrayList<>();
            for (DockerArchiveItem item : items(files)) {
                result.add(docker(files, item));
            }
            return result;
        }
        throw new ImageException(
                files.origin() + ": neither an OCI image layout (oci-layout, index.json) nor an archive of docker save"
                        + " (manifest.json)");
    }

    /** A directory as registries see it has a file of the same name, which is one manifest. */
    private static boolean startsList(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).stripLeading().startsWith("[");
    }

    private static List<DockerArchiveItem> items(ArchiveFiles files) throws IOException {
        return DockerArchiveItem.parse(files.read("manifest.json"), files.origin() + ": manifest.json");
    }

    // ---- OCI image layout

    private List<Loaded> layout(ArchiveFiles files, boolean docker) throws IOException {
        ContentStore.requireLayoutVersion(files.read("oci-layout"), files.origin() + ": oci-layout");
        Index index = Index.parse(files.read("index.json"), files.origin() + ": index.json");
        Map<Digest, Loaded> result = new LinkedHashMap<>();
        for (Descriptor top : candidates(index)) {
            Descriptor manifest = MediaTypes.isIndex(top.mediaType()) ? choose(files, top, 0) : top;
            if (!MediaTypes.isManifest(manifest.mediaType())) {
                continue;
            }
            StoredImage image = manifest(files, manifest);
            List<ImageReference> names = new ArrayList<>(names(files, top));
            Loaded before = result.get(image.id());
            if (before != null) {
                names.addAll(0, before.names());
            }
            result.put(image.id(), new Loaded(image, names));
        }
        if (result.isEmpty()) {
            throw new ImageException(files.origin() + ": index.json names no image");
        }
        return docker ? addDockerNames(files, result) : List.copyOf(result.values());
    }

    /** Of several manifests under one name that say their platforms, only the one that suits this machine. */
    private List<Descriptor> candidates(Index index) {
        Map<String, List<Descriptor>> byName = new LinkedHashMap<>();
        for (Descriptor d : index.manifests()) {
            byName.computeIfAbsent(d.annotations().getOrDefault(Descriptor.REF_NAME, ""), name -> new ArrayList<>())
                    .add(d);
        }
        List<Descriptor> result = new ArrayList<>();
        for (List<Descriptor> same : byName.values()) {
            boolean platforms = same.size() > 1 && same.stream().allMatch(d -> d.platform() != null);
            if (platforms) {
                result.add(new Index(MediaTypes.OCI_INDEX, same, Map.of())
                        .choose(machine)
                        .orElseThrow(() -> unsuitable("index.json", same)));
            } else {
                result.addAll(same);
            }
        }
        return result;
    }

    private Descriptor choose(ArchiveFiles files, Descriptor pointer, int depth) throws IOException {
        if (depth >= MAX_INDEX_DEPTH) {
            throw new ImageException(files.origin() + ": indexes are nested deeper than " + MAX_INDEX_DEPTH);
        }
        String what = "index " + pointer.digest();
        Index index = Index.parse(verified(files, LayerIntake.path(pointer.digest()), pointer.digest(), what), what);
        Descriptor chosen = index.choose(machine).orElseThrow(() -> unsuitable(what, index.manifests()));
        return MediaTypes.isIndex(chosen.mediaType()) ? choose(files, chosen, depth + 1) : chosen;
    }

    private ImageException unsuitable(String what, List<Descriptor> has) {
        return new ImageException(what + ": no image for " + machine + " among "
                + has.stream().map(d -> String.valueOf(d.platform())).toList());
    }

    private StoredImage manifest(ArchiveFiles files, Descriptor pointer) throws IOException {
        String what = "manifest " + pointer.digest();
        byte[] document = verified(files, LayerIntake.path(pointer.digest()), pointer.digest(), what);
        if (document.length != pointer.size()) {
            throw new ImageException(
                    what + " has " + document.length + " bytes, its descriptor says " + pointer.size());
        }
        Manifest manifest = Manifest.parse(document, what);
        Digest id = manifest.config().digest();
        String configName = "image configuration " + id;
        byte[] configuration = verified(files, LayerIntake.path(id), id, configName);
        if (configuration.length != manifest.config().size()) {
            throw new ImageException(configName + " has " + configuration.length + " bytes, its descriptor says "
                    + manifest.config().size());
        }
        ImageConfiguration config = ImageConfiguration.parse(configuration, configName);
        for (Descriptor layer : manifest.layers()) {
            if (!MediaTypes.isLayer(layer.mediaType())) {
                throw new ImageException(what + ": " + layer.mediaType() + " is no layer of a file system");
            }
        }
        StoredImage image = new StoredImage(
                new Descriptor(manifest.mediaType(), pointer.digest(), pointer.size()), manifest, config, List.of());
        LayerIntake intake = new LayerIntake(store, layers, files);
        for (int i = 0; i < manifest.layers().size(); i++) {
            intake.add(manifest.layers().get(i), config.diffIds().get(i));
        }
        store.put(configuration, MediaTypes.OCI_CONFIG);
        store.put(document, pointer.mediaType());
        return image;
    }

    private static byte[] verified(ArchiveFiles files, String name, Digest digest, String what) throws IOException {
        byte[] document = files.read(name);
        if (!digest.verify(document)) {
            throw new DigestMismatchException(
                    files.origin() + ": " + what,
                    digest.toString(),
                    Digest.sha256Of(document).toString());
        }
        return document;
    }

    /** A layout's names are whole references, or tags only: then the archive's own name stands before them. */
    private static List<ImageReference> names(ArchiveFiles files, Descriptor pointer) {
        String name = pointer.annotations().get(CONTAINERD_NAME);
        if (name == null) {
            name = pointer.annotations().getOrDefault(Descriptor.REF_NAME, "");
            if (!name.isEmpty() && name.indexOf('/') < 0 && name.indexOf(':') < 0) {
                name = repository(files) + ":" + name;
            }
        }
        return name.isEmpty() ? List.of() : List.of(reference(files, name));
    }

    /** The archive's file name, made fit for the name of an image. */
    private static String repository(ArchiveFiles files) {
        String file = String.valueOf(files.origin().toAbsolutePath().normalize().getFileName());
        String fit = file.toLowerCase(Locale.ROOT)
                .replaceFirst("(\\.(oci|docker|tar|tgz|gz|zst|xz|bz2))+$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        return fit.isEmpty() ? "image" : fit;
    }

    private static ImageReference reference(ArchiveFiles files, String name) {
        try {
            return ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw new ImageException(files.origin() + ": " + e.getMessage(), e);
        }
    }

    private static List<Loaded> addDockerNames(ArchiveFiles files, Map<Digest, Loaded> images) throws IOException {
        for (DockerArchiveItem item : items(files)) {
            Matcher digest = DIGEST_NAME.matcher(item.config());
            Loaded loaded = digest.matches() ? images.get(Digest.sha256(digest.group(1))) : null;
            if (loaded != null) {
                List<ImageReference> names = new ArrayList<>();
                item.repoTags().forEach(t -> names.add(reference(files, t)));
                Digest id = loaded.image().id();
                images.put(id, new Loaded(loaded.image(), names.isEmpty() ? loaded.names() : names));
            }
        }
        return List.copyOf(images.values());
    }

    // ---- docker save

    private Loaded docker(ArchiveFiles files, DockerArchiveItem item) throws IOException {
        byte[] document = files.read(item.config());
        Matcher named = DIGEST_NAME.matcher(item.config());
        if (named.matches() && !Digest.sha256(named.group(1)).verify(document)) {
            throw new DigestMismatchException(
                    files.origin() + ": " + item.config(),
                    "sha256:" + named.group(1),
                    Digest.sha256Of(document).toString());
        }
        ImageConfiguration config = ImageConfiguration.parse(document, files.origin() + ": " + item.config());
        List<Digest> diffIds = config.diffIds();
        if (diffIds.size() != item.layers().size()) {
            throw new ImageException(files.origin() + ": manifest.json has "
                    + item.layers().size() + " layers, the configuration " + diffIds.size());
        }
        LayerIntake intake = new LayerIntake(store, layers, files);
        List<Descriptor> pointers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            pointers.add(intake.add(item.layers().get(i), diffIds.get(i)));
        }
        Descriptor configPointer = store.put(document, MediaTypes.OCI_CONFIG);
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, configPointer, pointers, Map.of());
        Descriptor pointer = store.put(manifest.bytes(), MediaTypes.OCI_MANIFEST);
        StoredImage image = new StoredImage(pointer, manifest, config, List.of());
        return new Loaded(
                image, item.repoTags().stream().map(t -> reference(files, t)).toList());
    }
}
