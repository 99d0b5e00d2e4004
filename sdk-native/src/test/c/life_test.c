// SPDX-License-Identifier: Apache-2.0
// The server's own life: malformed frames, load, deaths, an ordinary user: life_test <launcher> <probe>. Needs root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static void does_not_grow(int launches) {
    char output[16];
    container_plan();
    program("exit", "0");
    run(output, sizeof output);
    int before = open_descriptors(server.pid);
    for (int i = 0; i < launches; i++) CHECK(run(output, sizeof output) == 0, "launch %d", i);
    CHECK(open_descriptors(server.pid) == before, "%d, then %d", before, open_descriptors(server.pid));
}

static void dies_with_its_jvm(const char *launcher) {
    struct server other = server_start(launcher);
    container_plan();
    program("fork", NULL);
    int report = server_spawn(&other, &b, 1, NULL, 0);
    pid_t pid = next_report(report, NULL).pid;
    CHECK(pid > 0 && next_report(report, NULL).kind == 0, "started");
    server_stop(&other);
    CHECK(gone(pid), "a process outlived its JVM");
    other = server_start(launcher);
    int second = server_spawn(&other, &b, 1, NULL, 0);
    pid = next_report(second, NULL).pid;
    CHECK(pid > 0 && next_report(second, NULL).kind == 0, "started");
    kill(other.pid, SIGKILL);
    CHECK(waitpid(other.pid, NULL, 0) == other.pid, "the server's death");
    CHECK(gone(pid), "a process outlived its server");
    close(other.channel), close(report), close(second);
}

// More exits than a socket holds, while nobody reads: the server neither blocks nor forgets.
static void delivers_exits_late(void) {
    enum { LAUNCHES = 1200 };
    plan_begin(&b);
    host_program("exit", "0");
    for (int i = 0; i < LAUNCHES; i++) {
        int report = server_spawn(&server, &b, (uint64_t)i, NULL, 0);
        CHECK(report_of_kind(report, REPORT_FAILED).kind == 0, "launch %d", i);
        close(report);
    }
    static char seen[LAUNCHES];
    for (int i = 0; i < LAUNCHES; i++) {
        struct event event = next_event(&server);
        CHECK(event.kind == EVENT_EXITED && event.id < LAUNCHES && !seen[event.id]++, "id %lu", event.id);
    }
}

// Launches of three kinds while either side dies at any moment. All of them hold the write end of one pipe: its end of
// file says that none is left.
static void leaves_nothing_at(const char *launcher, long microseconds, bool server_dies) {
    struct server other = server_start(launcher);
    int life[2], reports[6];
    if (pipe2(life, O_CLOEXEC)) return;
    for (int i = 0; i < 6; i++) {
        plan_begin(&b);
        if (i % 3 == 1) b.header.namespaces = ALL_NAMESPACES;
        if (i % 3 == 2) b.header.prelude = 1, plan_step(&b, STEP_UNSHARE, (int)K_CLONE_NEWTIME);
        plan_step(&b, STEP_FD, 0, 5);
        host_program("pause", NULL);
        reports[i] = server_spawn(&other, &b, (uint64_t)i, &life[1], 1);
    }
    close(life[1]);
    usleep((useconds_t)microseconds);
    if (server_dies) kill(other.pid, SIGKILL);
    else close(other.channel);
    struct pollfd end = {life[0], POLLIN, 0};
    CHECK(poll(&end, 1, 2000) == 1, "processes left %ld us after the start, %s", microseconds,
          server_dies ? "server killed" : "channel closed");
    waitpid(other.pid, NULL, 0);
    if (server_dies) close(other.channel);
    for (int i = 0; i < 6; i++) close(reports[i]);
    close(life[0]);
}

static void leaves_nothing_at_any_moment(const char *launcher) {
    for (long i = 0; i < 100; i++) leaves_nothing_at(launcher, i * 50, i % 2);
}

static bool write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY);
    bool written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    close(file);
    return written;
}

// A v1 group holds two frozen processes when the JVM dies: one of them is not the server's child.
static void kills_a_frozen_group(const char *launcher) {
    static const char group[] = "/sys/fs/cgroup/freezer/jebena-life-test";
    if (mkdir(group, 0755)) {
        printf("life_test: no frozen group, needs the v1 freezer at /sys/fs/cgroup/freezer\n");
        return;
    }
    struct server other = server_start(launcher);
    char path[128];
    int directory = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    plan_begin(&b);
    b.header.kill = 0;
    snprintf(path, sizeof path, "%s/tasks", group);
    plan_step(&b, STEP_WRITE_FILE, path, "0", 1);
    host_program("fork", NULL);
    int report = server_spawn(&other, &b, 1, &directory, 1);
    CHECK(report_of_kind(report, REPORT_FAILED).kind == 0, "started");
    snprintf(path, sizeof path, "%s/freezer.state", group);
    CHECK(write_text(path, "FROZEN"), "%s", strerror(errno));
    server_stop(&other);
    // the one that is not our child leaves the group a moment later
    bool removed = false;
    for (int i = 0; i < 1000 && !(removed = rmdir(group) == 0); i++) usleep(2000);
    CHECK(removed, "members left in %s", group);
    close(directory), close(report);
}

static void write_map(pid_t pid, const char *name, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    CHECK(write_text(path, text), "%s: %s", path, strerror(errno));
}

// READY and SPAWNED come in either order.
static pid_t pid_at_sync(int report) {
    struct report first = next_report(report, NULL), second = next_report(report, NULL);
    CHECK(first.kind + second.kind == REPORT_READY + REPORT_SPAWNED, "%u, %u", first.kind, second.kind);
    return first.pid + second.pid;
}

static void is_root_in_a_user_namespace(void) {
    plan_begin(&b);
    b.header.namespaces = ALL_NAMESPACES | K_CLONE_NEWUSER;
    plan_step(&b, STEP_DUMPABLE, 1);
    plan_step(&b, STEP_SYNC);
    plan_step(&b, STEP_DUMPABLE, 0);
    plan_step(&b, STEP_GID, 0);
    plan_step(&b, STEP_UID, 0, 0);
    plan_step(&b, STEP_MOUNT, "", "/", "", (uint64_t)(MS_REC | MS_PRIVATE), "");
    plan_step(&b, STEP_OPEN_TREE, 0, "/dev/null", 0);
    plan_step(&b, STEP_OPEN_TREE, 1, root, OPEN_RECURSIVE);
    plan_step(&b, STEP_MOUNT, "tmpfs", "/tmp", "tmpfs", (uint64_t)0, "mode=755");
    plan_step(&b, STEP_ROOT, "/tmp");
    plan_step(&b, STEP_MKDIR, "/proc", 0755, 0, 0);
    plan_step(&b, STEP_FS_MOUNT, "proc", "proc", "/proc", no_items, K_ATTR_NOSUID | K_ATTR_NODEV | K_ATTR_NOEXEC);
    plan_step(&b, STEP_FILE, "/dev/null", 0666, 0, 0);
    plan_step(&b, STEP_ATTACH, 0, "/dev/null", (uint64_t)0, (uint64_t)0, 0, 0);
    plan_step(&b, STEP_MKDIR, "/bin", 0755, 0, 0);
    plan_step(&b, STEP_ATTACH, 1, "/bin", (uint64_t)K_ATTR_RDONLY, (uint64_t)0, 0, ATTACH_RECURSIVE);
    plan_step(&b, STEP_MASK, "/proc/version");
    plan_step(&b, STEP_READONLY, "/proc/sys");
    plan_step(&b, STEP_PIVOT);
    plan_step(&b, STEP_HOSTNAME, "mine");
    plan_step(&b, STEP_FD, 0, 1);
    const char *const candidates[] = {"/bin/probe", NULL}, *const arguments[] = {"probe", "identity", NULL};
    plan_step(&b, STEP_EXEC, candidates, arguments, no_items);
    plan_end(&b);
    int out[2];
    if (pipe2(out, O_CLOEXEC)) return;
    int report = server_spawn(&server, &b, ++id, &out[1], 1);
    close(out[1]);
    pid_t pid = pid_at_sync(report);
    write_map(pid, "setgroups", "deny");
    write_map(pid, "uid_map", "0 65534 1");
    write_map(pid, "gid_map", "0 65534 1");
    send_go(report, NULL, NULL, 0);
    struct report failed = next_report(report, NULL);
    CHECK(failed.kind == 0, "step %u opcode %u errno %d: %s", failed.step, failed.opcode, failed.error, failed.text);
    char output[256] = "";
    CHECK(read(out[0], output, sizeof output - 1) > 0, "output");
    CHECK(!strcmp(output, "pid 1 uid 0 gid 0 host mine in /"), "%s", output);
    CHECK(next_event(&server).status == 0, "exit");
    close(report), close(out[0]);
}

// The same without privileges: everything happens in a user namespace that the harness, as the JVM does, maps.
static void serves_an_ordinary_user(const char *launcher) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        failures = 0;
        if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534)) _exit(1);
        server = server_start(launcher);
        is_root_in_a_user_namespace();
        server_stop(&server);
        _exit(failures != 0);
    }
    int status;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0, "status %x", status);
}

static void refuses_malformed_frames(void) {
    struct request request = {REQUEST_MAGIC, WIRE_VERSION, REQUEST_SPAWN, 1, 100, 0};
    CHECK(send(server.channel, &request, sizeof request, 0) > 0, "send");
    CHECK(next_event(&server).kind == EVENT_REFUSED, "spawn without descriptors");
    CHECK(send(server.channel, "x", 1, 0) > 0, "send");
    CHECK(next_event(&server).kind == EVENT_REFUSED, "one byte");
    request.kind = REQUEST_PING;
    CHECK(send(server.channel, &request, sizeof request, 0) > 0, "send");
    CHECK(next_event(&server).kind == EVENT_PONG, "alive");
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (geteuid()) return puts("life_test: skipped, needs root"), 0;
    alarm(120);
    make_root(argv[2]);
    server = server_start(argv[1]);
    refuses_malformed_frames();
    does_not_grow(200);
    delivers_exits_late();
    server_stop(&server);
    dies_with_its_jvm(argv[1]);
    leaves_nothing_at_any_moment(argv[1]);
    kills_a_frozen_group(argv[1]);
    serves_an_ordinary_user(argv[1]);
    remove_root();
    return check_summary("life_test");
}
