// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.MappedTree;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import io.jebena.linux.proc.KernelRelease;
import io.jebena.linux.snapshot.RootMount;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.Namespaces;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a root as a user namespace is to see them: what belongs to the host's root on the disk belongs to the
 * container's. Without, it would belong to nobody there. A layer whose owner the namespace knows stays as it is.
 */
final class MappedLayers implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(MappedLayers.class.getName());

    /** The first whose overlayfs takes such layers. */
    private static final KernelRelease FIRST = KernelRelease.parse("5.19");

    /** What a launch has room for. */
    private static final int MOST = 100;

    private final Map<Path, Fd> trees = new LinkedHashMap<>();

    private MappedLayers() {}

    static MappedLayers of(RootMount root, Namespaces namespaces, int pid) {
        MappedLayers layers = new MappedLayers();
        List<Path> lowers = root.layers().map(r -> r.lowers()).orElse(List.of());
        boolean possible = Running.KERNEL.compareTo(FIRST) >= 0
                && lowers.size() <= MOST
                && !namespaces.uidMappings().isEmpty();
        if (!possible) {
            return layers;
        }
        try (Fd users = Fd.open("/proc/" + pid + "/ns/user", TreeCalls.O_RDONLY, 0)) {
            for (Path lower : lowers) {
                if (!knows(namespaces.uidMappings(), owner(lower))) {
                    layers.trees.put(lower, MappedTree.of(lower, users));
                }
            }
            return layers;
        } catch (SyscallException e) {
            // the file system does not do it: the container runs, with files of nobody's
            LOGGER.log(System.Logger.Level.DEBUG, "layers without mapped owners", e);
            layers.close();
            return layers;
        } catch (RuntimeException | Error e) {
            layers.close();
            throw e;
        }
    }

    private static long owner(Path lower) {
        try (Fd place = Fd.open(lower.toString(), TreeCalls.O_PATH, 0)) {
            return place.status().user();
        }
    }

    private static boolean knows(List<IdMapping> mappings, long user) {
        return mappings.stream().anyMatch(m -> user >= m.outside() && user < m.outside() + m.count());
    }

    private static final class Running {
        static final KernelRelease KERNEL = KernelRelease.read(Path.of("/proc/sys/kernel/osrelease"));
    }

    /** The layers that have their owners mapped, by their directories. */
    Map<Path, Fd> trees() {
        return trees;
    }

    @Override
    public void close() {
        trees.values().forEach(Fd::close);
        trees.clear();
    }
}
