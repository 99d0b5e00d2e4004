// SPDX-License-Identifier: Apache-2.0
package io.jebena.engine;

import io.jebena.error.ConflictException;
import io.jebena.error.DigestMismatchException;
import io.jebena.error.ImageException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.NotFoundException;
import io.jebena.image.Image;
import java.nio.file.Path;
import java.util.List;

/** The images of an engine. Thread-safe. */
public interface Images {
    /**
     * Takes in the images of an archive: an OCI image layout as a directory or tar file, or a tar file made by
     * {@code docker save}. Layers may be plain, or compressed by gzip or zstd. Everything is checked against its digest.
     *
     * <p>An image of {@code docker save} has the names listed there. One of a layout is called as its annotation
     * {@code io.containerd.image.name} says, else as {@code org.opencontainers.image.ref.name} does; where the latter is a tag
     * alone, such as {@code 1.0}, the name of the file or directory without its ending stands before it: {@code pot.tar} gives
     * {@code pot:1.0}. Without either the image has no name and is found by its id. A name that another image had moves to the
     * loaded one.
     *
     * @param archive the directory or file
     * @return the images, in the archive's order; nothing is kept if one fails
     * @throws NotFoundException if there is no such file
     * @throws ImageException if it holds no image, or a broken or malicious one
     * @throws DigestMismatchException if content is not what its digest says
     */
    List<Image> load(Path archive);

    /**
     * All images.
     *
     * @return newest first
     */
    List<Image> list();

    /**
     * Finds an image: by its name, or by its id or the beginning of its id.
     *
     * @param image name, id or beginning of an id
     * @return the image
     * @throws InvalidSpecException if the text can be neither
     * @throws NotFoundException if there is none
     * @throws ConflictException if several ids begin so
     */
    Image get(String image);

    /**
     * Removes a name, and the image itself with the layers that no other needs if it was the last name; by id, all names.
     *
     * <p>If a container uses the image, removing it by its last name takes the name only: the container goes on, and the image
     * stays without a name until it is removed by its id after the container.
     *
     * @param image name, id or beginning of an id
     * @throws InvalidSpecException if the text can be neither
     * @throws NotFoundException if there is none
     * @throws ConflictException if it is given by id and a container uses it, or several ids begin so
     */
    void remove(String image);
}
