// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(bool good, const char *what) {
    if (good) return;
    perror(what);
    exit(1);
}

static void send_with(int socket, const void *frame, size_t size, const int *descriptors, int count) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int) * 253)];
    } control;
    struct iovec data = {(void *)(uintptr_t)frame, size};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    if (count > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(&control.header), descriptors, sizeof(int) * (size_t)count);
    }
    must(sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)size, "sendmsg");
}

struct server server_start(const char *launcher) { return server_start_as(launcher, "serve-1"); }

struct server server_start_as(const char *launcher, const char *role) {
    int pair[2];
    must(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
    struct server server = {fork(), pair[0]};
    must(server.pid >= 0, "fork");
    if (server.pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        if (pair[1] == 3) fcntl(3, F_SETFD, 0);
        else dup2(pair[1], 3);
        execl(launcher, "jebena-launch", role, NULL);
        _exit(126);
    }
    close(pair[1]);
    return server;
}

void server_stop(struct server *server) {
    close(server->channel);
    int status;
    must(waitpid(server->pid, &status, 0) == server->pid, "waitpid");
    if (status) fprintf(stderr, "server ended with status %x\n", status);
    must(status == 0, "server");
}

int plan_memfd(const struct builder *plan) {
    int file = memfd_create("plan", MFD_CLOEXEC);
    must(file >= 0 && write(file, plan->bytes, plan->length) == (ssize_t)plan->length, "memfd");
    return file;
}

int server_spawn(struct server *server, struct builder *plan, uint64_t id, const int *descriptors, int count) {
    int pair[2], all[253];
    must(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
    all[0] = pair[1];
    all[1] = plan_memfd(plan);
    for (int i = 0; i < count; i++) all[2 + i] = descriptors[i];
    struct request request = {REQUEST_MAGIC, WIRE_VERSION, REQUEST_SPAWN, id, plan->length, (uint32_t)count + 2};
    send_with(server->channel, &request, sizeof request, all, count + 2);
    close(all[0]);
    close(all[1]);
    return pair[0];
}

void send_go(int report, struct builder *continuation, const int *descriptors, int count) {
    int all[253] = {0};
    struct go go = {GO_MAGIC, WIRE_VERSION, 0, 0, 0};
    if (continuation) {
        all[0] = plan_memfd(continuation);
        for (int i = 0; i < count; i++) all[1 + i] = descriptors[i];
        go.plan_length = continuation->length;
        go.descriptors = (uint32_t)count + 1;
    }
    send_with(report, &go, sizeof go, all, (int)go.descriptors);
    if (continuation) close(all[0]);
}

void server_keep(struct server *server, const void *instructions, uint32_t length, const int *descriptors, int count) {
    int all[253];
    all[0] = memfd_create("instructions", MFD_CLOEXEC);
    must(all[0] >= 0 && write(all[0], instructions, length) == (ssize_t)length, "memfd");
    for (int i = 0; i < count; i++) all[1 + i] = descriptors[i];
    struct request request = {REQUEST_MAGIC, WIRE_VERSION, REQUEST_KEEP, 7, length, (uint32_t)count + 1};
    send_with(server->channel, &request, sizeof request, all, count + 1);
    close(all[0]);
}

static ssize_t receive(int socket, void *frame, size_t size, int *descriptor) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct pollfd ready = {socket, POLLIN, 0};
    if (poll(&ready, 1, 10000) != 1) return -1;
    struct iovec data = {frame, size};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    int received = -1;
    struct cmsghdr *c = length > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (c) memcpy(&received, CMSG_DATA(c), sizeof received);
    if (descriptor) *descriptor = received;
    else if (received >= 0) close(received);
    return length < 0 && errno == ECONNRESET ? 0 : length;
}

struct report next_report(int report, int *descriptor) {
    struct report frame;
    memset(&frame, 0, sizeof frame);
    if (receive(report, &frame, sizeof frame, descriptor) < 0) frame.kind = 0xffff;
    if (frame.text_length < WIRE_TEXT) frame.text[frame.text_length] = 0;
    return frame;
}

struct report report_of_kind(int report, enum report_kind kind) {
    struct report frame;
    do frame = next_report(report, NULL);
    while (frame.kind != 0 && frame.kind != 0xffff && frame.kind != kind);
    return frame;
}

struct event next_event(struct server *server) {
    struct event event;
    memset(&event, 0, sizeof event);
    if (receive(server->channel, &event, sizeof event, NULL) != sizeof event) event.kind = 0;
    return event;
}

int open_descriptors(pid_t pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *directory = opendir(path);
    must(directory != NULL, path);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory));) count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

bool gone(pid_t pid) {
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) return errno == ESRCH;
    struct pollfd end = {pidfd, POLLIN, 0};
    bool ended = poll(&end, 1, 2000) == 1;
    close(pidfd);
    return ended;
}
