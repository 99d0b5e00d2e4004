// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.error.ConflictException;
import io.jebena.linux.fd.FileLease;
import io.jebena.linux.fd.HostFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who has which name: one file per name, put in place whole and only where there is none, so that two JVMs cannot both get it. */
public final class NameIndex {
    private final EngineRoot root;
    private final Path directory;
    private final String engine;

    /**
     * The index of a root, as one engine uses it.
     *
     * @param root engine root
     * @param engine the engine's id, kept with each name that it claims
     */
    public NameIndex(EngineRoot root, String engine) {
        this.root = root;
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
        Path fresh = directory.resolve(passing(engine) + id);
        return HostFile.create(directory.resolve(name), fresh, claim)
                || dropDamaged(name) && HostFile.create(directory.resolve(name), fresh, claim);
    }

    /** A claim appears whole: one that is not was cut by a power failure, and nobody's. */
    @SuppressWarnings("try") // the lock is held, not used
    private boolean dropDamaged(String name) {
        return EngineRoot.io("look up the name " + name, () -> {
            Path file = directory.resolve(name);
            if (!isDamaged(file)) {
                return false;
            }
            try (FileLease ignored = root.lock()) {
                return isDamaged(file) && Files.deleteIfExists(file);
            }
        });
    }

    private static boolean isDamaged(Path file) throws IOException {
        try {
            return Claim.parse(Files.readString(file)).isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    /**
     * Tells who has a name.
     *
     * @param name any text
     * @return the container's id, or empty
     */
    public Optional<String> owner(String name) {
        if (!EngineRoot.isEntry(name)) {
            return Optional.empty();
        }
        return EngineRoot.io("look up the name " + name, () -> {
            try {
                return Claim.parse(Files.readString(directory.resolve(name))).map(Claim::id);
            } catch (NoSuchFileException | CharacterCodingException e) {
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
     * Who made which container, as far as it has a name.
     *
     * @return ids of engines by ids of containers
     */
    public Map<String, String> engines() {
        Map<String, String> engines = new HashMap<>();
        claims().values().forEach(claim -> claim.ifPresent(c -> engines.put(c.id(), c.engine())));
        return engines;
    }

    /**
     * Releases the names that nobody has: those of dead engines for containers that do not exist, and claims that are
     * damaged. Needs the root's lock.
     *
     * @param alive tells whether an engine of this id is
     * @param exists tells whether there is a container of this id
     */
    public void sweep(Predicate<String> alive, Predicate<String> exists) {
        claims().forEach((file, claim) -> {
            if (claim.filter(c -> alive.test(c.engine()) || exists.test(c.id())).isEmpty()) {
                EngineRoot.io("release the name " + file, () -> Files.deleteIfExists(file));
            }
        });
        EngineRoot.io("sweep " + directory, () -> {
            try (DirectoryStream<Path> made = Files.newDirectoryStream(directory, ".*")) {
                for (Path file : made) {
                    String[] parts = file.getFileName().toString().split("[.-]", -1);
                    if (!alive.test(parts[1])) {
                        Files.deleteIfExists(file);
                    }
                }
            }
            return true;
        });
    }

    /** All names, those that are damaged with nothing. */
    private Map<Path, Optional<Claim>> claims() {
        return EngineRoot.io("list " + directory, () -> {
            Map<Path, Optional<Claim>> claims = new HashMap<>();
            try (DirectoryStream<Path> names = Files.newDirectoryStream(directory, "[!.]*")) {
                for (Path name : names) {
                    try {
                        claims.put(name, Claim.parse(Files.readString(name)));
                    } catch (CharacterCodingException e) {
                        claims.put(name, Optional.empty());
                    } catch (NoSuchFileException e) {
                        // released meanwhile
                    }
                }
            }
            return claims;
        });
    }

    private record Claim(String id, String engine) {
        static Optional<Claim> parse(String text) {
            String[] parts = text.split(" ", -1);
            boolean whole = parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty();
            return whole ? Optional.of(new Claim(parts[0], parts[1])) : Optional.empty();
        }
    }
}
