// SPDX-License-Identifier: Apache-2.0
// A small init: the first process of a container that stays beside the program, hands signals on to it and reaps what
// others leave. It needs no file in the container, holds nothing open and runs under the program's own confinement.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

static char *argument_area;
static size_t argument_size;

void know_arguments(char *first, char *last) {
    argument_area = first;
    argument_size = (size_t)(last + strlen(last) - first);
}

// The program's own side: a process group in the terminal's foreground, so that its keys reach it.
static int begin_program(pid_t init) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != init) _exit(127);
    pid_t self = getpid();
    // both only serve a terminal: without one, or without leave from a filter, the program runs all the same
    if (setpgid(0, 0) == 0) ioctl(0, TIOCSPGRP, &self);
    return 0;
}

// What this process was before is nobody's in the container: plans, and the table that is shared with the server.
static void forget_all(struct launch *launch) {
    close_quietly(&launch->report); // the start is told by its end: never by the call below alone
    close_quietly(&launch->server);
    table_forget();
    unsigned char *plans = plan_buffer();
    if (madvise(plans, PLAN_MAX, MADV_DONTNEED)) memset(plans, 0, PLAN_MAX);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (syscall(K_close_range, 0, ~0u, 0))
        for (int number = 0; number < 2 * KEPT_MAX; number++) close(number);
}

// What the program sees of it from its first moment on.
static void take_name(void) {
    static const char name[] = "init";
    for (size_t i = 0; i < argument_size; i++) argument_area[i] = i < sizeof name ? name[i] : 0;
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

static void reap(pid_t program) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        // one that asked to be traced by its parent is seen to stop
        if (pid == program && !WIFSTOPPED(status)) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
}

int become_init(struct launch *launch) {
    pid_t init = getpid();
    // all are blocked here; the first process of a pid namespace gets no other signals that it does not handle
    if (init != 1 && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) return -1;
    take_name();
    pid_t program = fork();
    if (program < 0) return -1;
    if (program == 0) return begin_program(init);
    forget_all(launch);
    sigset_t all;
    sigfillset(&all);
    for (;;) {
        reap(program);
        int number = sigwaitinfo(&all, NULL);
        if (number > 0 && number != SIGCHLD) kill(program, number);
    }
}
