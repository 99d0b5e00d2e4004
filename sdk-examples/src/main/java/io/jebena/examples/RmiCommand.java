// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import io.jebena.engine.ContainerEngine;
import io.jebena.error.ContainerException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes images that were loaded. */
@Command(
        name = "rmi",
        description = "Remove images, with what no other image needs.",
        footer = {"", "Exit codes: 0 all removed, 1 not all, 2 wrong usage."})
final class RmiCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "A name; or an id or the beginning of one, for all names of the image.")
    private List<String> images = List.of();

    @Option(names = "--root", paramLabel = "DIR", description = "Where images and containers are kept.")
    private @Nullable Path root;

    @Override
    public Integer call() {
        int code = 0;
        try (ContainerEngine engine = ImagesCommand.open(root)) {
            for (String image : images) {
                try {
                    engine.images().remove(image);
                    System.out.println("removed " + image);
                } catch (ContainerException e) {
                    System.err.println("jebena: " + e.getMessage());
                    code = 1;
                }
            }
        }
        return code;
    }
}
