// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.store;

import io.jebena.error.ConflictException;
import io.jebena.error.InvalidSpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that a caller wants a container's id in. */
public final class CidFile {
    private static final System.Logger LOGGER = System.getLogger(CidFile.class.getName());

    private CidFile() {}

    /**
     * Writes an id to a file that is not there yet.
     *
     * @param file host path
     * @param id the id
     * @throws ConflictException if there is such a file
     * @throws InvalidSpecException if it cannot be made
     */
    public static void make(Path file, String id) {
        try {
            Files.write(file, id.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new ConflictException(
                    "container ID file found, make sure the other container isn't running or delete " + file);
        } catch (IOException e) {
            throw new InvalidSpecException("cidFile", file + " cannot be written: " + e, e);
        }
    }

    /**
     * Takes it back, since the container was not made.
     *
     * @param file host path
     */
    public static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot remove " + file, e);
        }
    }
}
