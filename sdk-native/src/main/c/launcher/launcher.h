// SPDX-License-Identifier: Apache-2.0
// jebena-launch: the one native program of Jebena, a spawn server that obeys plans.
//
// A JVM has many threads: it can neither fork and carry on, nor enter a user namespace, nor be pid 1 of a pid
// namespace. So each open engine has one of these, single-threaded, made from a sealed memfd and connected by a
// SOCK_SEQPACKET socket pair (wire.h). For each request it clones a child, which runs the steps of a plan (plan.h) and
// then executes the program. Java decides, C obeys: there is no policy, no environment and no look-up of names here.
//
// Choices that are not obvious:
//  - a plan arrives in a memfd but is copied before it is verified: nobody can change it afterwards, no seals needed;
//  - the server verifies, so that a bad plan costs no process; a child verifies a continuation itself;
//  - steps that only count for children (a time namespace) are the plan's prelude and run in "stage A", which makes the
//    child with CLONE_PARENT: the child is the server's own, stage A is gone at once;
//  - whoever joins a pid namespace is born late (birth.c): others there may look into a process from its first moment,
//    by CAP_SYS_PTRACE, so stage A runs all steps unseen, up to the exec, and what it then makes has the program's
//    descriptors and rights and nothing else;
//  - a clone3 with CLONE_NEWCGROUP roots the new namespace at the *server's* group: plans use UNSHARE after entering;
//  - CLONE_INTO_CGROUP is given when the server clones, also for stage A: joined namespaces may hide the group;
//  - what stays open at exec is exactly what FD and OPEN steps named, plus 0-2: no step says "close the rest";
//  - the server keeps no pidfds: it is the parent, so a pid cannot be reused before it has reaped it;
//  - host-path steps are refused once the container's root is the process's: what they would name is the container's;
//  - steps below the root use openat2 from its descriptor, so they need no pivot, which comes after the mounts.
//
// Needs Linux 5.12.
#ifndef JEBENA_LAUNCHER_H
#define JEBENA_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel.h"
#include "plan.h"
#include "wire.h"

#define CHANNEL 3
#define KEPT_MAX 1024 // highest number a program's descriptor may have, exclusive

// One launch, as seen by the process that works on it.
struct launch {
    const unsigned char *bytes; // the verified plan
    const struct step *step;    // being run
    uint32_t index, plan;       // of the step, of the plan
    int report, server, root;   // report socket, pidfd of the server, the root that paths are resolved in
    int null, empty;            // what MASK puts over files and directories, once it was needed
    int tree[TREE_SLOTS];
    int table[WIRE_DESCRIPTORS];
    uint32_t descriptors;
    bool named;  // a ROOT step has said where the container's root is
    bool inside; // the root, or the mount namespace, is the container's
    bool init;   // the program gets an init
    bool late;   // born late, and this is stage A still
    bool session; // to be started at birth
    int relay, self; // stage A: what `report` is to be at birth; its own /proc/self
    uint32_t terminal;     // of that session, or NO_INDEX
    uint64_t processes[2]; // RLIMIT_NPROC from birth on, if `limited`: stage A must not count
    bool limited;
    pid_t *born; // where the kernel writes the pid
    unsigned char kept[KEPT_MAX / 8];
    char text[WIRE_TEXT];
};

// descriptor.c
void close_quietly(int *descriptor);
#define AUTO_CLOSE __attribute__((cleanup(close_quietly))) int
ssize_t receive_frame(int socket, void *frame, size_t size, int *descriptors, uint32_t *count, int flags);
bool send_frame(int socket, const void *frame, size_t size, int descriptor, int flags);
void report_pid(int socket, uint32_t plan, pid_t pid, int pidfd);
void report_failure(int socket, struct report *report, const char *text);
// Reads a whole plan of that length; false: errno says why.
bool read_plan(int descriptor, uint32_t length);
unsigned char *plan_buffer(void);
void plan_forget_rest(void); // of plans that were there before and were longer

// child.c
void know_self(void); // once, in the server
_Noreturn void run_child(struct launch *launch, uint32_t first);
_Noreturn void fail(struct launch *launch, enum report_phase phase, int error);
// Runs steps [first, end); ends the process with a FAILED report if one fails.
void run_steps(struct launch *launch, uint32_t first, uint32_t end);
const struct plan_header *header_of(const struct launch *launch);

// birth.c
#define BIRTH_FLAGS (K_CLONE_PARENT | K_CLONE_PARENT_SETTID | SIGCHLD)
bool born_late(const struct plan_header *header);
_Noreturn void run_late(struct launch *launch);
int be_born(struct launch *launch); // returns 0 in the child; stage A ends here

// filter.c: what a system call filter says to all that a birth under it takes.
bool filter_lets_be_born(const struct k_filter *filter, size_t length);

// relay.c: what those born late say goes through the server.
struct slot;
bool relay_open(void);
int relay_descriptor(void); // readable: there is something for relay_turn
void relay_turn(void);
bool relay_begin(struct slot *slot, int report, int pipe); // takes both over
void relay_child(struct slot *slot); // is there, and can be named: nobody has reaped it
void relay_end(struct slot *slot);
void relay_forget(int own); // in a child: all conversations but its own

// main.c: one SPAWN request, from the report socket and the other descriptors, all of which it takes over.
void launch_from(const struct request *request, int report, const int *descriptors, uint32_t count);

// spawn.c: one SPAWN request, whose descriptors it takes over.
void spawn(const struct request *request, struct launch *launch);

// table.c: the launches alive
struct slot {
    uint64_t id;
    pid_t pid;   // of the child; written by the kernel when stage A clones it, so this memory is shared
    pid_t stage; // of stage A while it lives, else 0
    int kill;    // directory of the group that dies with the child, or -1
    bool late;   // the stage is what the JVM knows until there is the child
    bool named;  // the JVM knows the child
    int report, relay; // to the JVM, and from the child born late; or -1
    uint32_t state;
    struct event exited;
};
bool table_open(int exits); // EXITED frames go there
struct slot *table_take(uint64_t id);
void table_release(struct slot *slot);
uint32_t table_alive(void);
void table_forget(void); // in a process that stays beside the server
void table_hide(void);   // children get none of it
struct slot *table_next(struct slot *after); // those in use, NULL before the first and after the last
bool table_reap(void); // true: some exits could not be delivered yet
void table_kill_all(void);

// cgroup.c: kills what is in a group; true if nothing was left when it looked.
bool kill_group(int directory);

// rooted.c: paths below the launch's root, never outside of it
int root_of(struct launch *launch);
int rooted_open(struct launch *launch, const char *path, uint64_t flags);
int rooted_target(struct launch *launch, const char *path); // what is there itself; a symbolic link is refused
int rooted_directory(struct launch *launch, const char *path, mode_t mode, uid_t uid, gid_t gid);
int rooted_parent(struct launch *launch, const char *path, const char **name);

// steps_file.c: makes a copy of a descriptor what the program gets under this number.
int hand_over(struct launch *launch, int from, uint32_t number);

// init.c: makes the program's process, and returns 0 in it; the caller itself is its init from here on.
int become_init(struct launch *launch);
void know_arguments(char *first, char *last); // once, in the server

// the steps; each returns 0, or -1 with errno and perhaps launch->text
typedef int step_function(struct launch *launch, const uint32_t *a);
#define X(number, name, arguments) step_function step_##name;
STEPS(X)
#undef X

static inline const char *text_of(const struct launch *launch, const uint32_t *a) {
    return (const char *)launch->bytes + a[0];
}
static inline uint64_t number_of(const uint32_t *a) { return a[0] | (uint64_t)a[1] << 32; }
static inline const char *list_item(const struct launch *launch, const uint32_t *a, uint32_t index) {
    const uint32_t *entry = (const uint32_t *)(const void *)(launch->bytes + a[0]);
    return (const char *)launch->bytes + entry[2 * (size_t)index];
}

#endif
