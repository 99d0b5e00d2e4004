// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.image.Image;
import io.jebena.image.ImageConfig;
import io.jebena.image.ImageReference;
import io.jebena.oci.layer.LayerArchive;
import io.jebena.oci.layer.LayerStore;
import io.jebena.oci.spec.ChainId;
import io.jebena.oci.spec.ContainerDefaults;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.spec.ImageConfiguration;
import io.jebena.oci.spec.Manifest;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.ByteSize;
import io.jebena.value.Digest;
import io.jebena.value.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One image of the store: its documents, and the names that lead to it. */
final class StoredImage {
    /** The pointer to its manifest. */
    private final Descriptor descriptor;

    /** Its manifest. */
    private final Manifest manifest;

    /** Its configuration. */
    private final ImageConfiguration config;

    /** Its names. */
    private final List<ImageReference> names;

    /**
     * Puts the documents together.
     *
     * @throws ImageException if they differ in the number of layers
     */
    StoredImage(Descriptor descriptor, Manifest manifest, ImageConfiguration config, List<ImageReference> names) {
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new ImageException("image " + manifest.config().digest() + ": the manifest has "
                    + manifest.layers().size() + " layers, the configuration "
                    + config.diffIds().size());
        }
        this.descriptor = descriptor;
        this.manifest = manifest;
        this.config = config;
        this.names = names;
    }

    static StoredImage read(ContentStore store, Descriptor descriptor, List<ImageReference> names) {
        String what = "manifest " + descriptor.digest();
        Manifest manifest = Manifest.parse(store.read(descriptor.digest(), what), what);
        Digest id = manifest.config().digest();
        what = "image configuration " + id;
        return new StoredImage(descriptor, manifest, ImageConfiguration.parse(store.read(id, what), what), names);
    }

    /** The same documents under other names. */
    StoredImage withNames(Descriptor pointer, List<ImageReference> others) {
        return new StoredImage(pointer, manifest, config, others);
    }

    Digest id() {
        return manifest.config().digest();
    }

    Descriptor descriptor() {
        return descriptor;
    }

    Manifest manifest() {
        return manifest;
    }

    List<ImageReference> names() {
        return names;
    }

    /** All blobs it is made of. */
    List<Digest> blobs() {
        List<Digest> blobs = new ArrayList<>();
        blobs.add(descriptor.digest());
        blobs.add(id());
        manifest.layers().forEach(l -> blobs.add(l.digest()));
        return blobs;
    }

    List<Digest> chainIds() {
        return ChainId.of(config.diffIds());
    }

    /** Unpacks what is not unpacked yet, lowest layer first. */
    List<LayerStore.Layer> unpack(ContentStore store, LayerStore layers) {
        List<Digest> diffIds = config.diffIds();
        List<Digest> chain = chainIds();
        List<LayerStore.Layer> result = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            Descriptor blob = manifest.layers().get(i);
            Path file = store.path(blob.digest());
            // a blob was verified when it came in
            boolean verified = blob.digest().equals(diffIds.get(i));
            result.add(layers.ensure(
                    new LayerStore.Source(chain.get(i), diffIds.get(i), LayerArchive.of(file), verified),
                    List.copyOf(result)));
        }
        return result;
    }

    ResolvedImage resolve(ContentStore store, LayerStore layers) {
        List<Path> trees = new ArrayList<>();
        for (LayerStore.Layer layer : unpack(store, layers)) {
            if (layer.opaque()) {
                trees.clear();
            }
            trees.add(layer.tree());
        }
        return new ResolvedImage(config, trees, id());
    }

    Image describe(LayerStore layers) {
        long size = 0;
        for (Digest chainId : chainIds()) {
            size += layers.find(chainId).map(LayerStore.Layer::size).orElse(0L);
        }
        Image.Builder image = Image.builder(id())
                .tags(names)
                .architecture(config.platform().architecture())
                .os(config.platform().os())
                .size(ByteSize.bytes(size))
                .config(defaults(config.defaults()))
                .layers(config.diffIds());
        config.created().ifPresent(image::created);
        return image.build();
    }

    private static ImageConfig defaults(ContainerDefaults d) {
        Map<String, String> env = new LinkedHashMap<>();
        for (String variable : d.environment()) {
            int equals = variable.indexOf('=');
            env.put(
                    equals < 0 ? variable : variable.substring(0, equals),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
        ImageConfig.Builder config = ImageConfig.builder()
                .env(env)
                .entrypoint(d.entrypoint())
                .command(d.command())
                .user(d.user())
                .workdir(d.workingDirectory())
                .labels(d.labels())
                .exposedPorts(List.copyOf(d.exposedPorts()))
                .volumes(List.copyOf(d.volumes()))
                .shell(d.shell());
        d.healthCheck().flatMap(HealthChecks::of).ifPresent(config::healthCheck);
        signal(d.stopSignal()).ifPresent(config::stopSignal);
        return config.build();
    }

    /** A signal this platform does not know is as good as none: the default stops the container, too. */
    private static Optional<Signal> signal(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Signal.parse(text));
        } catch (IllegalArgumentException e) {
            System.getLogger(StoredImage.class.getName())
                    .log(System.Logger.Level.WARNING, "image with an unknown stop signal: {0}", text);
            return Optional.empty();
        }
    }
}
