// SPDX-License-Identifier: Apache-2.0
// The server's life: start, requests and exits one at a time, end when the JVM's end of the channel closes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "keeper.h"

#define EXPECTED "serve-1" // the only argument; the number is WIRE_VERSION
#define KEEPER "keep-1"    // or this one

static struct launch launch; // zeroed by each request; large for a stack
static int own_pidfd = -1;
static bool keeper, kept;

static void on_child(int number) { (void)number; }

static void pong(const struct request *request) {
    struct event event = {.magic = EVENT_MAGIC,
                          .version = WIRE_VERSION,
                          .kind = EVENT_PONG,
                          .id = request->id,
                          .pid = getpid(),
                          .status = (int32_t)table_alive()};
    send_frame(CHANNEL, &event, sizeof event, -1, MSG_DONTWAIT);
}

static void refuse(uint64_t id, int error) {
    struct event event = {.magic = EVENT_MAGIC,
                          .version = WIRE_VERSION,
                          .kind = EVENT_REFUSED,
                          .id = id,
                          .pid = getpid(),
                          .status = error};
    send_frame(CHANNEL, &event, sizeof event, -1, MSG_DONTWAIT);
}

void launch_from(const struct request *request, int report, const int *descriptors, uint32_t count) {
    memset(&launch, 0, sizeof launch);
    memset(launch.tree, 0xff, sizeof launch.tree); // -1
    launch.report = report;
    launch.server = own_pidfd;
    launch.root = launch.null = launch.empty = launch.relay = launch.self = -1;
    launch.terminal = NO_INDEX;
    launch.descriptors = count;
    memcpy(launch.table, descriptors, count * sizeof(int));
    spawn(request, &launch);
    close_quietly(&launch.report);
}

static void keep(const struct request *request, const int *descriptors, uint32_t count) {
    int error = keep_take(request, descriptors, count);
    struct event event = {.magic = EVENT_MAGIC, .version = WIRE_VERSION, .kind = EVENT_KEPT, .id = request->id,
                          .pid = getpid(), .status = error};
    send_frame(CHANNEL, &event, sizeof event, -1, MSG_DONTWAIT);
    kept = error == 0;
}

// One request; false when there will be no more.
static bool serve(void) {
    struct request request = {.id = 0};
    int descriptors[WIRE_DESCRIPTORS + 2];
    uint32_t count;
    ssize_t length = receive_frame(CHANNEL, &request, sizeof request, descriptors, &count, MSG_DONTWAIT);
    if (length == 0) return false;
    if (length < 0) {
        if (errno == EMFILE || errno == EMSGSIZE) refuse(request.id, errno);
        return errno == EAGAIN || errno == EMFILE || errno == EMSGSIZE;
    }
    bool good = length == sizeof request && request.magic == REQUEST_MAGIC && request.version == WIRE_VERSION &&
                request.descriptors == count && count <= WIRE_DESCRIPTORS;
    if (good && request.kind == REQUEST_PING && count == 0) {
        pong(&request);
    } else if (good && request.kind == REQUEST_SPAWN && count >= 2) {
        launch_from(&request, descriptors[0], descriptors + 1, count - 1);
    } else if (good && keeper && request.kind == REQUEST_KEEP && count >= 3) {
        keep(&request, descriptors, count);
        return !kept;
    } else {
        for (uint32_t i = 0; i < count; i++) close_quietly(&descriptors[i]);
        refuse(request.id, EBADMSG);
    }
    return true;
}

static void serve_until_end(void) {
    sigset_t waiting;
    sigfillset(&waiting);
    sigdelset(&waiting, SIGCHLD);
    bool pending = false;
    for (;;) {
        struct pollfd at[] = {{CHANNEL, (short)(POLLIN | (pending ? POLLOUT : 0)), 0}, {relay_descriptor(), POLLIN, 0}};
        int ready = ppoll(at, 2, NULL, &waiting);
        if (ready < 0 && errno != EINTR) return;
        if (ready > 0 && at[1].revents) relay_turn();
        if (ready > 0 && at[0].revents & (POLLIN | POLLHUP | POLLERR) && !serve()) return;
        // at every turn: a channel that is always readable would keep the signal from ever interrupting
        pending = table_reap();
    }
}

// Everything that a process may have inherited and that would matter here or in a program.
static bool prepare(void) {
    sigset_t all;
    sigfillset(&all);
    // blocked, not ignored: a program must not inherit ignored signals, and SIGTERM to a service is the JVM's to answer
    sigprocmask(SIG_SETMASK, &all, NULL);
    static const unsigned long none[8]; // the kernel's struct sigaction: SIG_DFL; a libc refuses its own signals
    for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, none, NULL, sizeof(uint64_t));
    struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP};
    sigaction(SIGCHLD, &action, NULL);
    setsid();
    // a real-time JVM: its programs would be refused by cpu groups, which have no share of real time
    sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0});
    umask(0);
    if (chdir("/")) return false; // pins no mount
    know_self();
    prctl(PR_SET_NAME, keeper ? "jebena-keep" : "jebena-launch", 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (syscall(K_close_range, CHANNEL, CHANNEL, K_CLOSE_RANGE_CLOEXEC)) return false;
    own_pidfd = (int)syscall(K_pidfd_open, getpid(), 0);
    if (keeper) keep_open();
    return own_pidfd >= 0 && relay_open() && (keeper || table_open(CHANNEL));
}

static bool has_channel(void) {
    int type = 0, domain = 0;
    socklen_t size = sizeof type;
    return !getsockopt(CHANNEL, SOL_SOCKET, SO_TYPE, &type, &size) && type == SOCK_SEQPACKET &&
           !getsockopt(CHANNEL, SOL_SOCKET, SO_DOMAIN, &domain, &size) && domain == AF_UNIX;
}

int main(int argc, char **argv) {
    syscall(K_close_range, CHANNEL + 1, ~0u, 0);
    if (argc == 2 && !strcmp(argv[1], "--version")) return printf("jebena-launch protocol %d\n", WIRE_VERSION) < 0;
    keeper = argc == 2 && !strcmp(argv[1], KEEPER);
    if (argc != 2 || (!keeper && strcmp(argv[1], EXPECTED)) || !has_channel()) {
        fputs("jebena-launch: a part of Jebena, started by it; not for general use\n", stderr);
        return 2;
    }
    // nobody's child: the JVM reaps the one that ends here
    if (keeper && fork() != 0) return 0;
    know_arguments(argv[0], argv[argc - 1]);
    if (!prepare()) {
        refuse(0, errno);
        return 1;
    }
    serve_until_end();
    if (kept) {
        dup3(0, CHANNEL, O_CLOEXEC); // the number stays taken: each child closes it
        keep_until_end();
    }
    table_kill_all();
    return 0;
}
