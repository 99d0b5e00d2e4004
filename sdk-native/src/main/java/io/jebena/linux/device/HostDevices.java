// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import io.jebena.device.Device;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.FileStatus;
import io.jebena.linux.libc.SyscallException;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Devices of the host that a container is given. */
public final class HostDevices {
    private static final Path DEV = Path.of("/dev");

    /** What every container has of its own, by the names in /dev that Docker passes over. */
    private static final Set<String> OWN =
            Set.of("pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev", "console", "ptmx", "tty");

    private static final int DEEPEST = 8;

    private HostDevices() {}

    /**
     * A node that a container gets.
     *
     * @param source the host's node
     * @param target its path in the container
     * @param mode type and permission bits
     * @param user owner
     * @param group group
     * @param major major number
     * @param minor minor number
     */
    public record Node(Path source, String target, int mode, long user, long group, int major, int minor) {
        DeviceRule allowed(String access) {
            char type = (mode & FileStatus.S_IFMT) == FileStatus.S_IFBLK ? 'b' : 'c';
            return DeviceRule.parse(true, type + " " + major + ":" + minor + " " + access);
        }
    }

    /**
     * The nodes of a device, or of all devices in a directory.
     *
     * @param device what is asked for
     * @return the nodes, each with the rule that lets it be used
     * @throws InvalidSpecException if there is no such device
     */
    public static List<Node> nodes(Device device) {
        List<Node> nodes = new ArrayList<>();
        if (Files.isDirectory(device.path())) {
            collect(device.path(), device.target(), Set.of(), DEEPEST, nodes);
            return nodes;
        }
        FileStatus status = status(device.path(), 0);
        if (status == null || !isDevice(status)) {
            throw new InvalidSpecException(
                    "devices",
                    device.path() + (status == null ? " does not exist" : " is neither a device nor a directory"));
        }
        nodes.add(node(device.path(), device.target(), status));
        return nodes;
    }

    /**
     * All devices of the host, but for those that every container has of its own.
     *
     * @return the nodes, at the same paths
     */
    public static List<Node> all() {
        List<Node> nodes = new ArrayList<>();
        collect(DEV, DEV.toString(), OWN, DEEPEST, nodes);
        return nodes;
    }

    /**
     * What lets devices be used.
     *
     * @param nodes the nodes
     * @param access uses out of r, w and m
     * @return a rule for each number
     */
    public static Set<DeviceRule> rules(List<Node> nodes, String access) {
        Set<DeviceRule> rules = new java.util.LinkedHashSet<>();
        nodes.forEach(node -> rules.add(node.allowed(access)));
        return rules;
    }

    /** Links are not followed: they would give a device twice, or lead out of the directory. */
    private static void collect(Path directory, String target, Set<String> without, int depth, List<Node> nodes) {
        Set<Path> entries = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException e) {
            throw new InvalidSpecException("devices", "cannot list " + directory + ": " + e.getMessage(), e);
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            FileStatus status = without.contains(name) ? null : status(entry, TreeCalls.O_NOFOLLOW);
            String inside = (target.endsWith("/") ? target : target + "/") + name;
            if (status != null && isDevice(status)) {
                nodes.add(node(entry, inside, status));
            } else if (status != null && status.is(FileStatus.S_IFDIR) && depth > 0) {
                collect(entry, inside, Set.of(), depth - 1, nodes);
            }
        }
    }

    private static boolean isDevice(FileStatus status) {
        return status.is(FileStatus.S_IFCHR) || status.is(FileStatus.S_IFBLK);
    }

    private static Node node(Path source, String target, FileStatus status) {
        return new Node(
                source,
                target,
                status.mode(),
                status.user(),
                status.group(),
                status.deviceMajor(),
                status.deviceMinor());
    }

    private static @org.jspecify.annotations.Nullable FileStatus status(Path path, long flags) {
        try (Fd place = Fd.open(path.toString(), TreeCalls.O_PATH | flags, 0)) {
            return place.status();
        } catch (SyscallException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return null;
            }
            throw e;
        }
    }
}
