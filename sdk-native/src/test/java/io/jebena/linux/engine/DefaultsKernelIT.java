// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.capability.Capability;
import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.linux.cgroup.CgroupLayout;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What programs written for Docker's defaults rely on. */
@Tag("guest")
class DefaultsKernelIT extends EngineTestBase {
    private List<String> tried(ContainerSpec.Builder spec) {
        return run(spec.addMount(
                        Mount.bind(CProgram.of("defaults"), "/defaults").readOnly(true)))
                .expectExit(0)
                .stdout()
                .lines()
                .toList();
    }

    @Test
    void calls_ofRoot_areAnsweredAsDockerDoes() {
        assertThat(tried(spec("/defaults")))
                .containsExactly(
                        "mount: EPERM",
                        "unshare: EPERM",
                        "unshare user: EPERM",
                        "clone3: ENOSYS",
                        "low port: done",
                        "ping: done");
    }

    @Test
    void calls_ofAnotherUser_pingAndLowPortsToo() {
        assertThat(tried(spec("/defaults").user("alice"))).contains("low port: done", "ping: done", "mount: EPERM");
        assertThat(tried(spec("/defaults").user("1234:99"))).contains("low port: done", "ping: done");
    }

    @Test
    void surroundings_untouched_areAsDockerHasThem() {
        assertThat(said("df -k /dev/shm | tail -1")).contains(" 65536 ");
        assertThat(said("grep ' /sys ' /proc/mounts")).contains("sysfs ro,nosuid,nodev,noexec");
        assertThat(
                        said(
                                "cat /proc/keys /proc/timer_list /proc/interrupts 2>/dev/null | wc -c; ls /sys/firmware | wc -l"))
                .isEqualTo("0\n0\n");
        assertThat(said("grep -e CapBnd -e '^Seccomp:' /proc/self/status"))
                .isEqualTo("CapBnd:\t00000000a80425fb\nSeccomp:\t2\n");
    }

    @Test
    void limits_insideTheContainer_areThoseOfTheGroups() {
        Container container = start(spec(STUBBORN).memory("512m").pids(99).cpus(1.5));
        boolean unified = CgroupLayout.detect().mode() == CgroupLayout.Mode.UNIFIED;
        String script = unified
                ? "cd /sys/fs/cgroup; cat memory.max pids.max cpu.max; cat memory.swap.max 2>/dev/null || echo 536870912"
                : "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us"
                        + " cpu/cpu.cfs_period_us memory/memory.memsw.limit_in_bytes";
        assertThat(container.exec("sh", "-c", script).expectExit(0).stdout())
                .isEqualTo(
                        unified
                                ? "536870912\n99\n150000 100000\n536870912\n"
                                : "536870912\n99\n150000\n100000\n1073741824\n");
        container.close();
    }

    @Test
    void capabilities_added_comeBackByTheirKernelNames() {
        ContainerSpec spec = shell("grep CapEff /proc/self/status")
                .addCapability("sys_admin")
                .addCapability("CAP_NET_ADMIN")
                .dropCapability("all")
                .build();

        assertThat(spec.security().capabilities().added().stream().map(Capability::kernelName))
                .containsExactlyInAnyOrder("CAP_SYS_ADMIN", "CAP_NET_ADMIN");
        assertThat(engine.containers().run(spec).stdout()).isEqualTo("CapEff:\t0000000000201000\n");
    }

    @Test
    void privileged_engineThatLacksCapabilities_startsNevertheless() {
        assertThat(run(spec("true").privileged(true)).exitStatus().success()).isTrue();
        assertThat(run(spec("true").addCapabilities(Capability.ALL))
                        .exitStatus()
                        .success())
                .isTrue();
    }

    @Test
    void user_inEachForm_isWhoItSays() {
        String who = "echo $(id -u):$(id -g):$(id -G)";
        assertThat(run(shell(who).user("alice")).stdout()).isEqualTo("1000:1000:1000 10\n");
        assertThat(run(shell(who).user("alice:video")).stdout()).isEqualTo("1000:44:44\n");
        assertThat(run(shell(who).user("1234")).stdout()).isEqualTo("1234:0:0\n");
        assertThat(run(shell(who).user("1234:5678")).stdout()).isEqualTo("1234:5678:5678\n");
        assertThat(run(shell(who).user("alice").groups(List.of("video", "777"))).stdout())
                .isEqualTo("1000:1000:1000 10 44 777\n");
    }
}
