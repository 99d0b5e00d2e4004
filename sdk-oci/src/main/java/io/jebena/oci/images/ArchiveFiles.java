// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.images;

import io.jebena.error.ImageException;
import io.jebena.oci.json.JsonView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The files of an image archive by name, whether it is a directory or a tar file. */
interface ArchiveFiles extends AutoCloseable {
    /** One file. */
    interface Member {
        /** Its size in bytes. */
        long size();

        /** Its bytes, to be closed by the caller; supports mark. */
        InputStream open() throws IOException;
    }

    /** The archive on the host, for messages and names. */
    Path origin();

    /**
     * Looks for a file. Links are followed within the archive.
     *
     * @throws ImageException if the name is malformed or a link leads out of the archive
     */
    Optional<Member> find(String name) throws IOException;

    /** A file that must be there. */
    default Member require(String name) throws IOException {
        return find(name)
                .orElseThrow(() -> new ImageException(origin() + ": \"" + name + "\" is missing in the archive"));
    }

    /** A small file that must be there. */
    default byte[] read(String name) throws IOException {
        Member member = require(name);
        if (member.size() > JsonView.MAX_SIZE) {
            throw new ImageException(origin() + ": \"" + name + "\" is larger than " + JsonView.MAX_SIZE + " bytes");
        }
        try (InputStream in = member.open()) {
            byte[] content = in.readNBytes(JsonView.MAX_SIZE + 1);
            if (content.length != member.size()) {
                throw new ImageException(origin() + ": \"" + name + "\" has not the size it should have");
            }
            return content;
        }
    }

    @Override
    void close() throws IOException;
}
