// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.error.ContainerException;
import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.FileLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory that holds everything an engine keeps.
 *
 * <pre>
 * root/                   closed to everybody else
 *   format                version of this layout
 *   lock                  held for moments: opening, sweeping
 *   engines/ID            one file per open engine, locked while its JVM lives
 *   names/NAME            who has the name: the container's id
 *   data/                 lets others pass, once they are inside
 *     containers/ID/      record.json, upper/, work/, stdout, stderr; settled once its engine is gone
 *     mount/              where a root is put together, in a mount namespace of each container's own
 *     nothing/              the tree of an image without layers
 *     images/ layers/     content and unpacked layers, kept by the image store
 * </pre>
 */
public final class EngineRoot {
    private static final String FORMAT = "1";

    private static final String FORMAT_FILE = "format";

    /** What may be there before the format is: ephemeral roots, and what a file system or an opening cut short leaves. */
    private static final Set<String> UNMARKED = Set.of("lock", "ephemeral", "lost+found");

    private static final String DATA = "data";

    private static final Pattern ENTRY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,254}");

    /**
     * Nobody else may enter: a set-user-id program that a container makes must not be reachable on the host. What lies
     * in {@link #data} lets others pass, for a container's mapped root starts out from there.
     */
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");

    /** Others may pass through, not look in. */
    private static final FileAttribute<Set<PosixFilePermission>> PASS_THROUGH =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

    private final Path path;

    private EngineRoot(Path path) {
        this.path = path;
    }

    /**
     * Opens a root, made if it is missing.
     *
     * @param path host path
     * @return the root
     * @throws HostRequirementException if it cannot be made or is of another format
     */
    public static EngineRoot open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute, PosixFilePermissions.asFileAttribute(CLOSED));
            refuseForeign(absolute);
            Files.setPosixFilePermissions(absolute, CLOSED);
            EngineRoot root = new EngineRoot(absolute.toRealPath());
            root.checkFormat();
            for (String part :
                    new String[] {"engines", "names", DATA, DATA + "/containers", DATA + "/mount", DATA + "/nothing"}) {
                Files.createDirectories(root.path.resolve(part), PASS_THROUGH);
            }
            return root;
        } catch (IOException e) {
            HostRequirementException refused = new HostRequirementException(
                    "cannot use " + absolute + " as the engine's root: " + e,
                    "give a directory that this user may write with EngineOptions.root(path)");
            refused.initCause(e);
            throw refused;
        }
    }

    /** What somebody else keeps there must not lose its permissions, nor be swept as if it were ours. */
    private static void refuseForeign(Path path) throws IOException {
        if (Files.exists(path.resolve(FORMAT_FILE))) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            Optional<Path> foreign = entries.filter(
                            entry -> !UNMARKED.contains(entry.getFileName().toString()))
                    .findAny();
            // another engine may have made it a root meanwhile
            if (foreign.isPresent() && !Files.exists(path.resolve(FORMAT_FILE))) {
                throw new HostRequirementException(
                        path + " is not an engine's root, and not empty: it has " + foreign.get(),
                        "give a directory of its own with EngineOptions.root(path), empty or not made yet");
            }
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private void checkFormat() throws IOException {
        Path file = path.resolve(FORMAT_FILE);
        try (FileLease ignored = lock()) {
            if (!Files.exists(file) || Files.size(file) == 0) {
                Files.writeString(file, FORMAT);
            }
            String found = Files.readString(file).trim();
            if (!found.equals(FORMAT)) {
                throw new HostRequirementException(
                        path + " has format " + found + ", this version knows " + FORMAT,
                        "use the version of Jebena that made it, or another root");
            }
        }
    }

    /**
     * Waits for the lock that opening and sweeping hold.
     *
     * @return the lock
     */
    public FileLease lock() {
        return FileLease.acquire(path.resolve("lock"), true);
    }

    /**
     * The root itself.
     *
     * @return absolute host path without links
     */
    public Path path() {
        return path;
    }

    /**
     * What images and containers are made of.
     *
     * @return host path; a process that may not enter the root goes on from here if it is here already
     */
    public Path data() {
        return path.resolve(DATA);
    }

    /**
     * Where a container's root file system is put together, seen in the container's own mount namespace only.
     *
     * @return host path of an empty directory
     */
    public Path mountPoint() {
        return data().resolve("mount");
    }

    /**
     * The tree of an image without layers.
     *
     * @return host path of an empty directory
     */
    public Path nothing() {
        return data().resolve("nothing");
    }

    /**
     * The directory of one container.
     *
     * @param id container id
     * @return host path, may not exist
     */
    public Path container(String id) {
        return containers().resolve(id);
    }

    /**
     * The directory that holds those of all containers.
     *
     * @return host path
     */
    public Path containers() {
        return data().resolve("containers");
    }

    Path engines() {
        return path.resolve("engines");
    }

    Path names() {
        return path.resolve("names");
    }

    /** Whether a text that anybody may have given can be the id or the name of a container, and so of a file here. */
    static boolean isEntry(String text) {
        return ENTRY.matcher(text).matches();
    }

    static <T> T io(String what, IoCall<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new ContainerException("cannot " + what + ": " + e, e);
        }
    }

    /** Something that reads or writes. */
    interface IoCall<T> {
        T run() throws IOException;
    }
}
