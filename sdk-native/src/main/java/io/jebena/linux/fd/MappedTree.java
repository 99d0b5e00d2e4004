// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.fd;

import io.jebena.linux.libc.Kernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Mounts whose files have the owners that a user namespace sees. */
public final class MappedTree {
    private MappedTree() {}

    /**
     * Copies the mount that a directory is on, from there on, with mapped owners: what belongs to user 0 on the disk
     * belongs to user 0 of the namespace.
     *
     * @param directory host path
     * @param userNamespace the namespace, whose id maps are written
     * @return the copy, attached nowhere; owned by the caller
     * @throws io.jebena.linux.libc.SyscallException if the kernel or the file system does not do it
     */
    public static Fd of(Path directory, Fd userNamespace) {
        byte[] name = directory.toString().getBytes(StandardCharsets.UTF_8);
        return Fd.own(Kernel.tree().mappedTree(name, userNamespace.number()));
    }
}
