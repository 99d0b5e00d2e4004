// SPDX-License-Identifier: Apache-2.0
// The life of a keeper: see keeper.h.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "keeper.h"

#define FIRST_DELAY 100u      // milliseconds
#define LONGEST_DELAY 60000u
#define GOOD_RUN 10000000000u // nanoseconds
#define CHUNKS 16             // read in a row from one stream: the others get their turn

static struct keeper keeper = {.exits = -1, .listener = -1, .report = -1, .input = -1, .output = -1, .errors = -1,
                               .terminal = -1, .memory = -1, .directory = -1, .plan = -1};

uint64_t keep_now(int clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void keep_open(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) || !table_open(pair[0])) _exit(1);
    keeper.exits = pair[1];
}

static bool good_text(const struct instructions *in, const uint32_t *text) {
    const char *bytes = (const char *)in;
    return text[0] >= sizeof *in && text[0] < in->length && text[1] < in->length - text[0] && !bytes[text[0] + text[1]];
}

static const struct instructions *read_instructions(int descriptor, uint32_t length) {
    void *bytes = mmap(NULL, length + 1u, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED) return NULL;
    const struct instructions *in = bytes;
    bool good = length >= sizeof *in && pread(descriptor, bytes, length, 0) == (ssize_t)length &&
                in->magic == KEEP_MAGIC && in->version == WIRE_VERSION && in->length == length &&
                good_text(in, in->log_name) && good_text(in, in->uid_map) && good_text(in, in->gid_map);
    if (!good) errno = EBADMSG;
    return good ? in : NULL;
}

static void take_optional(const struct instructions *in, const int *descriptors, uint32_t *at) {
    int *const places[] = {&keeper.input, &keeper.output, &keeper.errors, &keeper.terminal, &keeper.memory};
    for (uint32_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!(in->flags >> i & 1)) continue;
        *places[i] = descriptors[(*at)++];
        if (i > 0 && i < 4) fcntl(*places[i], F_SETFL, (i == 3 ? O_RDWR : O_RDONLY) | O_NONBLOCK);
    }
}

int keep_take(const struct request *request, const int *descriptors, uint32_t count) {
    const struct instructions *in = read_instructions(descriptors[0], request->plan_length);
    if (!in) return errno;
    uint32_t at = 3;
    if (count < 3 + (uint32_t)__builtin_popcount(in->flags & (KEEP_LOG - 1u))) return EBADMSG;
    close(descriptors[0]);
    keeper.instructions = in;
    keeper.directory = descriptors[1];
    keeper.plan = descriptors[2];
    take_optional(in, descriptors, &at);
    for (; at < count; at++) keeper.table[keeper.descriptors++] = descriptors[at];
    keeper.policy = in->policy;
    keeper.retries = in->retries;
    keeper.restarts = in->restarts;
    keeper.run = in->run;
    keeper.pid = in->pid;
    keeper.birth = keep_birth(in->pid);
    keeper.started = keep_now(CLOCK_REALTIME);
    if (in->flags & KEEP_LOG && !log_open(&keeper, keep_text(in, in->log_name))) return errno;
    log_run(in->run);
    if (!keep_listen(&keeper)) return errno;
    keep_tell(&keeper);
    return 0;
}

// What can be read without waiting, up to so many chunks. False: there will be no more.
static bool drain(int stream, bool errors, int chunks) {
    static unsigned char bytes[65536];
    for (int i = 0; stream >= 0 && i < chunks; i++) {
        ssize_t got = read(stream, bytes, sizeof bytes);
        if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
        if (keeper.instructions->flags & KEEP_LOG) log_take(errors, bytes, (size_t)got);
    }
    return true;
}

static bool restarts(int status) {
    bool failed = status != 0;
    if (keeper.cancelled) return false;
    if (keeper.policy == POLICY_ALWAYS) return true;
    if (keeper.policy == POLICY_UNLESS_STOPPED) return !keeper.manual;
    return keeper.policy == POLICY_ON_FAILURE && failed && (keeper.retries == 0 || keeper.restarts < keeper.retries);
}

static void plan_restart(void) {
    bool good = keeper.finished - keeper.started >= GOOD_RUN;
    keeper.delay = good || keeper.delay == 0 ? FIRST_DELAY : keeper.delay * 2;
    if (keeper.delay > LONGEST_DELAY) keeper.delay = LONGEST_DELAY;
    keeper.wake = keep_now(CLOCK_MONOTONIC) / 1000000u + keeper.delay;
}

// The processes of the container are gone with its first, so what they wrote is all there.
static void note_end(const struct event *event) {
    if (keeper.failed) return; // of a start that failed
    keeper.status = event->status;
    drain(keeper.output, false, INT_MAX);
    drain(keeper.errors, true, INT_MAX);
    drain(keeper.terminal, false, INT_MAX);
    close_quietly(&keeper.terminal);
    log_flush(true);
    keeper.finished = keep_now(CLOCK_REALTIME);
    keeper.oom = keep_memory_kills(&keeper) > keeper.memory_kills;
    keeper.pid = 0;
    keeper.birth = 0;
    keeper.phase = restarts(event->status) ? PHASE_RESTARTING : PHASE_EXITED;
    if (keeper.phase == PHASE_RESTARTING) plan_restart();
    keep_tell(&keeper);
}

static void start_again(void) {
    keeper.wake = 0;
    keeper.run++;
    log_run(keeper.run);
    keep_launch(&keeper);
    if (keeper.report >= 0) return;
    keeper.phase = PHASE_EXITED;
    keep_tell(&keeper);
}

static void launch_over(void) {
    if (keeper.failed) {
        keeper.phase = PHASE_EXITED;
        keeper.pid = 0;
    } else {
        keeper.phase = PHASE_RUNNING;
        keeper.restarts++;
        keeper.started = keep_now(CLOCK_REALTIME);
        keeper.birth = keep_birth(keeper.pid);
        keeper.oom = false;
        if (keeper.cancelled) kill(keeper.pid, SIGKILL); // too late to keep it from starting
    }
    keep_tell(&keeper);
}

static void hand(int client, uint32_t what) {
    int descriptor = what == KEEP_INPUT ? keeper.input : what == KEEP_TERMINAL ? keeper.terminal : -1;
    static const char given[] = "hand\n", none[] = "none\n";
    send_frame(client, descriptor < 0 ? none : given, 5, descriptor, MSG_DONTWAIT);
}

static void stopped_by_hand(uint32_t how) {
    keeper.manual = true;
    if (how) keeper.cancelled = true;
    if (how == 2 && keeper.pid > 0) kill(keeper.pid, SIGKILL);
    if (keeper.phase == PHASE_RESTARTING && keeper.report < 0 && !restarts(keeper.status)) keeper.phase = PHASE_EXITED;
    keep_tell(&keeper);
}

// One request; false: the client is gone, or speaks something else.
static bool obey(int client) {
    struct keep_request request;
    int descriptors[WIRE_DESCRIPTORS + 2];
    uint32_t count;
    ssize_t length = receive_frame(client, &request, sizeof request, descriptors, &count, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN) return true;
    for (uint32_t i = 0; length > 0 && i < count; i++) close_quietly(&descriptors[i]);
    if (length != sizeof request || request.magic != KEEP_REQUEST_MAGIC || request.version != WIRE_VERSION) return false;
    if (request.kind == KEEP_STOPPED) stopped_by_hand(request.a);
    if (request.kind == KEEP_SIGNAL && keeper.pid > 0) kill(keeper.pid, (int)request.a);
    if (request.kind == KEEP_HAND) hand(client, request.a);
    if (request.kind == KEEP_CLOSE_INPUT) close_quietly(&keeper.input);
    if (request.kind == KEEP_POLICY) {
        keeper.policy = request.a;
        keeper.retries = request.b;
        if (keeper.phase == PHASE_RESTARTING && keeper.report < 0 && !restarts(keeper.status)) {
            keeper.phase = PHASE_EXITED;
            keep_tell(&keeper);
        }
    }
    return true;
}

static void serve_clients(const struct pollfd *ready, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!ready[i].revents) continue;
        for (uint32_t c = 0; c < keeper.clients; c++) {
            if (keeper.client[c] != ready[i].fd || obey(ready[i].fd)) continue;
            close_quietly(&keeper.client[c]);
            keeper.client[c] = keeper.client[--keeper.clients];
        }
    }
}

enum { AT_EXITS, AT_LISTENER, AT_REPORT, AT_OUTPUT, AT_ERRORS, AT_TERMINAL, AT_RELAY, AT_CLIENTS };

static uint32_t wait_for_news(struct pollfd *at) {
    const int fixed[AT_CLIENTS] = {keeper.exits, keeper.listener, keeper.report, keeper.output, keeper.errors,
                                   keeper.terminal_quiet ? -1 : keeper.terminal, relay_descriptor()};
    for (uint32_t i = 0; i < AT_CLIENTS; i++) at[i] = (struct pollfd){fixed[i], POLLIN, 0};
    uint32_t clients = keeper.clients;
    for (uint32_t i = 0; i < clients; i++) at[AT_CLIENTS + i] = (struct pollfd){keeper.client[i], POLLIN, 0};
    uint64_t now = keep_now(CLOCK_MONOTONIC) / 1000000u, left = keeper.wake > now ? keeper.wake - now : 0;
    struct timespec limit = {(time_t)(left / 1000), (long)(left % 1000) * 1000000};
    sigset_t waiting;
    sigfillset(&waiting);
    sigdelset(&waiting, SIGCHLD);
    if (ppoll(at, AT_CLIENTS + clients, keeper.wake ? &limit : NULL, &waiting) < 0)
        for (uint32_t i = 0; i < AT_CLIENTS + clients; i++) at[i].revents = 0;
    return clients;
}

static void turn(void) {
    static struct pollfd at[AT_CLIENTS + KEEP_CLIENTS];
    uint32_t clients = wait_for_news(at);
    if (at[AT_RELAY].revents) relay_turn();
    table_reap();
    if (at[AT_REPORT].revents && keep_hear(&keeper)) launch_over();
    if (at[AT_OUTPUT].revents) drain(keeper.output, false, CHUNKS);
    if (at[AT_ERRORS].revents) drain(keeper.errors, true, CHUNKS);
    if (at[AT_TERMINAL].revents) keeper.terminal_quiet = !drain(keeper.terminal, false, CHUNKS);
    log_flush(keeper.terminal >= 0); // a prompt is no line
    serve_clients(at + AT_CLIENTS, clients);
    if (at[AT_LISTENER].revents) keep_accept(&keeper);
    struct event event;
    int descriptors[WIRE_DESCRIPTORS + 2];
    uint32_t count;
    // an exit during a start waits until the report has ended
    if (keeper.report < 0 &&
        receive_frame(keeper.exits, &event, sizeof event, descriptors, &count, MSG_DONTWAIT) == sizeof event)
        note_end(&event);
    if (keeper.wake && keeper.phase == PHASE_RESTARTING && keep_now(CLOCK_MONOTONIC) / 1000000u >= keeper.wake)
        start_again();
}

void keep_until_end(void) {
    while (keeper.phase != PHASE_EXITED) turn();
    keep_accept(&keeper); // who came just now hears of the end, too
    unlinkat(keeper.directory, "keeper", 0);
    table_kill_all();
    _exit(0);
}
