// SPDX-License-Identifier: Apache-2.0
// The process that becomes the program: runs its plan's steps, waits at each SYNC, executes.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

static step_function *const functions[] = {
#define X(number, name, arguments) [number] = step_##name,
    STEPS(X)
#undef X
};

const struct plan_header *header_of(const struct launch *launch) {
    return (const struct plan_header *)(const void *)launch->bytes;
}

_Noreturn void fail(struct launch *launch, enum report_phase phase, int error) {
    struct report report = {.error = error, .plan = launch->plan, .step = launch->index, .phase = phase};
    if (launch->step) report.opcode = launch->step->opcode;
    report_failure(launch->report, &report, launch->text);
    _exit(127);
}

// The first path or text of a step says what it was about, where the step itself has not said more.
static void name_subject(struct launch *launch) {
    if (launch->text[0]) return;
    const char *letters = plan_arguments(launch->step->opcode);
    uint32_t word = 0;
    for (const char *letter = letters; *letter; letter++) {
        if (*letter == 'p' || *letter == 's') {
            snprintf(launch->text, sizeof launch->text, "%s", text_of(launch, launch->step->argument + word));
            return;
        }
        word += strchr("uft", *letter) ? 1 : 2;
    }
}

static const struct step *next_step(const struct step *step) {
    return (const struct step *)(const void *)(step->argument + step->words);
}

void run_steps(struct launch *launch, uint32_t first, uint32_t end) {
    const struct step *step = (const struct step *)(const void *)(launch->bytes + sizeof(struct plan_header));
    for (uint32_t i = 0; i < first; i++) step = next_step(step);
    for (uint32_t i = first; i < end; i++, step = next_step(step)) {
        launch->index = i;
        launch->step = step;
        launch->text[0] = 0;
        if (functions[step->opcode](launch, step->argument) == 0) continue;
        int error = errno;
        name_subject(launch);
        fail(launch, PHASE_STEP, error);
    }
}

// Takes a continuation: verified like any plan, its descriptors added to the table.
static _Noreturn void continue_with(struct launch *launch, uint32_t length, int *descriptors, uint32_t count) {
    launch->plan++;
    launch->index = NO_INDEX;
    launch->step = NULL;
    struct flaw flaw;
    if (!read_plan(descriptors[0], length)) fail(launch, PHASE_PLAN, errno);
    close_quietly(&descriptors[0]);
    for (uint32_t i = 1; i < count; i++) {
        if (launch->descriptors == WIRE_DESCRIPTORS) fail(launch, PHASE_WIRE, EMFILE);
        launch->table[launch->descriptors++] = descriptors[i];
    }
    if (!plan_verify(launch->bytes, length, launch->descriptors, true, &flaw)) {
        launch->index = flaw.step;
        snprintf(launch->text, sizeof launch->text, "%s", flaw.reason);
        fail(launch, PHASE_PLAN, EBADMSG);
    }
    run_steps(launch, 0, header_of(launch)->steps);
    _exit(127); // not reached: a plan ends in EXEC, or in a SYNC that must be continued
}

int step_SYNC(struct launch *launch, const uint32_t *a) {
    (void)a;
    struct report ready = {.magic = REPORT_MAGIC, .version = WIRE_VERSION, .kind = REPORT_READY,
                           .plan = launch->plan, .step = launch->index};
    if (!send_frame(launch->report, &ready, REPORT_FIXED, -1, 0)) _exit(127);
    int descriptors[WIRE_DESCRIPTORS + 2];
    uint32_t count;
    struct go go;
    ssize_t length = receive_frame(launch->report, &go, sizeof go, descriptors, &count, 0);
    if (length == 0) _exit(127); // the JVM has given up, or is gone
    if (length != sizeof go || go.magic != GO_MAGIC || go.version != WIRE_VERSION || go.descriptors != count ||
        (go.plan_length == 0) != (count == 0)) {
        snprintf(launch->text, sizeof launch->text, "malformed go");
        fail(launch, PHASE_WIRE, EBADMSG);
    }
    if (go.plan_length) continue_with(launch, go.plan_length, descriptors, count);
    if (launch->index + 1 < header_of(launch)->steps) return 0;
    snprintf(launch->text, sizeof launch->text, "nothing to continue with");
    errno = EBADMSG;
    return -1;
}

// Everything that no step has named is closed on exec: it already is by construction, this is the second net.
static int close_others(const struct launch *launch) {
    unsigned first = 3;
    for (unsigned number = 3; number < KEPT_MAX; number++) {
        if (!(launch->kept[number / 8] >> number % 8 & 1)) continue;
        if (number > first && syscall(K_close_range, first, number - 1, K_CLOSE_RANGE_CLOEXEC)) return -1;
        first = number + 1;
    }
    return (int)syscall(K_close_range, first, ~0u, K_CLOSE_RANGE_CLOEXEC);
}

static char **vector(const struct launch *launch, const uint32_t *list, char **out) {
    for (uint32_t i = 0; i < list[1]; i++) out[i] = (char *)(uintptr_t)list_item(launch, list, i);
    out[list[1]] = NULL;
    return out;
}

static struct stat self; // of the launcher's own program; all zero where there is no /proc

void know_self(void) {
    if (stat("/proc/self/exe", &self)) self = (struct stat){.st_ino = 0};
}

// Until the exec, /proc/self/exe is the launcher: harmless to execute, but not what anybody means.
static bool is_self(const char *program) {
    struct stat status;
    return self.st_ino && !stat(program, &status) && status.st_ino == self.st_ino && status.st_dev == self.st_dev;
}

int step_INIT(struct launch *launch, const uint32_t *a) {
    (void)a;
    launch->init = true;
    return 0;
}

// What died before the parent's death was to be told of is seen here.
static void end_with_the_server(const struct launch *launch) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); // again: a change of credentials forgets it
    // of those born late the server alone reads the pipe, and they do not hold it
    struct pollfd alive[] = {{launch->report, 0, 0}, {launch->server, POLLIN, 0}};
    if (poll(alive, 2, 0) > 0) _exit(127);
}

// Tries the candidates in their order; returns only if none can be executed.
static int execute(struct launch *launch, const uint32_t *candidates, char **arguments, char **environment) {
    int error = ENOENT;
    const char *worst = list_item(launch, candidates, 0);
    for (uint32_t i = 0; i < candidates[1]; i++) {
        const char *candidate = list_item(launch, candidates, i);
        if (is_self(candidate)) {
            snprintf(launch->text, sizeof launch->text, "%s: it is the launcher itself", candidate);
            errno = EACCES;
            return -1;
        }
        execve(candidate, arguments, environment);
        if (errno == ENOENT && access(candidate, F_OK) == 0) { // its interpreter is what is absent
            snprintf(launch->text, sizeof launch->text, "%s: its interpreter is missing", candidate);
            errno = ENOENT;
            return -1;
        }
        if (errno == ENOENT || errno == ENOTDIR) continue;
        error = errno;
        worst = candidate;
        if (errno != EACCES) break;
    }
    snprintf(launch->text, sizeof launch->text, "%s", worst);
    errno = error;
    return -1;
}

int step_EXEC(struct launch *launch, const uint32_t *a) {
    static char *vectors[2 * (LIST_MAX + 1)];
    if (launch->named && !launch->inside) { // never the host's program in place of the container's
        snprintf(launch->text, sizeof launch->text, "the root was named but not entered");
        errno = EPERM;
        return -1;
    }
    if (launch->late && be_born(launch)) return -1;
    char **arguments = vector(launch, a + 2, vectors), **environment = vector(launch, a + 4, vectors + a[3] + 1);
    // a program's own filter, already on, may not know this call: what matters is closed on exec anyhow
    if (close_others(launch) && errno != EPERM && errno != ENOSYS) return -1;
    end_with_the_server(launch);
    if (launch->init && become_init(launch)) return -1;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return execute(launch, a, arguments, environment);
}

_Noreturn void run_child(struct launch *launch, uint32_t first) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    close(CHANNEL); // or the JVM would not see the server die while a child waits
    run_steps(launch, first, header_of(launch)->steps);
    _exit(127); // not reached: a plan ends in EXEC, or in a SYNC that must be continued
}
