// SPDX-License-Identifier: Apache-2.0
// The JVM's part of the conversation, in C, for the spawn tests.
#ifndef JEBENA_TEST_HARNESS_H
#define JEBENA_TEST_HARNESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "plans.h"

struct server {
    pid_t pid;
    int channel;
};

struct server server_start(const char *launcher);
struct server server_start_as(const char *launcher, const char *role);
// Sends a KEEP with these instructions; the descriptors follow on them.
void server_keep(struct server *server, const void *instructions, uint32_t length, const int *descriptors, int count);
void server_stop(struct server *server);
// Sends a SPAWN; returns the JVM's end of the report socket.
int server_spawn(struct server *server, struct builder *plan, uint64_t id, const int *descriptors, int count);
void send_go(int report, struct builder *continuation, const int *descriptors, int count);
// The next report; kind 0 at the end of file, kind 0xffff after ten seconds. `descriptor` may be NULL.
struct report next_report(int report, int *descriptor);
// Reads reports up to the one of that kind, or the end.
struct report report_of_kind(int report, enum report_kind kind);
struct event next_event(struct server *server);
int open_descriptors(pid_t pid);
bool gone(pid_t pid); // waits up to two seconds for it
int plan_memfd(const struct builder *plan);

#endif
