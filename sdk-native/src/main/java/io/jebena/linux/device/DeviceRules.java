// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.device;

import io.jebena.error.HostRequirementException;
import io.jebena.linux.fd.BpfProgram;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.fd.KernelFile;
import io.jebena.linux.libc.Errno;
import io.jebena.linux.libc.SyscallException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of rules; for each use of a device the last rule that covers it counts, and what none covers is
 * denied. Immutable and safe for use by several threads.
 */
public final class DeviceRules {
    /**
     * What containers get: the harmless nodes of /dev, terminals, and making nodes of any number (but not opening them).
     */
    public static final DeviceRules DEFAULT = of(List.of(
            deny("a *:* rwm"),
            allow("c 1:5 rwm"),
            allow("c 1:3 rwm"),
            allow("c 1:9 rwm"),
            allow("c 1:8 rwm"),
            allow("c 5:0 rwm"),
            allow("c 5:1 rwm"),
            deny("c 10:229 rwm"),
            allow("c *:* m"),
            allow("b *:* m"),
            allow("c 1:7 rwm"),
            allow("c 136:* rwm"),
            allow("c 5:2 rwm")));

    /** Every use of every device, as the engine itself has them. */
    public static final DeviceRules EVERYTHING = of(List.of(allow("a *:* rwm")));

    private final List<DeviceRule> rules;
    private @Nullable BpfProgram program;

    private DeviceRules(List<DeviceRule> rules) {
        this.rules = rules;
    }

    /**
     * A list.
     *
     * @param rules the rules, in order
     * @return the list
     */
    public static DeviceRules of(List<DeviceRule> rules) {
        return new DeviceRules(List.copyOf(rules));
    }

    /**
     * This list with more rules at its end.
     *
     * @param more further rules
     * @return the longer list
     */
    public DeviceRules with(Collection<DeviceRule> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<DeviceRule> all = new ArrayList<>(rules);
        all.addAll(more);
        return of(all);
    }

    /**
     * The rules.
     *
     * @return unmodifiable, in order
     */
    public List<DeviceRule> rules() {
        return rules;
    }

    /**
     * Writes the rules into a group of the devices controller of cgroup version 1.
     *
     * @param group the group's directory, freshly made
     * @throws io.jebena.linux.libc.SyscallException if the kernel refuses one; a group cannot get more than its parent
     */
    public void write(Path group) {
        if (this == EVERYTHING) {
            return; // a new group has what the one above has
        }
        KernelFile.write(group.resolve("devices.deny"), "a");
        for (DeviceRule rule : rules) {
            Path file = group.resolve(rule.allow() ? "devices.allow" : "devices.deny");
            for (String line : lines(rule)) {
                KernelFile.write(file, line);
            }
        }
    }

    /** The kernel ignores what stands behind an "a", so that stands for full access only. */
    static List<String> lines(DeviceRule rule) {
        if (rule.type() != DeviceRule.Type.ALL) {
            return List.of(rule.line());
        }
        if (rule.access() == DeviceRule.FULL) {
            return List.of("a");
        }
        String rest = rule.line().substring(1);
        return List.of("b" + rest, "c" + rest);
    }

    /**
     * Attaches the rules to a cgroup of version 2, as a program that the kernel asks. The program is loaded the first time
     * (0.2 ms, the attaching takes 2 us) and stays for as long as this list is in use.
     *
     * @param group the group's directory
     * @throws HostRequirementException if this process is not permitted to
     * @throws SyscallException if the kernel refuses for another reason
     */
    public void attach(Fd group) {
        try {
            program().attach(group);
        } catch (SyscallException e) {
            throw e.is(Errno.EPERM) ? forbidden(e) : e;
        }
    }

    private static HostRequirementException forbidden(SyscallException failure) {
        HostRequirementException forbidden = new HostRequirementException(
                "the devices of a container are confined by a BPF program, which this process may not load and attach ("
                        + failure.getMessage() + ")",
                "run the JVM outside of user namespaces with CAP_BPF and CAP_NET_ADMIN, or with CAP_SYS_ADMIN");
        forbidden.initCause(failure);
        return forbidden;
    }

    private synchronized BpfProgram program() {
        BpfProgram loaded = program;
        if (loaded == null) {
            loaded = BpfProgram.cgroupDevice(DeviceProgram.compile(rules));
            Unloading.CLEANER.register(this, loaded::close);
            program = loaded;
        }
        return loaded;
    }

    /** Made only where version 2 is used: a cleaner has a thread. */
    private static final class Unloading {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * Decides on one use without asking the kernel.
     *
     * @param type the device's kind, not {@link DeviceRule.Type#ALL}
     * @param major its major number
     * @param minor its minor number
     * @param access the use
     * @return whether every part of the use is allowed
     */
    public boolean allows(DeviceRule.Type type, int major, int minor, int access) {
        int open = access;
        for (int i = rules.size() - 1; i >= 0; i--) {
            DeviceRule rule = rules.get(i);
            if (rule.matches(type, major, minor)) {
                if (!rule.allow() && (open & rule.access()) != 0) {
                    return false;
                }
                open &= rule.allow() ? ~rule.access() : -1;
            }
        }
        return open == 0;
    }

    private static DeviceRule allow(String text) {
        return DeviceRule.parse(true, text);
    }

    private static DeviceRule deny(String text) {
        return DeviceRule.parse(false, text);
    }
}
