// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ConflictException;
import io.jebena.error.NotFoundException;
import io.jebena.image.ImageReference;
import io.jebena.oci.spec.Descriptor;
import io.jebena.oci.store.ContentStore;
import io.jebena.value.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the entries of the store's index mean: one for each name, and one without for an image that has none. Each carries
 * its image's id; entries of one id point to one manifest.
 */
final class ImageIndex {
    private static final String ID = "io.jebena.image.id";

    /** What may be the start of an id. */
    private static final Pattern ID_START = Pattern.compile("(?:sha256:)?([0-9a-f]{1,64})");

    /** Ids that a message names. */
    private static final int MAX_CANDIDATES = 8;

    private ImageIndex() {}

    /** All images; a damaged one is a failure, since nobody can tell what belongs to it. */
    static List<StoredImage> readStrictly(ContentStore store, List<Descriptor> index) {
        List<StoredImage> result = new ArrayList<>();
        grouped(index).forEach((manifest, names) -> result.add(StoredImage.read(store, manifest, names)));
        return result;
    }

    /** The names of each manifest. */
    static Map<Descriptor, List<ImageReference>> grouped(List<Descriptor> index) {
        Map<Descriptor, List<ImageReference>> result = new LinkedHashMap<>();
        for (Descriptor d : index) {
            List<ImageReference> names =
                    result.computeIfAbsent(d.withAnnotation(Descriptor.REF_NAME, ""), x -> new ArrayList<>());
            String name = name(d);
            if (!name.isEmpty()) {
                names.add(ImageReference.parse(name));
            }
        }
        return result;
    }

    /** Adds images and moves names to them. */
    static List<Descriptor> add(List<Descriptor> before, List<ImageLoader.Loaded> loaded) {
        List<Descriptor> entries = new ArrayList<>(before);
        for (ImageLoader.Loaded l : loaded) {
            String id = l.image().id().toString();
            Descriptor pointer = l.image().descriptor().withAnnotation(ID, id);
            entries.replaceAll(e -> id(e).equals(id) ? pointer.withAnnotation(Descriptor.REF_NAME, name(e)) : e);
            for (ImageReference name : l.names()) {
                Descriptor named = pointer.withAnnotation(Descriptor.REF_NAME, name.canonical());
                if (!entries.contains(named)) {
                    dropName(entries, name.canonical());
                    entries.add(named);
                }
            }
            keepSomething(entries, pointer);
        }
        return entries;
    }

    /** Takes names away from an image; with the last of them it is gone, unless it is to stay without one. */
    static List<Descriptor> remove(
            List<Descriptor> before, StoredImage image, List<ImageReference> names, boolean keep) {
        List<Descriptor> entries = new ArrayList<>(before);
        String id = image.id().toString();
        List<String> gone = names.stream().map(ImageReference::canonical).toList();
        entries.removeIf(e -> id(e).equals(id) && (name(e).isEmpty() || gone.contains(name(e))));
        if (keep) {
            keepSomething(entries, image.descriptor().withAnnotation(ID, id));
        }
        return entries;
    }

    private static void dropName(List<Descriptor> entries, String name) {
        for (Descriptor e : List.copyOf(entries)) {
            if (name(e).equals(name)) {
                entries.remove(e);
                keepSomething(entries, e.withAnnotation(Descriptor.REF_NAME, ""));
            }
        }
    }

    /** An entry without a name is there exactly if no other entry of its id is. */
    private static void keepSomething(List<Descriptor> entries, Descriptor unnamed) {
        boolean named = entries.stream().anyMatch(e -> id(e).equals(id(unnamed)) && !name(e).isEmpty());
        entries.remove(unnamed);
        if (!named) {
            entries.add(unnamed);
        }
    }

    private static String name(Descriptor d) {
        return d.annotations().getOrDefault(Descriptor.REF_NAME, "");
    }

    private static String id(Descriptor d) {
        return d.annotations().getOrDefault(ID, "");
    }

    /** Whether a text given by a caller is this very name. */
    static boolean matches(ImageReference name, String text) {
        return parse(text).filter(name::equals).isPresent();
    }

    private static Optional<ImageReference> parse(String text) {
        try {
            return Optional.of(ImageReference.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks for a whole id or manifest digest first, then for a name, then for the start of an id.
     */
    static StoredImage find(Map<Digest, StoredImage> all, String text) {
        Matcher id = ID_START.matcher(text);
        boolean hex = id.matches();
        if (hex && id.group(1).length() == 64) {
            Digest digest = Digest.sha256(id.group(1));
            StoredImage image = all.get(digest);
            return image != null
                    ? image
                    : byManifest(all, digest).orElseThrow(() -> new NotFoundException("image", text));
        }
        if (hex && text.startsWith("sha256:")) {
            return byStart(all, id.group(1), text);
        }
        Optional<ImageReference> reference = parse(text);
        for (StoredImage image : all.values()) {
            if (reference.filter(image.names()::contains).isPresent()) {
                return image;
            }
        }
        Optional<StoredImage> byDigest =
                reference.flatMap(ImageReference::digest).flatMap(d -> byManifest(all, d));
        if (byDigest.isPresent()) {
            return byDigest.get();
        }
        return byStart(all, hex ? id.group(1) : "", text);
    }

    private static StoredImage byStart(Map<Digest, StoredImage> all, String start, String text) {
        List<StoredImage> found = start.isEmpty()
                ? List.of()
                : all.values().stream()
                        .filter(i -> i.id().hex().startsWith(start))
                        .toList();
        if (found.isEmpty()) {
            throw new NotFoundException("image", text);
        }
        if (found.size() > 1) {
            String ids = found.stream()
                    .limit(MAX_CANDIDATES)
                    .map(i -> i.id().hex() + " " + i.names())
                    .collect(Collectors.joining(", "));
            throw new ConflictException(found.size() + " images have an id that starts with " + start + ": " + ids
                    + (found.size() > MAX_CANDIDATES ? ", ..." : "") + "; give more of it");
        }
        return found.get(0);
    }

    private static Optional<StoredImage> byManifest(Map<Digest, StoredImage> all, Digest manifest) {
        return all.values().stream()
                .filter(i -> i.descriptor().digest().equals(manifest))
                .findFirst();
    }
}
