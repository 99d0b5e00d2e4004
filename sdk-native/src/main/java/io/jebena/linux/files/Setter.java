// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.files;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.Kernel;
import io.jebena.linux.libc.SyscallException;
import io.jebena.oci.layer.EntryAttributes;
import io.jebena.oci.layer.Xattr;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives files what an archive says of them. Whoever is not root owns all himself, and goes without what only root can set.
 * Attributes are set after the owner: chown(2) clears set-id bits and capabilities.
 */
final class Setter {
    private static final System.Logger LOG = System.getLogger(Setter.class.getName());

    private static final int IMPLIED_DIRECTORY = 0755;

    private final Owners owners;
    private final boolean ownersKept;
    private final boolean privileged;

    /**
     * A setter.
     *
     * @param owners what the owners of an archive are on the disk
     * @param ownersKept false if everything is to belong to root
     */
    Setter(Owners owners, boolean ownersKept) {
        this.owners = owners;
        this.ownersKept = ownersKept;
        this.privileged = Kernel.processes().effectiveUser() == 0;
    }

    /** The same with owners as on the disk, and without attributes that are no content: those of overlayfs, labels of SELinux. */
    EntryAttributes admitted(EntryAttributes a) {
        List<Xattr> kept = a.xattrs().stream()
                .filter(x -> !x.name().startsWith("trusted.overlay.")
                        && !x.name().startsWith("user.overlay.")
                        && !x.name().equals("security.selinux"))
                .toList();
        long user = owners.userKept(ownersKept ? a.uid() : 0);
        long group = owners.groupKept(ownersKept ? a.gid() : 0);
        return new EntryAttributes(a.mode(), user, group, a.modified(), kept);
    }

    void open(Fd file, EntryAttributes attributes) {
        if (privileged) {
            file.changeOwner(attributes.uid(), attributes.gid());
        }
        file.changeMode(attributes.mode());
        for (Xattr x : attributes.xattrs()) {
            set(x, null, new byte[0], file);
        }
        Instant modified = attributes.modified();
        file.changeTimes(modified.getEpochSecond(), modified.getNano());
    }

    /** What must not be opened. */
    void byName(RootedPath parent, byte[] name, EntryAttributes attributes, boolean hasMode) {
        if (privileged) {
            parent.changeOwner(name, attributes.uid(), attributes.gid());
        }
        if (hasMode) {
            parent.changeMode(name, attributes.mode());
        }
        for (Xattr x : attributes.xattrs()) {
            set(x, parent, name, null);
        }
        Instant modified = attributes.modified();
        parent.changeTimes(name, modified.getEpochSecond(), modified.getNano());
    }

    /** A directory that the archive does not describe. */
    void implied(RootedPath parent, byte[] name) {
        parent.changeMode(name, IMPLIED_DIRECTORY);
        if (privileged) {
            parent.changeOwner(name, owners.userKept(0), owners.groupKept(0));
        }
    }

    private void set(Xattr x, @Nullable RootedPath parent, byte[] name, @Nullable Fd file) {
        byte[] attribute = x.name().getBytes(StandardCharsets.UTF_8);
        try {
            if (file != null) {
                file.setAttribute(attribute, x.value());
            } else if (parent != null) {
                parent.setAttribute(name, attribute, x.value());
            }
        } catch (SyscallException e) {
            // the file system has none, or a user's attribute on what is no file: an archive of another host
            boolean unsupported =
                    e.is(Errno.EOPNOTSUPP) || (e.is(Errno.EPERM) && x.name().startsWith("user."));
            if (!unsupported && (privileged || !e.is(Errno.EPERM))) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "extended attribute {0} is left out: {1}", x.name(), e.getMessage());
        }
    }
}
