// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.Jebena;
import io.jebena.engine.ContainerEngine;
import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the images that were loaded. */
@Command(
        name = "images",
        description = "List the images that \"run\" has loaded from archives.",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage."})
final class ImagesCommand implements Callable<Integer> {
    private static final String ROW = "%-30s %-15s %-13s %-15s %s%n";
    private static final String NONE = "<none>";

    @Option(names = "--root", paramLabel = "DIR", description = "Where images and containers are kept.")
    private @Nullable Path root;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        try (ContainerEngine engine = open(root)) {
            out.printf(ROW, "REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
            for (Image image : engine.images().list()) {
                if (image.tags().isEmpty()) {
                    row(out, image, NONE, NONE);
                }
                image.tags()
                        .forEach(name ->
                                row(out, image, repository(name), name.tag().orElse(NONE)));
            }
        }
        return 0;
    }

    static ContainerEngine open(@Nullable Path root) {
        return root == null ? Jebena.open() : Jebena.open(options -> options.root(root));
    }

    private static void row(PrintStream out, Image image, String repository, String tag) {
        String created = image.created().map(at -> ago(at, Instant.now())).orElse("");
        String size = String.format(Locale.ROOT, "%.1f MB", image.size().toBytes() / 1e6);
        out.printf(ROW, repository, tag, image.id().shortHex(), created, size);
    }

    static String repository(ImageReference name) {
        String whole = name.familiar();
        String end = name.tag().map(tag -> ":" + tag).orElse("")
                + name.digest().map(digest -> "@" + digest).orElse("");
        return whole.substring(0, whole.length() - end.length());
    }

    static String ago(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        long days = age.toDays();
        if (days >= 2 * 365) {
            return days / 365 + " years ago";
        }
        if (days >= 2 * 30) {
            return days / 30 + " months ago";
        }
        if (days >= 2) {
            return days + " days ago";
        }
        return age.toHours() >= 2 ? age.toHours() + " hours ago" : Math.max(0, age.toMinutes()) + " minutes ago";
    }
}
