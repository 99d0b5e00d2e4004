// SPDX-License-Identifier: Apache-2.0
// The launches alive, by pid: who is reaped as whom, and who dies when the JVM does.
//
//   FREE -> taken -> (stage A reaped) -> child reaped -> EXITED delivered -> FREE
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

enum { FREE, RUNNING, EXITED };
enum { CAPACITY = 65536 };

static struct slot *slots; // shared with stage A, and zero pages until used
static uint32_t used, alive, undelivered;
static int told = -1;

bool table_open(int exits) {
    told = exits;
    int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE;
    slots = mmap(NULL, CAPACITY * sizeof *slots, PROT_READ | PROT_WRITE, flags, -1, 0);
    return slots != MAP_FAILED;
}

void table_forget(void) {
    if (munmap(slots, CAPACITY * sizeof *slots)) _exit(127);
}

void table_hide(void) {
    if (madvise(slots, CAPACITY * sizeof *slots, MADV_DONTFORK)) _exit(127);
}

struct slot *table_next(struct slot *after) {
    struct slot *slot = after ? after + 1 : slots;
    while (slot < slots + used && slot->state == FREE) slot++;
    return slot < slots + used ? slot : NULL;
}

uint32_t table_alive(void) { return alive; }

// The lowest free one: the scans below stay as short as the number of launches alive.
struct slot *table_take(uint64_t id) {
    static uint32_t hint;
    uint32_t i = hint < used && slots[hint].state == FREE ? hint : 0;
    while (i < used && slots[i].state != FREE) i++;
    if (i == CAPACITY) return NULL;
    if (i == used) used++;
    hint = i + 1;
    slots[i] = (struct slot){.id = id, .kill = -1, .report = -1, .relay = -1, .state = RUNNING};
    alive++;
    return &slots[i];
}

void table_release(struct slot *slot) {
    relay_end(slot);
    close_quietly(&slot->kill);
    slot->state = FREE;
    alive--;
    while (used > 0 && slots[used - 1].state == FREE) used--;
}

static uint64_t microseconds(struct timeval time) { return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_usec; }

// What outlived the main process of a group that was to die with it.
static void end_group(const struct slot *slot) {
    for (int attempt = 0; slot->kill >= 0 && attempt < 16 && !kill_group(slot->kill); attempt++) sched_yield();
}

static void note_exit(struct slot *slot, int status, const struct rusage *usage) {
    slot->exited = (struct event){.magic = EVENT_MAGIC,
                                  .version = WIRE_VERSION,
                                  .kind = EVENT_EXITED,
                                  .id = slot->id,
                                  .pid = slot->pid,
                                  .status = status,
                                  .user_microseconds = microseconds(usage->ru_utime),
                                  .system_microseconds = microseconds(usage->ru_stime),
                                  .peak_kibibytes = (uint64_t)usage->ru_maxrss};
    end_group(slot);
    close_quietly(&slot->kill);
    relay_end(slot);
    slot->state = EXITED;
    undelivered++;
}

static void note_death(pid_t pid, int status, const struct rusage *usage) {
    // whoever asked to be traced by its parent is seen to stop, though nobody asked for stops
    if (WIFSTOPPED(status)) return;
    for (uint32_t i = 0; i < used; i++) {
        struct slot *slot = &slots[i];
        if (slot->state == RUNNING && slot->pid == pid) note_exit(slot, status, usage);
        else if (slot->state != FREE && slot->stage == pid) slot->stage = 0;
        else continue;
        if (slot->state != RUNNING || slot->stage != 0) return;
        // a stage that made no child has said FAILED, or been killed: the JVM sees the report socket end
        if (slot->pid == 0 && !slot->late) table_release(slot);
        else if (slot->pid == 0) slot->pid = pid, slot->named = true, note_exit(slot, status, usage);
        else relay_child(slot);
        return;
    }
}

// Never blocks: the JVM may be blocked in a send to us at this moment.
static bool deliver(void) {
    for (uint32_t i = 0; undelivered > 0 && i < used; i++) {
        struct slot *slot = &slots[i];
        if (slot->state != EXITED || slot->stage != 0) continue;
        if (!send_frame(told, &slot->exited, sizeof slot->exited, -1, MSG_DONTWAIT)) return true;
        undelivered--;
        table_release(slot);
    }
    return false;
}

// A child can be named until it is reaped.
static void name_dead(pid_t pid) {
    for (struct slot *slot = NULL; (slot = table_next(slot));)
        if (slot->pid == pid) relay_child(slot);
}

static void reap_all(void) {
    struct rusage usage;
    int status;
    for (siginfo_t dead = {0}; !waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) && dead.si_pid; dead.si_pid = 0) {
        name_dead(dead.si_pid);
        if (wait4(dead.si_pid, &status, 0, &usage) == dead.si_pid) note_death(dead.si_pid, status, &usage);
    }
}

bool table_reap(void) {
    reap_all();
    return deliver();
}

static bool kill_alive(void) {
    bool left = false;
    for (uint32_t i = 0; i < used; i++) {
        struct slot *slot = &slots[i];
        if (slot->state != RUNNING) continue;
        left = true;
        if (slot->stage > 0) kill(slot->stage, SIGKILL);
        if (slot->pid > 0) kill(slot->pid, SIGKILL);
        if (slot->kill >= 0) kill_group(slot->kill);
    }
    return left;
}

// At most about a second: a process that the kernel holds longer dies by itself once it lets go.
void table_kill_all(void) {
    sigset_t children;
    sigfillset(&children);
    sigdelset(&children, SIGCHLD);
    struct timespec pause = {0, 5000000};
    for (int round = 0; round < 200 && kill_alive(); round++) {
        ppoll(NULL, 0, &pause, &children);
        reap_all();
    }
}
