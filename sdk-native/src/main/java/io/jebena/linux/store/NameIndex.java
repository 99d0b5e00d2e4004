// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.error.ConflictException;
import io.jebena.linux.fd.HostFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who has which name: one file per name, put in place whole and only where there is none, so that two JVMs cannot both get it. */
public final class NameIndex {
    private final Path directory;
    private final String engine;

    /**
     * The index of a root, as one engine uses it.
     *
     * @param root engine root
     * @param engine the engine's id, kept with each name that it claims
     */
    public NameIndex(EngineRoot root, String engine) {
        this.directory = root.names();
        this.engine = engine;
    }

    /** What a claim in the making begins with: no name does. */
    private static String passing(String engine) {
        return "." + engine + "-";
    }

    /**
     * Takes a name.
     *
     * @param name a valid container name
     * @param id who gets it
     * @throws ConflictException if another has it
     */
    public void claim(String name, String id) {
        if (!tryClaim(name, id)) {
            String owner = owner(name).orElse("another container");
            throw new ConflictException("the name " + name + " is in use by container " + owner
                    + ": remove that one, or choose another name");
        }
    }

    /**
     * Takes a name if it is free.
     *
     * @param name a valid container name
     * @param id who gets it
     * @return false if another has it
     */
    public boolean tryClaim(String name, String id) {
        byte[] claim = (id + " " + engine).getBytes(StandardCharsets.UTF_8);
        return HostFile.create(directory.resolve(name), directory.resolve(passing(engine) + id), claim);
    }

    /**
     * Tells who has a name.
     *
     * @param name any text
     * @return the container's id, or empty
     */
    public Optional<String> owner(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return EngineRoot.io("look up the name " + name, () -> {
            try {
                return Optional.of(Files.readString(directory.resolve(name)).split(" ", -1)[0]);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * Gives a name back, if it is the container's own.
     *
     * @param name its name
     * @param id the container
     */
    public void release(String name, String id) {
        EngineRoot.io("release the name " + name, () -> {
            Path file = directory.resolve(name);
            if (owner(name).filter(id::equals).isPresent()) {
                Files.deleteIfExists(file);
            }
            return true;
        });
    }

    /**
     * Releases the names that a dead engine claimed for containers that do not exist.
     *
     * @param dead the engine's id
     * @param exists tells whether there is a container of this id
     */
    public void sweep(String dead, Predicate<String> exists) {
        EngineRoot.io("sweep " + directory, () -> {
            try (Stream<Path> names = Files.list(directory)) {
                for (Path name : names.toList()) {
                    if (isOrphan(name, dead, exists)) {
                        Files.deleteIfExists(name);
                    }
                }
            }
            return true;
        });
    }

    private static boolean isOrphan(Path name, String dead, Predicate<String> exists) throws IOException {
        if (name.getFileName().toString().startsWith(".")) {
            return name.getFileName().toString().startsWith(passing(dead));
        }
        try {
            String[] claim = Files.readString(name).split(" ", -1);
            return claim.length == 2 && claim[1].equals(dead) && !exists.test(claim[0]);
        } catch (NoSuchFileException e) {
            return false; // released by a living engine meanwhile
        }
    }
}
