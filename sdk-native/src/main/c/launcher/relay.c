// SPDX-License-Identifier: Apache-2.0
// What is between the JVM and those born late: they can tell the server why they failed, through a pipe, which says
// nothing of who reads it, and the server tells the JVM. All who share their pid namespace may get hold of that pipe, so
// nothing that comes out of it is more than a text about a failure.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

static int events = -1;
static uint32_t open_relays;

bool relay_open(void) {
    events = epoll_create1(EPOLL_CLOEXEC);
    return events >= 0;
}

int relay_descriptor(void) { return events; }

bool relay_begin(struct slot *slot, int report, int pipe) {
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = slot};
    slot->relay = pipe;
    slot->report = report;
    if (epoll_ctl(events, EPOLL_CTL_ADD, pipe, &wanted)) {
        close_quietly(&slot->relay);
        return false;
    }
    open_relays++;
    return true;
}

void relay_child(struct slot *slot) {
    if (!slot->late || slot->named || slot->pid <= 0) return;
    slot->named = true;
    AUTO_CLOSE pidfd = (int)syscall(K_pidfd_open, slot->pid, 0);
    struct report said = {.magic = REPORT_MAGIC, .version = WIRE_VERSION, .kind = REPORT_SPAWNED,
                          .pid = slot->pid, .step = NO_INDEX};
    if (pidfd >= 0 && send_frame(slot->report, &said, REPORT_FIXED, pidfd, MSG_DONTWAIT)) return;
    kill(slot->pid, SIGKILL); // the JVM has given up
}

static bool is_failure(const struct report *said, ssize_t length) {
    return length >= REPORT_FIXED && said->magic == REPORT_MAGIC && said->version == WIRE_VERSION &&
           said->kind == REPORT_FAILED && said->phase >= PHASE_PLAN && said->phase <= PHASE_WIRE &&
           (said->step < STEPS_MAX || said->step == NO_INDEX) && said->plan < STEPS_MAX && said->error > 0 &&
           said->error < 4096 && said->text_length <= WIRE_TEXT &&
           length == (ssize_t)(REPORT_FIXED + said->text_length);
}

// One failure at most; false: there will be no more.
static bool pass_on(struct slot *slot) {
    struct report said;
    memset(&said, 0, sizeof said);
    ssize_t length = read(slot->relay, &said, sizeof said);
    if (length < 0) return errno == EAGAIN || errno == EINTR;
    if (!is_failure(&said, length)) return false;
    relay_child(slot);
    send_frame(slot->report, &said, (size_t)length, -1, MSG_DONTWAIT);
    return false;
}

void relay_end(struct slot *slot) {
    if (slot->relay < 0) return;
    pass_on(slot);
    relay_child(slot);
    // a child just made may hold copies: closing alone would not end the events
    epoll_ctl(events, EPOLL_CTL_DEL, slot->relay, NULL);
    close_quietly(&slot->relay);
    close_quietly(&slot->report);
    open_relays--;
}

void relay_turn(void) {
    struct epoll_event ready[16];
    int count = epoll_wait(events, ready, sizeof ready / sizeof *ready, 0);
    for (int i = 0; i < count; i++) {
        struct slot *slot = ready[i].data.ptr;
        if (slot->relay >= 0 && !pass_on(slot)) relay_end(slot);
    }
}

void relay_forget(int own) {
    if (open_relays == 0) return;
    for (struct slot *slot = NULL; (slot = table_next(slot));) {
        int relay = slot->relay, report = slot->report; // the table is the server's, too
        if (relay >= 0) close(relay);
        if (report >= 0 && report != own) close(report);
    }
}
