// SPDX-License-Identifier: Apache-2.0
// A start of a kept container by its keeper alone: the JVM's part of the conversation, which never waits.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "keeper.h"

static void note_failure(struct keeper *k, int error, uint32_t step, const char *text) {
    k->failed = true;
    snprintf(k->failure, sizeof k->failure, "%d %u ", error, step);
    size_t length = strlen(k->failure);
    for (; *text && length < sizeof k->failure - 1; text++) k->failure[length++] = *text < ' ' ? '?' : *text;
    k->failure[length] = 0;
}

// Spawning takes its descriptors over: it gets copies.
static bool copy_table(struct keeper *k, int *copies) {
    for (uint32_t i = 0; i <= k->descriptors; i++) {
        copies[i] = fcntl(i == 0 ? k->plan : k->table[i - 1], F_DUPFD_CLOEXEC, 3);
        if (copies[i] >= 0) continue;
        while (i > 0) close_quietly(&copies[--i]);
        return false;
    }
    return true;
}

void keep_launch(struct keeper *k) {
    int pair[2], copies[WIRE_DESCRIPTORS + 1];
    k->ready = k->failed = k->terminal_quiet = false;
    k->pid = 0;
    k->failure[0] = 0;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
        note_failure(k, errno, NO_INDEX, "socketpair");
        return;
    }
    if (!copy_table(k, copies)) {
        note_failure(k, errno, NO_INDEX, "descriptors");
        close(pair[0]), close(pair[1]);
        return;
    }
    struct request request = {.id = k->run, .plan_length = k->instructions->plan_length};
    k->report = pair[0];
    k->memory_kills = keep_memory_kills(k);
    launch_from(&request, pair[1], copies, k->descriptors + 1);
}

static bool write_map(struct keeper *k, const char *name, const uint32_t *map) {
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/%s", k->pid, name);
    AUTO_CLOSE file = open(path, O_WRONLY | O_CLOEXEC);
    return file >= 0 && write(file, keep_text(k->instructions, map), map[1]) == (ssize_t)map[1];
}

// The child waits for its users' names; both the number of its process and its own word are needed.
static void let_go(struct keeper *k) {
    const struct instructions *in = k->instructions;
    if (!k->ready || k->pid == 0) return;
    k->ready = false;
    if (in->uid_map[1] && (!write_map(k, "uid_map", in->uid_map) || !write_map(k, "gid_map", in->gid_map))) {
        note_failure(k, errno, NO_INDEX, "uid_map or gid_map");
        close_quietly(&k->report); // the child gives up
        return;
    }
    struct go go = {.magic = GO_MAGIC, .version = WIRE_VERSION};
    send_frame(k->report, &go, sizeof go, -1, MSG_DONTWAIT);
}

static void take_terminal(struct keeper *k, int *master) {
    close_quietly(&k->terminal);
    k->terminal = *master;
    *master = -1;
    fcntl(k->terminal, F_SETFL, O_RDWR | O_NONBLOCK);
}

bool keep_hear(struct keeper *k) {
    struct report report;
    int descriptors[WIRE_DESCRIPTORS + 2];
    uint32_t count;
    memset(&report, 0, sizeof report);
    ssize_t length = receive_frame(k->report, &report, sizeof report, descriptors, &count, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN) return false;
    if (length <= 0) {
        close_quietly(&k->report);
        return true;
    }
    if (report.kind == REPORT_SPAWNED) k->pid = report.pid;
    if (report.kind == REPORT_READY) k->ready = true;
    if (report.kind == REPORT_TERMINAL && count == 1) take_terminal(k, &descriptors[0]);
    if (report.kind == REPORT_FAILED) {
        report.text[report.text_length < WIRE_TEXT ? report.text_length : WIRE_TEXT - 1] = 0;
        note_failure(k, report.error, report.step, report.text);
    }
    for (uint32_t i = 0; i < count; i++) close_quietly(&descriptors[i]);
    let_go(k);
    return k->report < 0;
}
