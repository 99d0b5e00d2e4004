// SPDX-License-Identifier: Apache-2.0
// A keeper: a server of its own for one container that outlives the JVM. It begins as any server, with a channel to the
// JVM and the launch of the container. A KEEP request then gives it what it needs alone: it lets the channel go, writes
// the container's output into its log, and starts the container again as its instructions say, from the plan and the
// descriptors that it keeps. Whoever may open the container's directory connects to the socket "keeper" in it:
//
//   engine --keep_request--> keeper
//   engine <--text--         keeper     the state, at once and at each change (keep_state.c)
//   engine <--text + descriptor-- keeper   answer to HAND
//
// The file "state" in that directory has the same text, and stays after the keeper's end.
#ifndef JEBENA_KEEPER_H
#define JEBENA_KEEPER_H

#include "launcher.h"

#define KEEP_MAGIC 0x504b424au         // "JBKP"
#define KEEP_REQUEST_MAGIC 0x514b424au // "JBKQ"
#define KEEP_CLIENTS 64
#define KEEP_LINE 16384
#define KEEP_TEXT 1024

// Descriptors of a KEEP: the instructions, the container's directory, the plan to launch it by again, one for each flag
// in this order, then that plan's table.
enum keep_flag { KEEP_INPUT = 1, KEEP_OUTPUT = 2, KEEP_ERRORS = 4, KEEP_TERMINAL = 8, KEEP_MEMORY = 16, KEEP_LOG = 32 };
enum keep_policy { POLICY_NEVER = 0, POLICY_ALWAYS = 1, POLICY_UNLESS_STOPPED = 2, POLICY_ON_FAILURE = 3 };
enum keep_phase { PHASE_RUNNING, PHASE_RESTARTING, PHASE_EXITED };

struct instructions {
    uint32_t magic;
    uint16_t version, flags;
    uint32_t length, plan_length;
    uint32_t policy, retries;
    int32_t pid;
    uint32_t run, restarts, log_files;
    uint64_t log_size; // 0: no limit
    uint32_t log_name[2], uid_map[2], gid_map[2]; // offset and length; a NUL follows
};
_Static_assert(sizeof(struct instructions) == 72, "instructions");

enum keep_request_kind { KEEP_STOPPED = 1, KEEP_POLICY = 2, KEEP_SIGNAL = 3, KEEP_HAND = 4, KEEP_CLOSE_INPUT = 5 };

// STOPPED: by hand; a = 1 also cancels restarts, 2 ends what was started meanwhile, too. POLICY: a, b = retries. SIGNAL: a. HAND: a = a keep_flag.
struct keep_request {
    uint32_t magic;
    uint16_t version, kind;
    uint32_t a, b;
};

struct keeper {
    const struct instructions *instructions;
    int directory, plan, input, output, errors, terminal, memory;
    int exits, listener, report;
    int table[WIRE_DESCRIPTORS];
    uint32_t descriptors;
    int client[KEEP_CLIENTS];
    uint32_t clients;
    enum keep_phase phase;
    uint32_t policy, retries, restarts, run;
    pid_t pid;
    int status;
    uint64_t birth, started, finished; // clock ticks since boot; nanoseconds since 1970
    uint64_t delay, wake;              // milliseconds; the monotonic time of the next start
    uint64_t memory_kills;
    bool oom, manual, cancelled, ready, failed, terminal_quiet;
    char failure[WIRE_TEXT];
};

// keep.c
void keep_open(void); // before the first request
int keep_take(const struct request *request, const int *descriptors, uint32_t count); // errno, or 0: it is kept
_Noreturn void keep_until_end(void);
uint64_t keep_now(int clock); // nanoseconds

// keep_launch.c
void keep_launch(struct keeper *k);
bool keep_hear(struct keeper *k); // a report; true: the launch is over

// keep_state.c
bool keep_listen(struct keeper *k);
void keep_tell(struct keeper *k); // everybody, and the file
void keep_accept(struct keeper *k);
void keep_greet(struct keeper *k, int client);
uint64_t keep_memory_kills(const struct keeper *k);
uint64_t keep_birth(pid_t pid);

// keep_log.c
bool log_open(const struct keeper *k, const char *name);
void log_run(uint32_t run);
void log_take(bool errors, const unsigned char *bytes, size_t length);
void log_flush(bool partial); // true: lines without an end, too

// keep_json.c
size_t json_frame(char *out, const unsigned char *line, size_t length, const char *stream, uint64_t time, uint32_t run);
#define JSON_FRAME_MAX (KEEP_LINE * 6 + KEEP_LINE * 4 / 3 + 256)

static inline const char *keep_text(const struct instructions *in, const uint32_t *text) {
    return (const char *)in + text[0];
}

#endif
