// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import io.jebena.linux.cgroup.CgroupLayout;
import io.jebena.linux.runtime.Sweeper;
import io.jebena.linux.store.EngineLease;
import io.jebena.linux.store.EngineRoot;
import java.nio.file.Files;
import java.nio.file.Path;

/** A root whose only engine is dead: before its files go, what the kernel still holds for it. */
final class DeadRoot {
    private DeadRoot() {}

    /** False if something is left that cannot be ended now. */
    static boolean sweep(Path path) {
        if (!Files.isDirectory(path.resolve("engines"))) {
            return true;
        }
        EngineRoot root = EngineRoot.open(path);
        EngineLease.open(root, new Sweeper(root, CgroupLayout.detect())).close();
        return !EngineLease.anyIn(root);
    }
}
