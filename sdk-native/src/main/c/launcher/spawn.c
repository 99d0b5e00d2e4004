// SPDX-License-Identifier: Apache-2.0
// From a SPAWN request to a child that runs its plan.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

static pid_t clone_with(struct k_clone_args *args) { return (pid_t)syscall(K_clone3, args, sizeof *args); }

static void refuse(struct launch *launch, enum report_phase phase, int error, const char *text) {
    struct report report = {.error = error, .step = NO_INDEX, .phase = phase};
    report_failure(launch->report, &report, text);
}

static void refuse_plan(struct launch *launch, const struct flaw *flaw) {
    struct report report = {.error = EBADMSG, .step = flaw->step, .phase = PHASE_PLAN, .opcode = flaw->opcode};
    report_failure(launch->report, &report, flaw->reason);
}

// Stage A: what only counts for children, then the child itself, as a child of the server.
static _Noreturn void run_stage(struct launch *launch, struct slot *slot) {
    const struct plan_header *header = header_of(launch);
    run_steps(launch, 0, header->prelude);
    int pidfd = -1;
    struct k_clone_args args = {.flags = header->namespaces | K_CLONE_PARENT | K_CLONE_PIDFD | K_CLONE_PARENT_SETTID,
                                .pidfd = (uintptr_t)&pidfd,
                                .parent_tid = (uintptr_t)&slot->pid};
    pid_t pid = clone_with(&args);
    if (pid == 0) run_child(launch, header->prelude);
    if (pid < 0) refuse(launch, PHASE_CLONE, errno, "");
    else report_pid(launch->report, 0, pid, pidfd);
    _exit(pid < 0 ? 127 : 0);
}

// The server's ends of the conversation with one that is born late.
static bool prepare_late(struct launch *launch, struct slot *slot) {
    int pipe[2];
    if (pipe2(pipe, O_CLOEXEC | O_NONBLOCK)) return false;
    slot->late = true;
    launch->late = true;
    launch->born = &slot->pid;
    launch->relay = pipe[1];
    if (relay_begin(slot, launch->report, pipe[0])) return true;
    close_quietly(&launch->relay);
    return false;
}

static void note_start(struct launch *launch, struct slot *slot, pid_t pid, int pidfd) {
    const struct plan_header *header = header_of(launch);
    if (header->prelude) slot->stage = pid;
    else slot->pid = pid;
    if (!header->prelude || slot->late) report_pid(launch->report, 0, pid, pidfd);
    if (slot->late) launch->report = -1; // kept
    if (header->kill == NO_INDEX) return;
    slot->kill = launch->table[header->kill];
    launch->table[header->kill] = -1; // kept
}

static void start(struct launch *launch, struct slot *slot) {
    const struct plan_header *header = header_of(launch);
    int pidfd = -1;
    if (born_late(header) && !prepare_late(launch, slot)) {
        refuse(launch, PHASE_CLONE, errno, "");
        slot->report = -1;
        table_release(slot);
        return;
    }
    struct k_clone_args args = {.flags = header->prelude ? 0 : header->namespaces, .exit_signal = SIGCHLD};
    args.flags |= K_CLONE_PIDFD;
    args.pidfd = (uintptr_t)&pidfd;
    if (header->cgroup != NO_INDEX) {
        args.flags |= K_CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)launch->table[header->cgroup];
    }
    pid_t pid = clone_with(&args);
    if (pid == 0) {
        relay_forget(launch->report);
        if (launch->late) run_late(launch);
        if (header->prelude) run_stage(launch, slot);
        run_child(launch, 0);
    }
    close_quietly(&launch->relay);
    if (pid < 0) {
        refuse(launch, PHASE_CLONE, errno, "");
        slot->report = -1;
        table_release(slot);
        return;
    }
    note_start(launch, slot, pid, pidfd);
    close_quietly(&pidfd);
}

void spawn(const struct request *request, struct launch *launch) {
    struct flaw flaw;
    AUTO_CLOSE plan = launch->table[0];
    launch->table[0] = -1;
    launch->descriptors--;
    for (uint32_t i = 0; i < launch->descriptors; i++) launch->table[i] = launch->table[i + 1];
    launch->bytes = plan_buffer();
    if (!read_plan(plan, request->plan_length)) {
        refuse(launch, PHASE_PLAN, errno, "");
    } else if (!plan_verify(launch->bytes, request->plan_length, launch->descriptors, false, &flaw)) {
        refuse_plan(launch, &flaw);
    } else {
        struct slot *slot = table_take(request->id);
        if (slot) start(launch, slot);
        else refuse(launch, PHASE_CLONE, EAGAIN, "too many launches alive");
    }
    for (uint32_t i = 0; i < launch->descriptors; i++) close_quietly(&launch->table[i]);
}
