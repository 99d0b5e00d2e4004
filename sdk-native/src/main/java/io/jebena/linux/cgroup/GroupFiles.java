// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.error.KernelException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.fd.PidFd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What is done with directories of groups, of either version. */
final class GroupFiles {
    private static final int SIGKILL = 9;
    private static final long FIRST_PAUSE = 100_000;
    private static final long LONGEST_PAUSE = 10_000_000;

    private GroupFiles() {}

    static void make(Path group) {
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            throw failed("mkdir", group, Errno.EACCES, "check that cgroups are mounted writable: " + e.getMessage(), e);
        }
    }

    /** Writes one value, or tells which file would not take which value. */
    static void set(Path file, String value) {
        try {
            KernelFile.write(file, value);
        } catch (SyscallException e) {
            throw failed("write \"" + value + "\" to", file, e.errno(), hint(e.errno()), e);
        }
    }

    private static String hint(int errno) {
        return switch (errno) {
            case Errno.ENOENT -> "the kernel was built without this control";
            case Errno.EACCES, Errno.EPERM, Errno.EROFS -> "run as root, or have the group delegated to this user";
            case Errno.EBUSY -> "the group is in use, or its parent allows less";
            case Errno.EINVAL, Errno.ERANGE -> "the value is beyond what the host or the parent group has";
            default -> "see the kernel's log";
        };
    }

    private static KernelException failed(String operation, Path file, int errno, String hint, Exception cause) {
        KernelException failure = new KernelException(operation, file.toString(), errno, Errno.name(errno), hint);
        failure.initCause(cause);
        return failure;
    }

    static Fd open(Path group) {
        return Fd.open(group.toString(), TreeCalls.O_RDONLY | TreeCalls.O_DIRECTORY, 0);
    }

    /** Everything below a group, deepest first, itself last; nothing if it is gone. */
    static List<Path> tree(Path group) {
        List<Path> groups = new ArrayList<>();
        for (Path child : children(group)) {
            groups.addAll(tree(child));
        }
        if (Files.isDirectory(group)) {
            groups.add(group);
        }
        return groups;
    }

    /** The groups directly below a group; none if it is gone. */
    static List<Path> children(Path group) {
        List<Path> groups = new ArrayList<>();
        try {
            // the number of links tells how many there are, which saves looking at the group's own files
            if (Files.getAttribute(group, "unix:nlink") instanceof Integer links && links == 2) {
                return List.of();
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
                children.forEach(groups::add);
            }
        } catch (NoSuchFileException e) {
            return List.of(); // removed meanwhile
        } catch (IOException e) {
            throw failed("readdir", group, Errno.EIO, "see the kernel's log", e);
        }
        return groups;
    }

    /** Has a process of another group enter one; it may be gone by now. */
    static void move(int pid, Path door) {
        try {
            KernelFile.write(door, Integer.toString(pid));
        } catch (SyscallException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    /** The processes in a group and in those below. */
    static Set<Integer> processes(Path group) {
        Set<Integer> pids = new LinkedHashSet<>();
        for (Path each : tree(group)) {
            try {
                KernelFile.read(each.resolve("cgroup.procs")).lines().forEach(line -> pids.add(Integer.valueOf(line)));
            } catch (SyscallException e) {
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) {
                    throw e;
                }
            }
        }
        return pids;
    }

    /**
     * Kills every process in some groups and below, however fast they fork, and waits until none is left.
     *
     * @return false if some were left when time was up
     */
    static boolean kill(List<Path> groups, Duration patience) {
        return eventually(patience, () -> {
            boolean none = true;
            for (Path group : groups) {
                Set<Integer> pids = processes(group);
                if (!pids.isEmpty()) {
                    none = false;
                    if (!killAtOnce(group)) {
                        kill(group, pids);
                    }
                }
            }
            return none;
        });
    }

    /** Since Linux 5.14, version 2 only. */
    private static boolean killAtOnce(Path group) {
        Path kill = group.resolve("cgroup.kill");
        if (!Files.exists(kill)) {
            return false;
        }
        KernelFile.write(kill, "1");
        return true;
    }

    private static void kill(Path group, Set<Integer> pids) {
        boolean frozen = freeze(group, true);
        Map<Integer, PidFd> held = new HashMap<>();
        try {
            for (int pid : pids) {
                hold(pid, held);
            }
            // a number may have gone to a process outside before it was held
            Set<Integer> still = processes(group);
            held.forEach((pid, process) -> {
                if (still.contains(pid)) {
                    process.signal(SIGKILL);
                }
            });
        } finally {
            held.values().forEach(PidFd::close);
            if (frozen) {
                thawAll(group);
            }
        }
    }

    private static void hold(int pid, Map<Integer, PidFd> held) {
        try {
            held.put(pid, PidFd.open(pid));
        } catch (SyscallException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    /** Stops a group of the freezer, so that it cannot fork faster than it is killed. */
    private static boolean freeze(Path group, boolean frozen) {
        Path state = group.resolve("freezer.state");
        if (Files.exists(state)) {
            KernelFile.write(state, frozen ? "FROZEN" : "THAWED");
            return true;
        }
        return false;
    }

    /** A container may have stopped a group of its own making further down, which keeps what is in there from dying. */
    private static void thawAll(Path group) {
        for (Path each : tree(group)) {
            try {
                freeze(each, false);
            } catch (SyscallException e) {
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) { // removed meanwhile
                    throw e;
                }
            }
        }
    }

    /** Stops all in a group, of whichever version, and waits until they stand still or it is given up; false if some do not. */
    static boolean stop(Path group, Duration patience, BooleanSupplier givenUp) {
        if (freeze(group, true)) {
            return eventually(patience, () -> KernelFile.read(group.resolve("freezer.state"))
                    .strip()
                    .equals("FROZEN"));
        }
        KernelFile.write(group.resolve("cgroup.freeze"), "1");
        return eventually(
                patience,
                () -> givenUp.getAsBoolean()
                        || KernelFile.read(group.resolve("cgroup.events"))
                                .lines()
                                .anyMatch("frozen 1"::equals));
    }

    /** Lets all in a group go on. */
    static void resume(Path group) {
        if (!freeze(group, false)) {
            KernelFile.write(group.resolve("cgroup.freeze"), "0");
        }
    }

    /**
     * Removes groups and all below; one whose last process is just ending is waited for.
     *
     * @throws KernelException if a group is in use still when time is up
     */
    static void remove(List<Path> groups, Duration patience) {
        for (Path group : groups) {
            for (Path child : children(group)) {
                remove(List.of(child), patience);
            }
            remove(group, patience);
        }
    }

    private static void remove(Path group, Duration patience) {
        IOException[] last = new IOException[1];
        boolean gone = eventually(patience, () -> {
            try {
                Files.deleteIfExists(group);
                return true;
            } catch (IOException e) {
                last[0] = e;
                return false;
            }
        });
        if (!gone) {
            throw failed("rmdir", group, Errno.EBUSY, "its processes " + processes(group) + " must end first", last[0]);
        }
    }

    /** Asks again and again, at first every 0.1 ms, then every 10 ms: groups send no event when their last process ends. */
    static boolean eventually(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(pause);
        }
    }
}
