// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.engine.Images;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.linux.event.EventLog;
import io.jebena.linux.proc.MountInfo;
import io.jebena.linux.runtime.LinuxContainers;
import io.jebena.linux.runtime.RootSources;
import io.jebena.linux.snapshot.FlockStoreLock;
import io.jebena.linux.snapshot.HostRoot;
import io.jebena.linux.snapshot.RootMount;
import io.jebena.linux.snapshot.RootedLayerTargets;
import io.jebena.linux.store.EngineRoot;
import io.jebena.oci.images.ImageLease;
import io.jebena.oci.images.ImageLibrary;
import io.jebena.oci.layer.UnpackLimits;
import io.jebena.oci.spec.Platform;
import io.jebena.value.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The engine's images, and through them the roots of its containers. Opened when it is first used. */
final class LinuxImages implements Images, RootSources {
    private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{1,64}");

    private final EngineRoot root;
    private final EventLog events;
    private final Supplier<LinuxContainers> containers;
    private volatile @Nullable ImageLibrary library;

    LinuxImages(EngineRoot root, EventLog events, Supplier<LinuxContainers> containers) {
        this.root = root;
        this.events = events;
        this.containers = containers;
    }

    private ImageLibrary library() {
        ImageLibrary open = library;
        if (open == null) {
            synchronized (this) {
                open = library;
                if (open == null) {
                    open = new ImageLibrary(
                            root.data(),
                            new FlockStoreLock(),
                            new RootedLayerTargets(),
                            UnpackLimits.DEFAULT,
                            Platform.host());
                    library = open;
                }
            }
        }
        return open;
    }

    @Override
    public List<Image> load(Path archive) {
        if (!Files.exists(archive)) {
            throw new NotFoundException("archive", archive.toString());
        }
        List<Image> loaded = library().load(archive);
        loaded.forEach(image -> emit("load", image.id(), image.tags()));
        return loaded;
    }

    @Override
    public List<Image> list() {
        return library().list();
    }

    @Override
    public Image get(String image) {
        return library().get(checked(image));
    }

    @Override
    public void remove(String image) {
        Image before = library().get(checked(image));
        library().remove(checked(image), true, this::inUse);
        boolean byName = !before.tags().isEmpty();
        if (byName) {
            emit("untag", before.id(), before.tags());
        }
        if (library().list().stream().noneMatch(i -> i.id().equals(before.id()))) {
            emit("delete", before.id(), before.tags());
        }
    }

    private void emit(String action, Digest id, List<ImageReference> names) {
        String name = names.isEmpty() ? id.toString() : names.get(0).familiar();
        events.emit("image", action, id.toString(), Map.of("name", name));
    }

    /** A name, an id or the beginning of one: anything else is a mistake, not an image that is missing. */
    private static String checked(String image) {
        if (ID.matcher(image).matches()) {
            return image;
        }
        try {
            return ImageReference.parse(image).canonical();
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("image", String.valueOf(e.getMessage()), e);
        }
    }

    private boolean inUse(Digest id) {
        return containers.get().anyUses(id);
    }

    @Override
    public Held image(String reference) {
        return new HeldImage(library().lease(reference));
    }

    @Override
    public RootMount host() {
        return new HostRoot(MountInfo.read(Path.of("/proc/self/mountinfo")), root.path());
    }

    @Override
    public Path nothing() {
        return root.nothing();
    }

    private record HeldImage(ImageLease lease) implements Held {
        @Override
        public Image image() {
            return lease.description();
        }

        @Override
        public List<Path> layers() {
            return lease.image().layerDirs();
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
