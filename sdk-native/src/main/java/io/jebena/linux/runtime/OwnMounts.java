// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static io.jebena.linux.launch.LaunchFlags.ATTR_NODEV;
import static io.jebena.linux.launch.LaunchFlags.ATTR_NOEXEC;
import static io.jebena.linux.launch.LaunchFlags.ATTR_NOSUID;
import static io.jebena.linux.launch.LaunchFlags.ATTR_RDONLY;

import io.jebena.container.Mount;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.launch.LaunchPlanBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mounts that a specification names, outer ones before those inside of them. */
final class OwnMounts {
    private static final int EVERYONE_MAY_LOOK = 0b111_101_101;
    private static final int EVERYONE_MAY_READ = 0b110_100_100;
    private static final int MS_PRIVATE = 1 << 18;

    private final List<Mount> mounts = new ArrayList<>();
    private final int[] slots;

    OwnMounts(List<Mount> mounts, TreeSlots slots) {
        this.mounts.addAll(mounts);
        this.mounts.sort(Comparator.comparingLong(
                m -> m.target().chars().filter(c -> c == '/').count()));
        this.slots = new int[mounts.size()];
        for (int i = 0; i < this.slots.length; i++) {
            this.slots[i] = this.mounts.get(i).source().isPresent() ? slots.next() : -1;
        }
    }

    /** Steps before the root is entered. */
    void open(LaunchPlanBuilder plan) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] >= 0) {
                Path source = mounts.get(i).source().orElseThrow();
                if (!Files.exists(source)) {
                    throw new InvalidSpecException("mounts", "bind source path does not exist: " + source);
                }
                plan.openTree(slots[i], source.toString(), true);
            }
        }
    }

    /** Steps after the root is entered. */
    void attach(LaunchPlanBuilder plan) {
        for (int i = 0; i < slots.length; i++) {
            Mount mount = mounts.get(i);
            if (slots[i] >= 0) {
                bind(plan, mount, slots[i]);
            } else {
                tmpfs(plan, mount);
            }
        }
    }

    private static void bind(LaunchPlanBuilder plan, Mount mount, int slot) {
        if (Files.isDirectory(mount.source().orElseThrow())) {
            plan.mkdir(mount.target(), EVERYONE_MAY_LOOK, 0, 0);
        } else {
            plan.file(mount.target(), EVERYONE_MAY_READ, 0, 0);
        }
        plan.attach(slot, mount.target(), attributes(mount, 0), 0, MS_PRIVATE, true);
    }

    private static void tmpfs(LaunchPlanBuilder plan, Mount mount) {
        List<String> options = new ArrayList<>(List.of("mode=" + Integer.toOctalString(mount.mode())));
        mount.size().ifPresent(size -> options.add("size=" + size.toBytes()));
        plan.mkdir(mount.target(), EVERYONE_MAY_LOOK, 0, 0)
                .fsMount("tmpfs", "tmpfs", mount.target(), options, attributes(mount, ATTR_NOSUID | ATTR_NODEV));
    }

    private static int attributes(Mount mount, int base) {
        return base | (mount.readOnly() ? ATTR_RDONLY : 0) | (mount.executable() ? 0 : ATTR_NOEXEC);
    }

    /** Whether a mount may put other accounts into the root. */
    static boolean mayCoverAccounts(List<Mount> mounts) {
        return mounts.stream()
                .anyMatch(m -> m.target().equals("/etc") || m.target().startsWith("/etc/"));
    }
}
