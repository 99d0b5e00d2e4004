// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.HostFile;
import io.jebena.linux.launch.LaunchPlanBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A container's root: read-only layers below a directory of its own that takes all changes, joined by overlayfs. Mounted
 * only in the container's mount namespace, so that the kernel takes it away with the last process.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public final class ContainerRoot implements RootMount {
    /** mount(2) copies one page of options, its NUL included. */
    private static final int OPTIONS_MAX = 4095;

    private static final int OWNER_ONLY = 0b111_000_000;
    private static final int EVERYONE_MAY_LOOK = 0b111_101_101;

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
     */
    public ContainerRoot(List<Path> lowers, Path directory, boolean throwAway) {
        this.lowers = List.copyOf(lowers);
        this.upper = directory.resolve("upper");
        this.work = directory.resolve("work");
        this.throwAway = throwAway;
    }

    @Override
    public void prepare(long user, long group) {
        HostFile.makeDirectory(upper, EVERYONE_MAY_LOOK);
        HostFile.makeDirectory(work, OWNER_ONLY);
        if (user != 0 || group != 0) {
            HostFile.changeOwner(upper, user, group);
            HostFile.changeOwner(work, user, group);
        }
    }

    @Override
    public void mount(LaunchPlanBuilder plan, EnginePaths paths) {
        plan.mount("overlay", paths.mountPoint(), "overlay", 0, options(paths));
        plan.root(paths.mountPoint());
    }

    private String options(EnginePaths paths) {
        List<String> names = new ArrayList<>(lowers.size());
        for (Path lower : lowers) {
            names.add(escaped(paths.of(lower)));
        }
        String options = "lowerdir=" + String.join(":", names) + ",upperdir=" + escaped(paths.of(upper)) + ",workdir="
                + escaped(paths.of(work)) + ",index=off" + (throwAway ? ",volatile" : "");
        int length = options.getBytes(StandardCharsets.UTF_8).length;
        if (length > OPTIONS_MAX) {
            throw new HostRequirementException(
                    lowers.size() + " layers need " + length + " bytes of mount options, the kernel takes "
                            + OPTIONS_MAX,
                    "use an engine root with a shorter path, or an image with fewer layers");
        }
        return options;
    }

    /** Commas end an option and colons a layer: both are escaped for overlayfs. */
    private static String escaped(String path) {
        return path.replace("\\", "\\\\").replace(",", "\\,").replace(":", "\\:");
    }
}
