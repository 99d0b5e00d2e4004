// SPDX-License-Identifier: Apache-2.0
// Frames with descriptors over sockets, and the one buffer that holds a plan.
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "launcher.h"

// Zero pages until a plan needs them; a child has its own copy. Whole pages, of the largest size there is: they are given
// back.
static _Alignas(65536) unsigned char plan_bytes[PLAN_MAX];

unsigned char *plan_buffer(void) { return plan_bytes; }

void plan_forget_rest(void) {
    uint32_t length = ((const struct plan_header *)(const void *)plan_bytes)->length;
    uint32_t page = (uint32_t)sysconf(_SC_PAGESIZE), kept = (length + page - 1) / page * page;
    // the buffer need not begin at a page
    uintptr_t whole = ((uintptr_t)plan_bytes + kept + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)plan_bytes + PLAN_MAX) / page * page;
    uintptr_t tail = (uintptr_t)plan_bytes + length;
    if (whole >= end || madvise((void *)whole, end - whole, MADV_DONTNEED)) whole = (uintptr_t)plan_bytes + PLAN_MAX;
    memset((void *)tail, 0, whole - tail);
}

void close_quietly(int *descriptor) {
    int saved = errno;
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
    errno = saved;
}

union control {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int) * (WIRE_DESCRIPTORS + 2))];
};

ssize_t receive_frame(int socket, void *frame, size_t size, int *descriptors, uint32_t *count, int flags) {
    union control control;
    struct iovec data = {frame, size};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length;
    do length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flags);
    while (length < 0 && errno == EINTR);
    *count = 0;
    if (length < 0) return -1;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
        *count = (uint32_t)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        memcpy(descriptors, CMSG_DATA(c), *count * sizeof(int));
    }
    if (message.msg_flags & (MSG_CTRUNC | MSG_TRUNC)) {
        for (uint32_t i = 0; i < *count; i++) close_quietly(&descriptors[i]);
        *count = 0;
        errno = message.msg_flags & MSG_CTRUNC ? EMFILE : EMSGSIZE;
        return -1;
    }
    return length;
}

bool send_frame(int socket, const void *frame, size_t size, int descriptor, int flags) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.space = {0}};
    struct iovec data = {(void *)(uintptr_t)frame, size};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &descriptor, sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL | flags);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)size;
}

void report_pid(int socket, uint32_t plan, pid_t pid, int pidfd) {
    struct report report = {.magic = REPORT_MAGIC,
                            .version = WIRE_VERSION,
                            .kind = REPORT_SPAWNED,
                            .pid = pid,
                            .plan = plan,
                            .step = NO_INDEX};
    send_frame(socket, &report, REPORT_FIXED, pidfd, 0);
}

void report_failure(int socket, struct report *report, const char *text) {
    report->magic = REPORT_MAGIC;
    report->version = WIRE_VERSION;
    report->kind = REPORT_FAILED;
    report->text_length = (uint32_t)strnlen(text, WIRE_TEXT);
    memcpy(report->text, text, report->text_length);
    size_t size = REPORT_FIXED + report->text_length;
    if (!send_frame(socket, report, size, -1, 0) && write(socket, report, size) < 0) return; // a pipe, see birth.c
}

bool read_plan(int descriptor, uint32_t length) {
    static uint32_t largest;
    if (length > PLAN_MAX) {
        errno = E2BIG;
        return false;
    }
    if (largest > 256 * 1024 && length < largest) { // give the pages of a rare large plan back
        madvise(plan_bytes, PLAN_MAX, MADV_DONTNEED);
        largest = 0;
    }
    if (length > largest) largest = length;
    ssize_t got;
    do got = pread(descriptor, plan_bytes, length, 0);
    while (got < 0 && errno == EINTR);
    if (got >= 0 && (uint32_t)got != length) errno = EBADMSG;
    return got == (ssize_t)length;
}
