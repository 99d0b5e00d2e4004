// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.HostFile;
import io.jebena.linux.fd.RootedPath;
import io.jebena.linux.fd.TreeRemoval;
import io.jebena.linux.launch.LaunchPlanBuilder;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A container's root: read-only layers below a directory of its own that takes all changes, joined by overlayfs. Mounted
 * only in the container's mount namespace, so that the kernel takes it away with the last process.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public final class ContainerRoot implements RootMount {
    /** Overlayfs takes no more. */
    private static final int LAYERS_MAX = 500;

    private static final int OWNER_ONLY = 0b111_000_000;
    private static final int EVERYONE_MAY_LOOK = 0b111_101_101;

    private static final String SCRATCH_ROOT = "/root";
    private static final String SCRATCH_UPPER = "/upper";
    private static final String SCRATCH_WORK = "/work";
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;

    private final List<Path> lowers;
    private final Path upper;
    private final Path work;
    private final boolean throwAway;

    /**
     * A root over layers.
     *
     * @param lowers directories of the layers, the topmost first; at least one
     * @param directory the container's own directory, which takes the changes
     * @param throwAway whether the changes need not survive a crash, so that the kernel need not sync them at the end
     * @throws HostRequirementException if there are more layers than overlayfs takes
     */
    public ContainerRoot(List<Path> lowers, Path directory, boolean throwAway) {
        if (lowers.size() > LAYERS_MAX) {
            throw new HostRequirementException(
                    "the kernel joins at most " + LAYERS_MAX + " layers, not " + lowers.size(),
                    "use an image with fewer layers: docker build --squash, or podman build --squash-all");
        }
        this.lowers = List.copyOf(lowers);
        this.upper = directory.resolve("upper");
        this.work = directory.resolve("work");
        this.throwAway = throwAway;
    }

    @Override
    public boolean prepare(long user, long group) {
        try {
            HostFile.makeDirectory(upper, EVERYONE_MAY_LOOK);
        } catch (SyscallException e) {
            if (e.is(Errno.EEXIST)) {
                prepareAgain();
                return false;
            }
            throw e;
        }
        HostFile.makeDirectory(work, OWNER_ONLY);
        if (user != 0 || group != 0) {
            HostFile.changeOwner(upper, user, group);
            HostFile.changeOwner(work, user, group);
        }
        return true;
    }

    /** The changes of the last run stay; overlayfs does not mount again what was mounted volatile, unless its work goes. */
    private void prepareAgain() {
        if (throwAway) {
            try (RootedPath inner = RootedPath.open(work.toString())) {
                TreeRemoval.remove(inner, "work");
            }
        }
    }

    @Override
    public Optional<RootLayers> layers() {
        return Optional.of(new RootLayers(upper, lowers));
    }

    @Override
    public void mountCopy(LaunchPlanBuilder plan, EnginePaths paths) {
        String place = paths.mountPoint();
        List<String> below = new ArrayList<>();
        if (HostFile.exists(upper)) {
            below.add(paths.of(upper));
        }
        lowers.forEach(lower -> below.add(paths.of(lower)));
        plan.mount("jebena", place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=700");
        plan.root(place);
        for (String scratch : List.of(SCRATCH_ROOT, SCRATCH_UPPER, SCRATCH_WORK)) {
            plan.mkdir(scratch, EVERYONE_MAY_LOOK, 0, 0);
        }
        plan.overlay(place + SCRATCH_ROOT, below, place + SCRATCH_UPPER, place + SCRATCH_WORK, "index=off,volatile");
        plan.root(place + SCRATCH_ROOT);
    }

    @Override
    public void mount(LaunchPlanBuilder plan, EnginePaths paths) {
        plan.overlay(
                paths.mountPoint(),
                lowers.stream().map(paths::of).toList(),
                paths.of(upper),
                paths.of(work),
                throwAway ? "index=off,volatile" : "index=off");
        plan.root(paths.mountPoint());
    }
}
