// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.container.ContainerSpec;
import io.jebena.container.ProcessResult;
import io.jebena.error.HostRequirementException;
import io.jebena.error.InvalidSpecException;
import io.jebena.error.LaunchException;
import io.jebena.linux.libc.Kernel;
import io.jebena.namespace.IpcMode;
import io.jebena.namespace.NamespaceMode;
import io.jebena.security.Landlock;
import io.jebena.security.Landlock.Access;
import io.jebena.security.SeccompProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rings around a container that a caller asks for: Landlock, own seccomp profiles, labels, kernel settings. */
@Tag("guest")
class RingKernelIT extends EngineTestBase {
    private static final Landlock PROGRAMS = Landlock.builder()
            .allow(Access.EXECUTE, "/bin")
            .allow(Access.READ, "/etc")
            .allow(Access.WRITE, "/tmp", "/dev/null")
            .build();

    private static void needLandlock() {
        Busybox.require(Kernel.processes().landlockVersion() > 0, "this kernel runs no Landlock");
    }

    private static ContainerSpec.Builder locked(String script) {
        needLandlock();
        return shell(script).security(s -> s.landlock(PROGRAMS));
    }

    @Test
    void landlock_whatIsNotNamed_isDeniedToRootToo() {
        ProcessResult result = run(locked("cat /etc/passwd | head -1; cat /proc/version; ls /; echo x > /etc/x;"
                + " echo x > /tmp/x && cat /tmp/x; echo away > /dev/null; touch /root/x"));

        assertThat(result.stdout()).isEqualTo("root:x:0:0:root:/root:/bin/sh\nx\n");
        assertThat(result.stderr().lines()).hasSize(4).allSatisfy(line -> assertThat(line)
                .endsWithIgnoringCase("permission denied"));
    }

    @Test
    void landlock_writablePath_runsNothing() {
        assertThat(run(locked("cp /bin/busybox /tmp/sh && /tmp/sh true")).stderr())
                .containsIgnoringCase("permission denied");
    }

    @Test
    void landlock_withNoNewPrivileges_andWithoutAFilter_holds() {
        String script = "cat /proc/version";
        assertThat(run(locked(script).noNewPrivileges(true)).stderr()).containsIgnoringCase("permission denied");
        assertThat(run(locked(script).seccomp(SeccompProfile.UNCONFINED)).stderr())
                .containsIgnoringCase("permission denied");
        assertThat(run(locked(script).user("alice")).stderr()).containsIgnoringCase("permission denied");
        assertThat(run(locked(script).privileged(true)).stderr()).containsIgnoringCase("permission denied");
    }

    @Test
    void landlock_exec_isInTheRingToo() {
        needLandlock();
        Landlock ring = Landlock.builder().allow(Access.EXECUTE, "/bin").build();
        try (Container container = start(spec(STUBBORN).security(s -> s.landlock(ring)))) {
            assertThat(container.exec("cat", "/etc/passwd").stderr()).containsIgnoringCase("permission denied");
        }
    }

    @Test
    void landlock_pathThatIsMissing_isNamed() {
        needLandlock();
        Landlock ring = Landlock.builder().allow(Access.ALL, "/", "/missing").build();
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> run(spec("true").security(s -> s.landlock(ring))))
                .withMessageContaining("/missing");
    }

    @Test
    void seccomp_ownProfile_firstRuleThatFitsDecides() {
        SeccompProfile profile = SeccompProfile.builder()
                .otherwiseAllow()
                .allow("mkdirat", a -> a.equal(2, 0700))
                .allow("mkdir", a -> a.equal(1, 0700))
                .fail(28, "mkdir", "mkdirat")
                .allow("mkdir", "mkdirat")
                .build();

        ProcessResult result = run(shell("umask 0; mkdir -m 700 /tmp/a; mkdir -m 755 /tmp/b; ls /tmp")
                .seccomp(profile));

        assertThat(result.stderr()).contains("No space left on device");
        assertThat(result.stdout()).doesNotContain("b");
    }

    @Test
    void seccomp_killAndLog_doSo() {
        SeccompProfile profile =
                SeccompProfile.builder().otherwiseAllow().kill("sethostname").build();
        assertThat(run(shell("hostname x").seccomp(profile)).exitStatus().code())
                .isEqualTo(128 + 31);
    }

    @Test
    void seccomp_brokenProfile_isToldAtCreation() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> create(spec("true").seccomp(SeccompProfile.ofJson("{\"defaultAction\":\"?\"}"))))
                .withMessageContaining("defaultAction");
        assertThat(engine.containers().list(true)).isEmpty();
    }

    @Test
    void appArmor_missing_isToldAtCreation() {
        boolean there = Files.exists(Path.of("/sys/module/apparmor/parameters/enabled"));
        Busybox.require(!there, "AppArmor is there");
        assertThatExceptionOfType(HostRequirementException.class)
                .isThrownBy(() -> create(spec("true").security(s -> s.appArmor("docker-default"))))
                .withMessageContaining("docker-default");
        assertThat(run(spec("true").security(s -> s.appArmor("unconfined")))
                        .exitStatus()
                        .success())
                .isTrue();
    }

    @Test
    void appArmor_profile_isThePrograms() {
        Path enabled = Path.of("/sys/module/apparmor/parameters/enabled");
        Busybox.require(Files.exists(enabled), "this kernel runs no AppArmor");
        assertThat(run(shell("cat /proc/self/attr/current").security(s -> s.appArmor("unconfined")))
                        .stdout())
                .startsWith("unconfined");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> run(spec("true").security(s -> s.appArmor("no-such-profile"))))
                .withMessageContaining("no-such-profile");
    }

    @Test
    void seLinux_missing_isToldAtCreation() {
        Busybox.require(!Files.exists(Path.of("/sys/fs/selinux/enforce")), "SELinux is there");
        assertThatExceptionOfType(HostRequirementException.class)
                .isThrownBy(() -> create(
                        spec("true").security(s -> s.seLinuxLabels(List.of("type:container_t", "level:s0:c1,c2")))))
                .withMessageContaining("container_t");
        assertThat(run(spec("true").security(s -> s.seLinuxLabels(List.of("disable"))))
                        .exitStatus()
                        .success())
                .isTrue();
    }

    @Test
    void sysctls_ofTheNamespaces_areSetAndThenReadOnly() {
        ContainerSpec.Builder spec = shell("cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward"
                        + " /proc/sys/fs/mqueue/msg_max /proc/sys/net/ipv4/ip_unprivileged_port_start;"
                        + " echo 1 > /proc/sys/kernel/msgmax")
                .sysctls(Map.of(
                        "kernel.msgmax", "12345",
                        "net.ipv4.ip_forward", "1",
                        "fs.mqueue.msg_max", "42",
                        "net.ipv4.ip_unprivileged_port_start", "81"));
        String hosts = host("cat", "/proc/sys/kernel/msgmax");

        ProcessResult result = run(spec);

        assertThat(result.stdout()).isEqualTo("12345\n1\n42\n81\n");
        assertThat(result.stderr()).containsIgnoringCase("read-only file system");
        assertThat(host("cat", "/proc/sys/kernel/msgmax")).isEqualTo(hosts);
    }

    @Test
    void sysctls_ofTheHostsNamespaces_areRefused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> create(spec("true")
                        .namespaces(n -> n.network(NamespaceMode.HOST))
                        .putSysctl("net.ipv4.ip_forward", "1")))
                .withMessageContaining("net.ipv4.ip_forward");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> create(spec("true").ipc(IpcMode.HOST).putSysctl("kernel.msgmax", "1")))
                .withMessageContaining("kernel.msgmax");
    }

    @Test
    void sysctls_settingThatTheKernelLacks_isNamed() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> run(spec("true").putSysctl("net.ipv4.no_such_thing", "1")))
                .withMessageContaining("no_such_thing");
    }
}
