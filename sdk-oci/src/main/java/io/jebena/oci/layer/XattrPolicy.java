// SPDX-License-Identifier: Apache-2.0
package io.jebena.oci.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Which extended attributes of a layer are content. Overlayfs keeps its own notes in attributes: taken from an archive,
 * they could redirect a directory or hide another. Labels of SELinux belong to the host that unpacks.
 */
final class XattrPolicy {
    private static final System.Logger LOG = System.getLogger(XattrPolicy.class.getName());

    private XattrPolicy() {}

    static EntryAttributes admit(EntryAttributes attributes) throws ArchiveFormatException {
        if (attributes.xattrs().isEmpty()) {
            return attributes;
        }
        List<Xattr> kept = new ArrayList<>();
        for (Xattr x : attributes.xattrs()) {
            String name = x.name();
            if (name.length() > EntryName.MAX_COMPONENT || name.indexOf('.') <= 0) {
                throw new ArchiveFormatException("bad name of an extended attribute: " + name);
            }
            if (name.startsWith("trusted.overlay.")
                    || name.startsWith("user.overlay.")
                    || name.equals("security.selinux")) {
                LOG.log(System.Logger.Level.DEBUG, "extended attribute {0} is not content and is left out", name);
            } else {
                kept.add(x);
            }
        }
        return new EntryAttributes(attributes.mode(), attributes.uid(), attributes.gid(), attributes.modified(), kept);
    }
}
