// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.capability.Capability;
import io.jebena.error.InvalidSpecException;
import io.jebena.linux.libc.Arch;
import io.jebena.linux.proc.KernelRelease;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompPolicyTest {
    private static final int ALLOW = 0x7fff_0000;
    private static final int EPERM = 0x5_0001;
    private static final int ENOSYS = 0x5_0026;

    @Test
    void byDefault_unconditionalNames_are361() {
        long names = SeccompPolicy.byDefault().rules().stream()
                .filter(rule -> rule.conditions().isEmpty()
                        && rule.includes().equals(Rule.Filter.NONE)
                        && rule.excludes().equals(Rule.Filter.NONE))
                .flatMap(rule -> rule.names().stream())
                .distinct()
                .count();

        assertThat(names).isEqualTo(361);
    }

    @Test
    void byDefault_everyName_isKnownForSomeArchitecture() {
        for (Rule rule : SeccompPolicy.byDefault().rules()) {
            for (String name : rule.names()) {
                boolean known = name.equals("riscv_hwprobe");
                for (FilterArch arch : FilterArch.values()) {
                    known |= SyscallNumbers.of(arch, name) != null;
                }
                assertThat(known).as(name).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_sysctl",
                "acct",
                "add_key",
                "bpf",
                "clock_settime",
                "delete_module",
                "fanotify_init",
                "finit_module",
                "fsconfig",
                "fsmount",
                "fsopen",
                "fspick",
                "get_mempolicy",
                "init_module",
                "io_uring_setup",
                "io_uring_enter",
                "io_uring_register",
                "ioperm",
                "iopl",
                "kcmp",
                "kexec_file_load",
                "kexec_load",
                "keyctl",
                "lookup_dcookie",
                "mbind",
                "migrate_pages",
                "mount",
                "mount_setattr",
                "move_mount",
                "move_pages",
                "nfsservctl",
                "open_by_handle_at",
                "open_tree",
                "perf_event_open",
                "pidfd_getfd",
                "pivot_root",
                "process_madvise",
                "quotactl",
                "quotactl_fd",
                "reboot",
                "request_key",
                "set_mempolicy",
                "set_mempolicy_home_node",
                "setdomainname",
                "sethostname",
                "setns",
                "settimeofday",
                "swapoff",
                "swapon",
                "sysfs",
                "syslog",
                "umount2",
                "unshare",
                "uselib",
                "userfaultfd",
                "ustat",
                "vhangup",
                "vserver"
            })
    void byDefault_dangerousCall_isDenied(String name) {
        assertThat(decide(name, 0)).isEqualTo(EPERM);
    }

    @Test
    void byDefault_clone3_answersThatItDoesNotExist() {
        assertThat(decide("clone3", 0)).isEqualTo(ENOSYS);
    }

    @Test
    void byDefault_callNewerThanTheProfile_answersThatItDoesNotExist() {
        assertThat(run(600, 0)).isEqualTo(ENOSYS);
        assertThat(decide("file_setattr", 0)).isEqualTo(ENOSYS);
    }

    @ParameterizedTest
    @CsvSource({
        "0x11, 0",
        "0x3d0f00, 0",
        "0x20000, 1",
        "0x02000000, 1",
        "0x04000000, 1",
        "0x08000000, 1",
        "0x10000000, 1",
        "0x20000000, 1",
        "0x40000000, 1",
        "0x01000000, 0",
        "0x7E020000, 1"
    })
    void byDefault_clone_isAllowedWithoutNamespaceFlagsOnly(long flags, int denied) {
        assertThat(decide("clone", flags)).isEqualTo(denied == 1 ? EPERM : ALLOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "10, 0", "16, 0", "17, 0", "37, 0", "38, 1", "39, 0", "40, 1", "44, 0", "46, 1"})
    void byDefault_socket_refusesTheFamiliesThatReachBeyond(long family, int denied) {
        assertThat(decide("socket", family)).isEqualTo(denied == 1 ? EPERM : ALLOW);
    }

    @Test
    void byDefault_socketFamilyWithUpperHalf_isRefusedThoughTheKernelDropsTheHalf() {
        assertThat(decide("socket", 0x1_0000_0028L)).isEqualTo(EPERM);
        assertThat(decide("socket", 0x1_0000_0026L)).isEqualTo(EPERM);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "8, 0", "0x20000, 0", "0x20008, 0", "0xffffffff, 0", "0x0040000, 1", "1, 1"})
    void byDefault_personality_isAllowedForFiveValues(long persona, int denied) {
        assertThat(decide("personality", persona)).isEqualTo(denied == 1 ? EPERM : ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "SYS_ADMIN, mount", "SYS_ADMIN, unshare", "SYS_ADMIN, clone3", "SYS_BOOT, reboot", "SYS_CHROOT, chroot",
        "SYS_MODULE, init_module", "SYS_PACCT, acct", "SYS_PTRACE, kcmp", "SYS_RAWIO, iopl", "SYS_TIME, settimeofday",
        "SYS_TTY_CONFIG, vhangup", "SYS_NICE, mbind", "SYSLOG, syslog", "BPF, bpf", "PERFMON, perf_event_open",
        "DAC_READ_SEARCH, open_by_handle_at"
    })
    void byDefault_capabilityInTheBoundingSet_opensItsCalls(Capability capability, String name) {
        int number = SyscallNumbers.of(FilterArch.X86_64, name);

        assertThat(filter(Set.of(capability)).run(FilterArch.X86_64.audit(), number, new long[6]))
                .isEqualTo(ALLOW);
        assertThat(filter(Set.of()).run(FilterArch.X86_64.audit(), number, new long[6]))
                .isNotEqualTo(ALLOW);
    }

    @Test
    void parse_ociForm_isUnderstood() {
        SeccompPolicy policy = SeccompPolicy.parse(
                """
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
                 "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_S390X"],
                 "flags": ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW"],
                 "syscalls": [{"names": ["getpid"], "action": "SCMP_ACT_TRACE", "errnoRet": 7}]}""");
        SeccompFilter filter = policy.compile(new FilterContext(Arch.X86_64, 0, new KernelRelease(6, 1)));

        assertThat(filter.flags()).isEqualTo(6);
        assertThat(new Cbpf(filter.program()).run(FilterArch.X86_64.audit(), 39, new long[6]))
                .isEqualTo(0x7ff0_0007);
        assertThat(new Cbpf(filter.program()).run(FilterArch.X86_64.audit(), 0, new long[6]))
                .isEqualTo(ENOSYS);
    }

    @Test
    void parse_errorsByName_areUnderstood() {
        SeccompPolicy policy = SeccompPolicy.parse(
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"EACCES\", \"syscalls\": []}");

        assertThat(policy.defaultAction()).isEqualTo(Action.errno(13));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seccomp | [] ",
                "seccomp | {",
                "seccomp | {} {}",
                "seccomp.defaultAction | {}",
                "seccomp.defaultAction | {'defaultAction': 'SCMP_ACT_ALOW'}",
                "seccomp.defaultAction | {'defaultAction': 'SCMP_ACT_NOTIFY'}",
                "seccomp.defaultAction | {'defaultAction': 5}",
                "seccomp.defaultErrnoRet | {'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 4096}",
                "seccomp.defaultErrno | {'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrno': 'EWHAT'}",
                "seccomp.defaultAktion | {'defaultAktion': 'SCMP_ACT_ALLOW'}",
                "seccomp.listenerPath | {'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '/x'}",
                "seccomp.flags[0] | {'defaultAction': 'SCMP_ACT_ALLOW', 'flags': ['NEW']}",
                "seccomp.architectures[0] | {'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['amd64']}",
                "seccomp.archMap | {'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['SCMP_ARCH_X86'],"
                        + " 'archMap': [{'architecture': 'SCMP_ARCH_X86'}]}",
                "seccomp.archMap[0].architecture | {'defaultAction': 'SCMP_ACT_ALLOW', 'archMap': [{}]}",
                "seccomp.syscalls | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': 1}",
                "seccomp.syscalls[0] | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [1]}",
                "seccomp.syscalls[0].names | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{}]}",
                "seccomp.syscalls[0].name | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'name': 'a', 'names': ['b']}]}",
                "seccomp.syscalls[1].action | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG'}, {'name': 'b'}]}",
                "seccomp.syscalls[0].exludes | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'exludes': {}}]}",
                "seccomp.syscalls[0].args[0].index | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'args': [{'index': 6}]}]}",
                "seccomp.syscalls[0].args[0].value | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'args': [{'index': 0, 'value': -1}]}]}",
                "seccomp.syscalls[0].args[0].value | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'args': [{'index': 0, 'value': 18446744073709551616}]}]}",
                "seccomp.syscalls[0].args[0].op | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'args': [{'index': 0, 'value': 1, 'op': 'EQ'}]}]}",
                "seccomp.syscalls[0].includes.caps[0] | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'includes': {'caps': ['CAP_ROOT']}}]}",
                "seccomp.syscalls[0].includes.minKernel | {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls':"
                        + " [{'name': 'a', 'action': 'SCMP_ACT_LOG', 'includes': {'minKernel': 'new'}}]}",
            })
    void parse_malformed_namesThePlace(String place, String json) {
        assertThatThrownBy(() -> SeccompPolicy.parse(json.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.field()).isEqualTo(place));
    }

    private static int decide(String name, long argument) {
        return run(SyscallNumbers.of(FilterArch.X86_64, name), argument);
    }

    private static int run(int number, long argument) {
        return filter(Capability.DEFAULT).run(FilterArch.X86_64.audit(), number, new long[] {argument, 0, 0, 0, 0, 0});
    }

    private static Cbpf filter(Set<Capability> capabilities) {
        FilterContext context = new FilterContext(Arch.X86_64, Capability.mask(capabilities), new KernelRelease(6, 18));
        return new Cbpf(SeccompPolicy.byDefault().compile(context).program());
    }
}
