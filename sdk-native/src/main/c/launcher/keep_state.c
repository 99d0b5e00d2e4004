// SPDX-License-Identifier: Apache-2.0
// What a keeper says: to the engines that are connected, and in the file that stays.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "keeper.h"

#define SOCKET "keeper"

static size_t describe(const struct keeper *k, char *text) {
    static const char *const phases[] = {"running", "restarting", "exited"};
    return (size_t)snprintf(text, KEEP_TEXT,
                            "state %s\npid %d\nbirth %llu\nkeeper %d\nstarted %llu\nfinished %llu\nstatus %d\n"
                            "restarts %u\nrun %u\noom %d\nmanual %d\nfailure %s\n",
                            phases[k->phase], k->pid, (unsigned long long)k->birth, getpid(),
                            (unsigned long long)k->started, (unsigned long long)k->finished, k->status, k->restarts,
                            k->run, k->oom, k->manual, k->failure);
}

static void write_state(const struct keeper *k, const char *text, size_t length) {
    AUTO_CLOSE file = openat(k->directory, "state.new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0 || write(file, text, length) != (ssize_t)length) return; // a full disk: those connected still hear
    renameat(k->directory, "state.new", k->directory, "state");
}

void keep_tell(struct keeper *k) {
    char text[KEEP_TEXT];
    size_t length = describe(k, text);
    write_state(k, text, length);
    for (uint32_t i = 0; i < k->clients;) {
        if (send_frame(k->client[i], text, length, -1, MSG_DONTWAIT)) {
            i++;
            continue;
        }
        close_quietly(&k->client[i]); // it does not read: it may come again
        k->client[i] = k->client[--k->clients];
    }
}

void keep_greet(struct keeper *k, int client) {
    char text[KEEP_TEXT];
    send_frame(client, text, describe(k, text), -1, MSG_DONTWAIT);
}

static bool may_connect(int client) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return !getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) && (peer.uid == 0 || peer.uid == geteuid());
}

void keep_accept(struct keeper *k) {
    for (int client; (client = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
        if (k->clients == KEEP_CLIENTS || !may_connect(client)) {
            close(client);
            continue;
        }
        k->client[k->clients++] = client;
        keep_greet(k, client);
    }
}

// By a short name from within the directory: the path of a socket takes 107 bytes.
bool keep_listen(struct keeper *k) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SOCKET};
    k->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (k->listener < 0 || fchdir(k->directory)) return false;
    unlink(SOCKET);
    mode_t before = umask(0177);
    bool bound = !bind(k->listener, (const struct sockaddr *)&address, sizeof address) && !listen(k->listener, 16);
    umask(before);
    return !chdir("/") && bound; // stays in no directory
}

// Control groups count how often the kernel killed for memory: memory.oom_control of version 1, memory.events of 2.
uint64_t keep_memory_kills(const struct keeper *k) {
    char text[512];
    ssize_t length = k->memory < 0 ? -1 : pread(k->memory, text, sizeof text - 1, 0);
    if (length < 0) return 0;
    text[length] = 0;
    const char *count = strstr(text, "oom_kill ");
    return count ? strtoull(count + 9, NULL, 10) : 0;
}

// The 22nd word of its stat, behind a name that may hold anything: a pid is used again, with this number it is not.
uint64_t keep_birth(pid_t pid) {
    char path[32], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    AUTO_CLOSE file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (length < 0) return 0;
    text[length] = 0;
    char *at = strrchr(text, ')');
    for (int word = 2; at && word < 22; word++) at = strchr(at + 1, ' ');
    return at ? strtoull(at + 1, NULL, 10) : 0;
}
