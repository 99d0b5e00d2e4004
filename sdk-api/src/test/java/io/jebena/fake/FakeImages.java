// SPDX-License-Identifier: Apache-2.0
package io.jebena.fake;

import io.jebena.container.RootSource;
import io.jebena.engine.Images;
import io.jebena.error.ConflictException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.value.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images of which nothing but name and id is kept. They come from OCI layouts with one image. */
final class FakeImages implements Images {
    private static final Pattern NAME = Pattern.compile("\"org.opencontainers.image.ref.name\":\"([^\"]+)\"");
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\"");

    private final List<Image> images = new CopyOnWriteArrayList<>();
    private final Runnable requireOpen;

    FakeImages(Runnable requireOpen) {
        this.requireOpen = requireOpen;
    }

    @Override
    public List<Image> load(Path archive) {
        requireOpen.run();
        if (!Files.exists(archive)) {
            throw new NotFoundException("archive", archive.toString());
        }
        try {
            String index = Files.readString(archive.resolve("index.json"));
            Path manifest =
                    archive.resolve("blobs").resolve(first(DIGEST, index).replace(':', '/'));
            Image image = Image.builder(Digest.parse(first(DIGEST, Files.readString(manifest))))
                    .tags(List.of(ImageReference.parse(first(NAME, index))))
                    .build();
            images.add(0, image);
            return List.of(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(pattern + " is not in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public List<Image> list() {
        requireOpen.run();
        return List.copyOf(images);
    }

    @Override
    public Image get(String text) {
        requireOpen.run();
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        if (hex.matches("[0-9a-f]{64}")) {
            return only(hex);
        }
        try {
            ImageReference name = ImageReference.parse(hex);
            return images.stream()
                    .filter(image -> image.tags().contains(name))
                    .findFirst()
                    .orElseGet(() -> only(hex));
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("image", String.valueOf(e.getMessage()), e);
        }
    }

    void require(RootSource root) {
        if (root instanceof RootSource.FromImage image) {
            get(image.given());
        } else if (root instanceof RootSource.FromImageId image) {
            only(image.id().hex());
        }
    }

    private Image only(String start) {
        List<Image> found = images.stream()
                .filter(image -> image.id().hex().startsWith(start))
                .toList();
        if (found.isEmpty()) {
            throw new NotFoundException("image", start);
        }
        if (found.size() > 1) {
            throw new ConflictException("several images have an id that starts with " + start);
        }
        return found.get(0);
    }

    @Override
    public void remove(String image) {
        images.remove(get(image));
    }
}
