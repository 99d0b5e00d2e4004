// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.proc.MountInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The host's own file system as a root, read-only below a throw-away overlay. The changes go to a tmpfs: overlayfs
 * refuses an upper directory that lies below its own lower one, and everything on the host's disk does.
 *
 * <p>Other disks that the host has mounted appear where they are, each below an overlay of its own. What the kernel
 * makes up ({@code /proc}, {@code /run} and the like) does not come along.
 */
public final class HostRoot implements RootMount {
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final String ROOT = "/root";
    private static final int OWNER_ONLY = 0b111_000_000;
    private static final int EVERYONE_MAY_LOOK = 0b111_101_101;

    /** File systems that hold files of the host's own; all others are views on something or belong to somebody. */
    private static final Set<String> DISKS =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "erofs", "squashfs", "overlay");

    private final List<String> places;
    private final Path engineRoot;

    /**
     * A view of the host.
     *
     * @param mounts the mounts of this process
     * @param engineRoot what containers must not see, since other containers' files lie there
     */
    public HostRoot(List<MountInfo> mounts, Path engineRoot) {
        this.engineRoot = engineRoot;
        this.places = places(mounts, engineRoot);
    }

    private static List<String> places(List<MountInfo> mounts, Path engineRoot) {
        List<String> places = new ArrayList<>();
        for (MountInfo mount : mounts) {
            String place = mount.mountPoint();
            boolean covered = place.equals("/")
                    || Path.of(place).startsWith("/dev")
                    || Path.of(place).startsWith("/proc");
            if (DISKS.contains(mount.type())
                    && !covered
                    && !places.contains(place)
                    && !Path.of(place).startsWith(engineRoot)
                    && Path.of(place).toFile().isDirectory()) {
                places.add(place);
            }
        }
        return places;
    }

    @Override
    public boolean prepare(long user, long group) {
        // everything lives in the container's own mount namespace
        return true;
    }

    @Override
    public Optional<RootLayers> layers() {
        return Optional.empty();
    }

    @Override
    public void mountCopy(LaunchPlanBuilder plan, EnginePaths paths) {
        mount(plan, paths);
    }

    @Override
    public void mount(LaunchPlanBuilder plan, EnginePaths paths) {
        String mountPoint = paths.mountPoint();
        plan.mount("jebena", mountPoint, "tmpfs", MS_NOSUID | MS_NODEV, "mode=700");
        plan.root(mountPoint).mkdir(ROOT, EVERYONE_MAY_LOOK, 0, 0);
        overlay(plan, mountPoint, 0, "/", "");
        for (int i = 0; i < places.size(); i++) {
            overlay(plan, mountPoint, i + 1, places.get(i), places.get(i));
        }
        plan.root(mountPoint + ROOT).mask(engineRoot.toString());
    }

    private static void overlay(LaunchPlanBuilder plan, String scratch, int number, String lower, String place) {
        String upper = "/upper" + number;
        String work = "/work" + number;
        plan.mkdir(upper, EVERYONE_MAY_LOOK, 0, 0).mkdir(work, OWNER_ONLY, 0, 0);
        String options = "lowerdir=" + escaped(lower) + ",upperdir=" + escaped(scratch + upper) + ",workdir="
                + escaped(scratch + work) + ",index=off,volatile";
        plan.mount("overlay", scratch + ROOT + place, "overlay", 0, options);
    }

    private static String escaped(String path) {
        return path.replace("\\", "\\\\").replace(",", "\\,").replace(":", "\\:");
    }
}
