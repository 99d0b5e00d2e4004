// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.error.InvalidSpecException;
import io.jebena.linux.fd.Fd;
import io.jebena.linux.libc.TreeCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Holds the encoder to the golden files in {@code plans/}, which the C tests read too: those named {@code bad-} must be
 * refused there. A file that differs is written to {@code target/plans}; copy it only if the format was meant to change.
 */
class PlanEncoderTest {
    private final Fd first = Fd.open("/dev/null", TreeCalls.O_RDONLY, 0);
    private final Fd second = Fd.open("/dev/null", TreeCalls.O_RDONLY, 0);

    @AfterEach
    void closeDescriptors() {
        first.close();
        second.close();
    }

    private LaunchPlan container() {
        return LaunchPlan.builder()
                .namespaces(LaunchFlags.CLONE_NEWNS | LaunchFlags.CLONE_NEWPID | LaunchFlags.CLONE_NEWNET)
                .bornIn(first)
                .killWith(first)
                .writeFile("cgroup", "/sys/fs/cgroup/pids/jebena/tasks", "0")
                .unshare(LaunchFlags.CLONE_NEWCGROUP)
                .sync()
                .mount("", "/", "", 0x44000, "")
                .mount("overlay", "/run/jebena/root", "overlay", 0, "lowerdir=/a:/b,upperdir=/c,workdir=/d")
                .overlay("/run/jebena/root", List.of("/a", "/b"), "/c", "/d", "index=off")
                .openTree(0, "/srv/data", true)
                .openTreeNoFollow(127, "/srv/file", false)
                .root("/run/jebena/root")
                .mkdir("/proc", 0555, 0, 0)
                .fsMount("proc", "proc", "/proc", List.of(), LaunchFlags.ATTR_NOSUID)
                .fsMount("tmpfs", "", "/dev", List.of("mode=755", "size=65536k", "ro"), LaunchFlags.ATTR_STRICTATIME)
                .characterDevice("/dev/null", 0666, 1, 3)
                .symlink("/proc/self/fd", "/dev/fd")
                .file("/etc/hostname", 0644, 7, 8)
                .attach(
                        0,
                        "/data",
                        LaunchFlags.ATTR_RDONLY | LaunchFlags.ATTR_NODEV,
                        LaunchFlags.ATTR_NOSUID,
                        0x40000,
                        true)
                .attach(127, "/etc/hostname", 0, 0, 0, false)
                .borrow(3, second, "/dev/shm")
                .cover(first, "/layer")
                .mask("/proc/kcore")
                .readOnly("/proc/sys")
                .rootReadOnly()
                .pivot()
                .hostname("pot")
                .domainname("κανάτα")
                .sysctl("net/ipv4/ip_forward", "1")
                .rlimit(7, 1024, -1)
                .umask(022)
                .setsid()
                .fd(second, 1)
                .fd(first, 5)
                .open("/dev/null", 2, 0)
                .makeAndChdir("/work", 7, 8)
                .groups(7, -2)
                .gid(8)
                .uid(7, true)
                .bounding(0xa80425fbL)
                .capabilities(0x1_0000_0001L, 2, 3, -1L)
                .noNewPrivileges()
                .landlock(0xffff, Map.of("/usr", 0x1_0000_000dL))
                .label("exec", "label")
                .seccomp(1, new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f})
                .loopbackUp()
                .dumpable(false)
                .sessionKeyring("")
                .terminal(80, 24, 7, true)
                .init()
                .exec(List.of("/bin/sh", "/usr/bin/sh"), List.of("sh", "-c", ""), List.of("PATH=/bin", "A=b=c"))
                .build();
    }

    private LaunchPlan join() {
        return LaunchPlan.builder()
                .setns(first, LaunchFlags.CLONE_NEWPID | LaunchFlags.CLONE_NEWNS)
                .endPrelude()
                .setsid(0)
                .chdir("/")
                .exec(List.of("/bin/true"), List.of("true"), List.of())
                .build();
    }

    private static LaunchPlan continuation() {
        return LaunchPlan.builder().hostname("late").sync().build();
    }

    private Map<String, byte[]> golden() {
        Map<String, byte[]> plans = new LinkedHashMap<>();
        byte[] container = encode(container(), 0);
        plans.put("container", container);
        plans.put("join", encode(join(), 0));
        plans.put("continuation", encode(continuation(), 0));
        plans.put("bad-truncated", Arrays.copyOf(container, container.length - 16));
        plans.put("bad-magic", changed(container, 0, 0x4c50_424b));
        plans.put("bad-version", changed(container, 4, 0x0030_0002));
        plans.put("bad-step-count", changed(container, 12, 1));
        plans.put("bad-prelude", changed(container, 16, 4));
        plans.put("bad-namespace", changed(container, 24, 0x80));
        plans.put("bad-opcode", changed(container, PlanEncoder.HEADER_SIZE, 0x0004_00ff));
        plans.put("bad-offset", changed(container, PlanEncoder.HEADER_SIZE + 4, container.length));
        plans.put("bad-length", changed(container, PlanEncoder.HEADER_SIZE + 8, 0x7fff_ffff));
        return plans;
    }

    private static byte[] changed(byte[] plan, int offset, int value) {
        byte[] copy = plan.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return copy;
    }

    private static byte[] encode(LaunchPlan plan, int tableStart) {
        return bytes(new PlanEncoder().encode(plan, tableStart));
    }

    private static byte[] bytes(ByteBuffer encoded) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void encode_goldenPlans_givesTheirBytes() throws IOException {
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, byte[]> plan : golden().entrySet()) {
            String name = "/plans/" + plan.getKey() + ".plan";
            byte[] expected;
            try (InputStream in = getClass().getResourceAsStream(name)) {
                expected = in == null ? new byte[0] : in.readAllBytes();
            }
            if (!Arrays.equals(expected, plan.getValue())) {
                Path written = Path.of("target" + name);
                Files.createDirectories(written.getParent());
                Files.write(written, plan.getValue());
                different.add(written.toString());
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void goldenPlans_together_useEveryKindOfStep() {
        Set<StepKind> used = EnumSet.noneOf(StepKind.class);
        List.of(container(), join(), continuation()).forEach(p -> p.steps().forEach(step -> used.add(step.kind())));
        assertThat(used).containsExactlyInAnyOrder(StepKind.values());
    }

    @Test
    void encode_secondPlanInSameBuffer_leavesNothingOfTheFirst() {
        PlanEncoder encoder = new PlanEncoder();
        encoder.encode(container(), 0);
        assertThat(bytes(encoder.encode(join(), 0))).isEqualTo(encode(join(), 0));
    }

    @Test
    void encode_descriptorIndexes_countFromTheTablesStart() {
        ByteBuffer plan = new PlanEncoder().encode(join(), 5);
        assertThat(plan.getInt(PlanEncoder.HEADER_SIZE + 4)).isEqualTo(5);
        assertThat(plan.getInt(32)).as("no cgroup stays none").isEqualTo(-1);
    }

    private static void assertTooLarge(String field, String limit, List<String> arguments, List<String> environment) {
        LaunchPlan plan = LaunchPlan.builder()
                .exec(List.of("/bin/true"), arguments, environment)
                .build();
        assertThatThrownBy(() -> new PlanEncoder().encode(plan, 0))
                .hasMessageContaining(limit)
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void encode_planLargerThanTheLauncherTakes_namesThePartToShorten() {
        List<String> large = Collections.nCopies(4096, "x".repeat(1024));
        assertTooLarge("command", "4194304", large, List.of("A=b"));
        assertTooLarge("env", "4194304", List.of("true"), large);
        List<String> many = Collections.nCopies(PlanLimits.MAX_LIST + 1, "x");
        assertTooLarge("command", "32768", many, List.of());
        assertTooLarge("env", "32768", List.of("true"), many);
    }

    @Test
    void encode_largePlan_growsTheBuffer() {
        LaunchPlan plan = LaunchPlan.builder()
                .exec(List.of("/bin/true"), Collections.nCopies(1000, "x".repeat(1000)), List.of())
                .build();
        assertThat(encode(plan, 0)).hasSize(PlanEncoder.HEADER_SIZE + 28 + 12 + 12 + 1000 * 1004 + 8004 + 4);
    }
}
