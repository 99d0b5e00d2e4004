// SPDX-License-Identifier: Apache-2.0
// Births into a pid namespace that others share: an exec, and a container that joins another's.
//
// Whoever is there already may have CAP_SYS_PTRACE over all that it can name, and a process can be named from its first
// moment. So stage A, which has no number there, does everything: it enters, mounts, opens, and gives up its rights. It
// then closes what leads outside, and makes the child, which has the program's streams, the write end of a pipe, and
// rights that are the container's own; the child only starts its session and executes.
//
//   server --clone--> stage A: prelude, namespaces, steps ... --clone (as the server's child)--> child: EXEC
//   JVM <--SPAWNED stage A--, reports of stage A -- ... <--SPAWNED child, FAILED, end of file-- server <--pipe-- child
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

bool born_late(const struct plan_header *header) {
    const struct step *step = (const struct step *)(const void *)(header + 1);
    for (uint32_t i = 0; i < header->prelude; i++) {
        if (step->opcode == STEP_SETNS && step->argument[1] & K_CLONE_NEWPID) return true;
        step = (const struct step *)(const void *)(step->argument + step->words);
    }
    return false;
}

static _Noreturn void no_birth(struct launch *launch) {
    launch->index = NO_INDEX;
    launch->step = NULL;
    launch->text[0] = 0;
    fail(launch, PHASE_CLONE, errno);
}

_Noreturn void run_late(struct launch *launch) {
    const struct plan_header *header = header_of(launch);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    close(CHANNEL);
    launch->self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC); // if there is one
    run_steps(launch, 0, header->prelude);
    if (header->namespaces && syscall(SYS_unshare, header->namespaces)) no_birth(launch);
    run_steps(launch, header->prelude, header->steps);
    _exit(127); // not reached: a plan ends in EXEC, or in a SYNC that must be continued
}

static bool lives(int descriptor, short events) {
    struct pollfd other = {descriptor, events, 0};
    return poll(&other, 1, 0) <= 0;
}

// All but what the program gets, and the pipe.
static int close_ours(struct launch *launch) {
    launch->report = launch->relay; // a failure is told there from here on
    unsigned first = 3;
    for (unsigned number = 3; number < KEPT_MAX; number++) {
        if (!(launch->kept[number / 8] >> number % 8 & 1) && number != (unsigned)launch->relay) continue;
        if (number > first && syscall(K_close_range, first, number - 1, 0)) return -1;
        first = number + 1;
    }
    if ((unsigned)launch->relay >= first) {
        if ((unsigned)launch->relay > first && syscall(K_close_range, first, launch->relay - 1, 0)) return -1;
        first = (unsigned)launch->relay + 1;
    }
    return (int)syscall(K_close_range, first, ~0u, 0);
}

static void forget_ours(struct launch *launch) {
    launch->relay = launch->server = launch->root = launch->null = launch->empty = launch->self = -1;
    memset(launch->table, 0xff, sizeof launch->table);
    memset(launch->tree, 0xff, sizeof launch->tree);
    plan_forget_rest();
    table_hide();
}

static int begin(struct launch *launch) {
    launch->late = false;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (!lives(launch->report, 0)) _exit(127); // the server alone reads it
    if (launch->session && setsid() < 0) return -1;
    if (launch->session && launch->terminal != NO_INDEX && ioctl((int)launch->terminal, TIOCSCTTY, 0)) return -1;
    return launch->limited ? (int)syscall(SYS_prlimit64, 0, RLIMIT_NPROC, launch->processes, NULL) : 0;
}

int be_born(struct launch *launch) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); // again: a change of credentials forgets it
    if (!lives(launch->report, 0) || !lives(launch->server, POLLIN)) _exit(127);
    if (close_ours(launch)) return -1;
    forget_ours(launch);
    pid_t *born = launch->born;
    launch->born = NULL;
    // not clone3: filters cannot look into it, so many refuse it
    long pid = syscall(SYS_clone, BIRTH_FLAGS, NULL, born, NULL, NULL);
    if (pid == 0) return begin(launch);
    if (pid < 0) no_birth(launch);
    _exit(0);
}
