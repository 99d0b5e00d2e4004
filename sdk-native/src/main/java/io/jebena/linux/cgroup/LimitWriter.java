// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.KernelException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes settings into the files of a group. */
final class LimitWriter {
    private static final String MEMORY = "memory.limit_in_bytes";
    private static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";

    private LimitWriter() {}

    static void write(Path group, List<Setting> settings) {
        for (Setting setting : ordered(group, settings)) {
            write(group, setting);
        }
    }

    private static void write(Path group, Setting setting) {
        Path file = group.resolve(setting.file());
        if (Files.exists(file)) {
            // a kernel that is asked to inherit in version 1 must be told what
            String value = setting.value().isEmpty() && !Files.exists(group.resolve("cgroup.controllers"))
                    ? KernelFile.read(group.resolveSibling(setting.file())).strip()
                    : setting.value();
            GroupFiles.set(file, value.isEmpty() ? "\n" : value);
        } else if (setting.otherwise() != null) {
            write(group, setting.otherwise());
        } else if (setting.demanded()) {
            throw new HostRequirementException(
                    "the limit needs " + setting.file() + " of the cgroup controller "
                            + setting.controller().legacyName() + ", which this kernel does not have",
                    "run on a kernel that was built and started with it, or leave the limit out");
        }
    }

    /** Memory must never be above memory and swap together, not even between two writes. */
    private static List<Setting> ordered(Path group, List<Setting> settings) {
        Map<String, Integer> places = new TreeMap<>();
        for (int i = 0; i < settings.size(); i++) {
            places.put(settings.get(i).file(), i);
        }
        Integer memory = places.get(MEMORY);
        Integer both = places.get(MEMORY_AND_SWAP);
        if (memory == null || both == null || !Files.exists(group.resolve(MEMORY_AND_SWAP))) {
            return settings;
        }
        long now = bytes(KernelFile.read(group.resolve(MEMORY_AND_SWAP)).strip());
        boolean grows = bytes(settings.get(both).value()) > now;
        if (grows != both < memory) {
            List<Setting> swapped = new ArrayList<>(settings);
            Collections.swap(swapped, memory, both);
            return swapped;
        }
        return settings;
    }

    private static long bytes(String value) {
        return value.equals("-1") ? Long.MAX_VALUE : Long.parseLong(value);
    }

    /**
     * Changes what a group in use has; a failure puts back what was.
     *
     * @param before what it has
     * @param after what it shall have
     */
    static void change(Path group, List<Setting> before, List<Setting> after) {
        List<Setting> changes = new ArrayList<>(after);
        changes.removeAll(before);
        for (Setting old : before) {
            if (after.stream().noneMatch(s -> s.subject().equals(old.subject()))) {
                changes.add(old.undone());
            }
        }
        makeRoom(group, changes);
        try {
            write(group, changes);
        } catch (RuntimeException e) {
            putBack(group, before, changes, e);
            throw e;
        }
    }

    private static void putBack(Path group, List<Setting> before, List<Setting> changes, RuntimeException failure) {
        List<Setting> old = new ArrayList<>();
        for (Setting change : changes) {
            old.add(before.stream()
                    .filter(s -> s.subject().equals(change.subject()))
                    .findFirst()
                    .orElseGet(change::undone)
                    .ifThere());
        }
        for (Setting setting : ordered(group, old)) {
            try {
                write(group, setting);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Version 2 would kill what does not fit into a new limit; version 1 refuses it, and so do we. */
    private static void makeRoom(Path group, List<Setting> changes) {
        for (Setting change : changes) {
            Path high = group.resolve("memory.high");
            if (!change.file().equals("memory.max") || change.value().equals("max") || !Files.exists(high)) {
                continue;
            }
            String was = KernelFile.read(high).strip();
            GroupFiles.set(high, change.value());
            long used = Long.parseLong(
                    KernelFile.read(group.resolve("memory.current")).strip());
            GroupFiles.set(high, was);
            if (used > Long.parseLong(change.value())) {
                throw new KernelException(
                        "limit",
                        group.resolve(change.file()).toString(),
                        Errno.EBUSY,
                        Errno.name(Errno.EBUSY),
                        used + " bytes are in use and cannot be taken back: stop some of its processes first");
            }
        }
    }

    /** The number of a block device of the host, {@code 8:0}. */
    static String deviceNumber(String path) {
        try (Fd place = Fd.open(path, TreeCalls.O_PATH, 0)) {
            FileStatus status = place.status();
            if (status.is(FileStatus.S_IFBLK)) {
                return status.deviceMajor() + ":" + status.deviceMinor();
            }
        } catch (SyscallException e) {
            throw new InvalidSpecException(
                    "blockIo", "cannot look at the device " + path + ": " + Errno.name(e.errno()), e);
        }
        throw new InvalidSpecException("blockIo", path + " is not a block device");
    }
}
