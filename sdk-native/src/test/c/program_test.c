// SPDX-License-Identifier: Apache-2.0
// What a program gets beside itself, a terminal and an init: program_test <launcher> <probe>. Needs root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

// A container with a devpts, up to the terminal.
static void terminal_plan(int columns, int rows, int owner) {
    static const char *const options[] = {"newinstance", "", "ptmxmode", "0666", "mode", "0620", NULL};
    container_plan();
    plan_step(&b, STEP_MKDIR, "/dev/pts", 0755, 0, 0);
    plan_step(&b, STEP_FS_MOUNT, "devpts", "devpts", "/dev/pts", options, K_ATTR_NOSUID | K_ATTR_NOEXEC);
    plan_step(&b, STEP_SETSID, (int)NO_INDEX);
    plan_step(&b, STEP_TERMINAL, columns, rows, owner, 1);
}

// Launches the plan; returns the master of the program's terminal.
static int start_with_terminal(void) {
    int report = server_spawn(&server, &b, ++id, NULL, 0), master = -1, descriptor = -1;
    struct report frame;
    while ((frame = next_report(report, &descriptor)).kind != 0 && frame.kind != 0xffff) {
        CHECK(frame.kind != REPORT_FAILED, "step %u errno %d: %s", frame.step, frame.error, frame.text);
        if (frame.kind == REPORT_TERMINAL) master = descriptor;
        else if (descriptor >= 0) close(descriptor);
    }
    close(report);
    return master;
}

// Reads until the text is there, or the end; a master whose last slave is closed says EIO.
static bool says(int master, const char *text) {
    static char seen[4096];
    size_t length = 0;
    struct pollfd ready = {master, POLLIN, 0};
    while (length < sizeof seen - 1 && poll(&ready, 1, 5000) == 1) {
        ssize_t got = read(master, seen + length, sizeof seen - 1 - length);
        if (got <= 0) break;
        length += (size_t)got;
        seen[length] = 0;
        if (strstr(seen, text)) return true;
    }
    fprintf(stderr, "wanted: %s, got: %s\n", text, seen);
    return false;
}

static void has_a_terminal(void) {
    terminal_plan(101, 42, 7);
    plan_step(&b, STEP_GID, 7);
    plan_step(&b, STEP_UID, 7, 0);
    program("terminal", NULL);
    int master = start_with_terminal();
    CHECK(master >= 0, "no master");
    CHECK(says(master, "101x42 owner 7 leader 1 console 1\r\n"), "terminal");
    struct winsize size = {.ws_col = 80, .ws_row = 25};
    CHECK(ioctl(master, TIOCSWINSZ, &size) == 0, "%s", strerror(errno));
    CHECK(says(master, "80x25"), "resized");
    CHECK(write(master, "\3", 1) == 1, "%s", strerror(errno));
    CHECK(next_event(&server).status == SIGINT << 8, "the interrupt key");
    close(master);
}

static void needs_a_devpts(void) {
    container_plan();
    plan_step(&b, STEP_FILE, "/dev/pts/ptmx", 0666, 0, 0);
    plan_step(&b, STEP_SETSID, (int)NO_INDEX);
    plan_step(&b, STEP_TERMINAL, 0, 0, 0, 0);
    program("exit", "0");
    int report = server_spawn(&server, &b, ++id, NULL, 0);
    struct report failed = report_of_kind(report, REPORT_FAILED);
    CHECK(failed.opcode == STEP_TERMINAL && failed.error == ENOTTY, "errno %d", failed.error);
    next_event(&server);
    close(report);
}

static void init_plan(const char *verb, const char *argument) {
    container_plan();
    plan_step(&b, STEP_SETSID, (int)NO_INDEX);
    plan_step(&b, STEP_FD, 0, 1);
    plan_step(&b, STEP_INIT);
    program(verb, argument);
}

static void has_an_init(void) {
    char output[256];
    init_plan("exit", "7");
    CHECK(run(output, sizeof output) == 7 << 8, "exit code");
    init_plan("kill", "9");
    CHECK(run(output, sizeof output) == 137 << 8, "signal");
    init_plan("fds", NULL);
    CHECK(run(output, sizeof output) == 0 && !strcmp(output, "0 1 2 "), "%s", output);
    init_plan("cat", "/proc/1/comm");
    CHECK(run(output, sizeof output) == 0 && !strcmp(output, "init\n"), "%s", output);
    init_plan("cat", "/proc/1/cmdline");
    CHECK(run(output, sizeof output) == 0 && !strcmp(output, "init"), "%s", output);
    init_plan("orphans", "50");
    CHECK(run(output, sizeof output) == 0 && !strcmp(output, "0 left"), "%s", output);
}

// A program without a handler would not hear of it as the first process.
static void hands_signals_on(void) {
    init_plan("pause", NULL);
    int out[2], pidfd = -1;
    CHECK(!pipe2(out, O_CLOEXEC), "pipe");
    int report = server_spawn(&server, &b, ++id, &out[1], 1);
    struct report born = next_report(report, &pidfd);
    CHECK(born.kind == REPORT_SPAWNED && next_report(report, NULL).kind == 0, "started");
    CHECK(kill(born.pid, SIGTERM) == 0, "%s", strerror(errno));
    CHECK(next_event(&server).status == 143 << 8, "status");
    close(report), close(pidfd), close(out[0]), close(out[1]);
}

static void still_names_what_it_cannot_execute(void) {
    container_plan();
    plan_step(&b, STEP_INIT);
    const char *const candidates[] = {"/absent", NULL};
    plan_step(&b, STEP_EXEC, candidates, candidates, no_items);
    plan_end(&b);
    int report = server_spawn(&server, &b, ++id, NULL, 0);
    struct report failed = report_of_kind(report, REPORT_FAILED);
    CHECK(failed.opcode == STEP_EXEC && failed.error == ENOENT, "errno %d", failed.error);
    CHECK(next_event(&server).status == 127 << 8, "status");
    close(report);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (geteuid()) return puts("program_test: skipped, needs root"), 0;
    alarm(120);
    make_root(argv[2]);
    server = server_start(argv[1]);
    has_a_terminal();
    needs_a_devpts();
    has_an_init();
    hands_signals_on();
    still_names_what_it_cannot_execute();
    server_stop(&server);
    remove_root();
    return check_summary("program_test");
}
