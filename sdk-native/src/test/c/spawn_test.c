// SPDX-License-Identifier: Apache-2.0
// Real launches by a real server: spawn_test <launcher> <probe>. Needs root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static void runs_in_its_own_namespaces(void) {
    char output[256];
    container_plan();
    plan_step(&b, STEP_HOSTNAME, "pot");
    plan_step(&b, STEP_LOOPBACK_UP);
    plan_step(&b, STEP_CHDIR, "/a/b", 1, 7, 7);
    plan_step(&b, STEP_FD, 0, 1);
    plan_step(&b, STEP_BOUNDING, (uint64_t)0xa80425fb);
    plan_step(&b, STEP_GROUPS, "\1\0\0\0\2\0\0\0", 8);
    plan_step(&b, STEP_GID, 8);
    plan_step(&b, STEP_UID, 7, 1);
    plan_step(&b, STEP_CAPS, (uint64_t)0, (uint64_t)0, (uint64_t)0, (uint64_t)0);
    program("identity", NULL);
    CHECK(run(output, sizeof output) == 0, "exit");
    CHECK(!strcmp(output, "pid 1 uid 7 gid 8 host pot in /a/b"), "%s", output);
    container_plan();
    plan_step(&b, STEP_FD, 0, 1);
    program("cat", "/proc/self/status");
    static char status[8192];
    run(status, sizeof status);
    CHECK(strstr(status, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"), "%s", status);
}

static void leaks_no_descriptor(void) {
    char output[256];
    container_plan();
    plan_step(&b, STEP_FD, 0, 1);
    program("fds", NULL);
    run(output, sizeof output);
    CHECK(!strcmp(output, "0 1 2 "), "%s", output);
    container_plan();
    for (int number = 1; number < 30; number += 2) plan_step(&b, STEP_FD, 0, number); // ours are moved out of the way
    plan_step(&b, STEP_OPEN, "/dev/null", O_RDONLY, 0);
    plan_step(&b, STEP_OPEN, "/dev/null", O_RDWR, 20);
    program("fds", NULL);
    run(output, sizeof output);
    CHECK(!strcmp(output, "0 1 2 3 5 7 9 11 13 15 17 19 20 21 23 25 27 29 "), "%s", output);
}

static void hides_and_protects(void) {
    char output[256];
    container_plan();
    plan_step(&b, STEP_MASK, "/proc/kcore");
    plan_step(&b, STEP_MASK, "/proc/acpi");
    plan_step(&b, STEP_MASK, "/proc/scsi");
    plan_step(&b, STEP_MASK, "/a");
    plan_step(&b, STEP_MASK, "/proc/tty");
    plan_step(&b, STEP_MASK, "/absent/path");
    plan_step(&b, STEP_SYSCTL, "net/ipv4/ip_unprivileged_port_start", "0");
    plan_step(&b, STEP_READONLY, "/proc/sys");
    plan_step(&b, STEP_READONLY, "/absent");
    plan_step(&b, STEP_ROOT_READONLY);
    plan_step(&b, STEP_FD, 0, 1);
    static struct builder saved;
    saved = b;
    static const char *const refused[] = {"/file", "/proc/sys/kernel/hostname", "/a/file", "/proc/tty/file"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        b = saved;
        program("write", refused[i]);
        CHECK(run(output, sizeof output) == 1 << 8, "%s", refused[i]);
    }
}

static void synchronises_and_continues(void) {
    plan_begin(&b);
    plan_step(&b, STEP_UMASK, 022);
    plan_step(&b, STEP_SYNC);
    plan_end(&b);
    int report = server_spawn(&server, &b, ++id, NULL, 0);
    struct report ready = report_of_kind(report, REPORT_READY);
    CHECK(ready.kind == REPORT_READY && ready.step == 1, "kind %u", ready.kind);
    plan_begin(&b);
    plan_step(&b, STEP_SYNC);
    host_program("exit", "5");
    send_go(report, &b, NULL, 0);
    ready = report_of_kind(report, REPORT_READY);
    CHECK(ready.kind == REPORT_READY && ready.plan == 1 && ready.step == 0, "kind %u", ready.kind);
    send_go(report, NULL, NULL, 0);
    CHECK(report_of_kind(report, REPORT_FAILED).kind == 0, "started");
    CHECK(next_event(&server).status == 5 << 8, "status");
    close(report);
}

static void fails(int opcode, int error, const char *text) {
    int report = server_spawn(&server, &b, ++id, NULL, 0);
    struct report failed = report_of_kind(report, REPORT_FAILED);
    CHECK(failed.kind == REPORT_FAILED && failed.opcode == opcode && failed.error == error, "opcode %d: %u errno %d %s",
          opcode, failed.opcode, failed.error, failed.text);
    CHECK(strstr(failed.text, text), "opcode %d: %s", opcode, failed.text);
    if (failed.phase == PHASE_STEP) CHECK(next_event(&server).status == 127 << 8, "exit of a failed child");
    close(report);
}

// A launch of one step in namespaces of its own, on the host's root.
#define FAILS(error, text, opcode, ...)                                                                                \
    do {                                                                                                               \
        plan_begin(&b);                                                                                                \
        b.header.namespaces = ALL_NAMESPACES;                                                                          \
        plan_step(&b, opcode, __VA_ARGS__);                                                                            \
        plan_step(&b, STEP_SYNC);                                                                                      \
        plan_end(&b);                                                                                                  \
        fails(opcode, error, text);                                                                                    \
    } while (0)

static void failures_name_their_step(void) {
    static const char *const bad[] = {"nonsense", "1", NULL};
    FAILS(ENOENT, "/proc/absent", STEP_WRITE_FILE, "/proc/absent", "x", 1);
    FAILS(ENOENT, "/absent", STEP_MOUNT, "a", "/absent", "tmpfs", (uint64_t)0, "");
    FAILS(ENOENT, "/absent", STEP_ROOT, "/absent");
    FAILS(ENOTDIR, "/proc/version", STEP_ROOT, "/proc/version");
    FAILS(EINVAL, "nonsense", STEP_FS_MOUNT, "tmpfs", "", "/tmp", bad, 0);
    FAILS(ENODEV, "/tmp", STEP_FS_MOUNT, "nofs", "", "/tmp", no_items, 0);
    FAILS(EXDEV, "../../x", STEP_SYSCTL, "../../x", "1");
    FAILS(ENOENT, "kernel/absent", STEP_SYSCTL, "kernel/absent", "1");
    FAILS(ELOOP, "/proc/self/fd/0", STEP_CHDIR, "/proc/self/fd/0", 0, 0, 0);
    FAILS(EINVAL, "", STEP_SECCOMP, 0, "12345678", 8);
    FAILS(EINVAL, "resource 77", STEP_RLIMIT, 77, (uint64_t)1, (uint64_t)1);
    FAILS(EBADF, "/tmp", STEP_ATTACH, 3, "/tmp", (uint64_t)1, (uint64_t)0, 0, 0);
    FAILS(EINVAL, "/tmp/..", STEP_MKNOD, "/tmp/..", 020666, 0, 0, 1, 3);
    container_plan();
    plan_step(&b, STEP_MOUNT, "a", "/dev", "tmpfs", (uint64_t)0, "");
    plan_step(&b, STEP_SYNC);
    plan_end(&b);
    fails(STEP_MOUNT, EPERM, "after the container's root");
    plan_begin(&b);
    b.header.namespaces = ALL_NAMESPACES;
    plan_step(&b, STEP_ROOT, root);
    program("exit", "0");
    fails(STEP_EXEC, EPERM, "not entered");
    plan_begin(&b);
    static const char *const absent[] = {"/absent", NULL}, *const denied[] = {"/etc/passwd", "/absent", NULL};
    plan_step(&b, STEP_EXEC, absent, absent, no_items), plan_end(&b);
    fails(STEP_EXEC, ENOENT, "/absent");
    plan_begin(&b), plan_step(&b, STEP_EXEC, denied, denied, no_items), plan_end(&b);
    fails(STEP_EXEC, EACCES, "/etc/passwd");
    b.bytes[sizeof b.header] = 200;
    fails(200, EBADMSG, "unknown opcode");
}

static void joins_namespaces(void) {
    char output[256];
    container_plan();
    plan_step(&b, STEP_HOSTNAME, "first");
    program("pause", NULL);
    int pidfd, report = server_spawn(&server, &b, ++id, NULL, 0);
    uint64_t first = id;
    struct report spawned = next_report(report, &pidfd);
    CHECK(spawned.kind == REPORT_SPAWNED && pidfd >= 0, "kind %u", spawned.kind);
    CHECK(next_report(report, NULL).kind == 0, "started");
    int out[2], table[2];
    if (pipe2(out, O_CLOEXEC)) return;
    table[0] = out[1], table[1] = pidfd;
    plan_begin(&b);
    b.header.prelude = 1;
    plan_step(&b, STEP_SETNS, 1, ALL_NAMESPACES);
    plan_step(&b, STEP_FD, 0, 1);
    program("identity", NULL);
    int second = server_spawn(&server, &b, ++id, table, 2);
    close(out[1]);
    CHECK(next_report(second, NULL).kind == REPORT_SPAWNED, "the stage");
    struct report joined = next_report(second, NULL);
    CHECK(joined.kind == REPORT_SPAWNED, "kind %u: %s", joined.kind, joined.text);
    CHECK(next_report(second, NULL).kind == 0, "started");
    output[read(out[0], output, sizeof output - 1)] = 0;
    CHECK(!strcmp(output, "pid 2 uid 0 gid 0 host first in /"), "%s", output);
    struct event event = next_event(&server);
    CHECK(event.id == id && event.pid == joined.pid && event.status == 0, "id %lu status %x", event.id, event.status);
    kill(spawned.pid, SIGKILL);
    event = next_event(&server);
    CHECK(event.id == first && event.status == SIGKILL, "id %lu status %x", event.id, event.status);
    plan_begin(&b); // the pidfd's process is gone now: the stage fails
    b.header.prelude = 1;
    plan_step(&b, STEP_SETNS, 0, ALL_NAMESPACES);
    program("identity", NULL);
    int third = server_spawn(&server, &b, ++id, &pidfd, 1);
    struct report failed = report_of_kind(third, REPORT_FAILED);
    CHECK(failed.kind == REPORT_FAILED && failed.opcode == STEP_SETNS, "kind %u", failed.kind);
    CHECK(failed.error == ESRCH, "errno %d", failed.error);
    event = next_event(&server);
    CHECK(event.id == id && event.status == 127 << 8, "id %lu status %x", event.id, event.status);
    close(report), close(second), close(third), close(pidfd), close(out[0]);
}

static void has_its_own_time(void) {
    char output[256];
    plan_begin(&b);
    b.header.prelude = 2;
    plan_step(&b, STEP_UNSHARE, (int)K_CLONE_NEWTIME);
    plan_step(&b, STEP_WRITE_FILE, "/proc/self/timens_offsets", "boottime 86400 0\n", 17);
    plan_step(&b, STEP_FD, 0, 1);
    host_program("cat", "/proc/uptime");
    CHECK(run(output, sizeof output) == 0, "exit");
    CHECK(atof(output) >= 86400, "%s", output);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (geteuid()) return puts("spawn_test: skipped, needs root"), 0;
    alarm(120);
    make_root(argv[2]);
    server = server_start(argv[1]);
    runs_in_its_own_namespaces();
    leaks_no_descriptor();
    hides_and_protects();
    synchronises_and_continues();
    failures_name_their_step();
    joins_namespaces();
    has_its_own_time();
    server_stop(&server);
    remove_root();
    return check_summary("spawn_test");
}
