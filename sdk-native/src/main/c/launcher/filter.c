// SPDX-License-Identifier: Apache-2.0
// Runs a system call filter as the kernel would, to learn what it will say.
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "launcher.h"

#if defined(__x86_64__)
#define ARCHITECTURE 0xc000003eu
#elif defined(__aarch64__)
#define ARCHITECTURE 0xc00000b7u
#else
#error "no filter is known for this processor"
#endif

struct call {
    int32_t number;
    uint32_t architecture;
    uint64_t instruction, argument[6];
};

struct machine {
    uint32_t a, x, memory[16];
};

enum { LD = 0, LDX = 1, ST = 2, STX = 3, ALU = 4, JMP = 5, RET = 6, MISC = 7 };
enum { IMM = 0x00, ABS = 0x20, MEM = 0x60, LEN = 0x80 };
#define ALLOWED 0x7fff0000u
#define LOGGED 0x7ffc0000u

static bool calculate(struct machine *m, uint16_t code, uint32_t by) {
    switch (code & 0xf0) {
    case 0x00: m->a += by; return true;
    case 0x10: m->a -= by; return true;
    case 0x20: m->a *= by; return true;
    case 0x30: m->a = by ? m->a / by : 0; return by != 0;
    case 0x40: m->a |= by; return true;
    case 0x50: m->a &= by; return true;
    case 0x60: m->a = by < 32 ? m->a << by : 0; return true;
    case 0x70: m->a = by < 32 ? m->a >> by : 0; return true;
    case 0x80: m->a = -m->a; return true;
    case 0xa0: m->a ^= by; return true;
    default: return false;
    }
}

static bool load(struct machine *m, uint32_t *to, const struct k_filter *i, const struct call *call) {
    switch (i->code & 0xe0) {
    case IMM: *to = i->k; return true;
    case LEN: *to = sizeof *call; return true;
    case MEM: *to = m->memory[i->k & 15]; return i->k < 16;
    case ABS:
        if (i->k % 4 || i->k > sizeof *call - 4) return false;
        memcpy(to, (const char *)call + i->k, 4);
        return true;
    default: return false;
    }
}

static bool jumps(const struct machine *m, uint16_t code, uint32_t with, bool *known) {
    switch (code & 0xf0) {
    case 0x10: return m->a == with;
    case 0x20: return m->a > with;
    case 0x30: return m->a >= with;
    case 0x40: return (m->a & with) != 0;
    default: *known = false; return false;
    }
}

// 0, which kills, for what the kernel would not take.
static uint32_t verdict(const struct k_filter *filter, size_t length, const struct call *call) {
    struct machine m = {0};
    for (size_t at = 0; at < length; at++) {
        const struct k_filter *i = &filter[at];
        uint32_t operand = i->code & 0x08 ? m.x : i->k;
        bool good = true;
        switch (i->code & 7) {
        case LD: good = load(&m, &m.a, i, call); break;
        case LDX: good = load(&m, &m.x, i, call); break;
        case ST: m.memory[i->k & 15] = m.a; break;
        case STX: m.memory[i->k & 15] = m.x; break;
        case ALU: good = calculate(&m, i->code, operand); break;
        case JMP:
            if ((i->code & 0xf0) == 0) at += i->k;
            else at += jumps(&m, i->code, operand, &good) ? i->jump_true : i->jump_false;
            break;
        case RET: return i->code & 0x10 ? m.a : i->k;
        default:
            if (i->code & 0x80) m.a = m.x;
            else m.x = m.a;
        }
        if (!good) return 0;
    }
    return 0;
}

bool filter_lets_be_born(const struct k_filter *filter, size_t length) {
    const struct {
        int number;
        uint64_t first, second;
    } calls[] = {
        {SYS_clone, BIRTH_FLAGS, 0},
        {K_close_range, 3, ~0u},
        {SYS_madvise, 0, 0},
        {SYS_prctl, PR_SET_PDEATHSIG, SIGKILL},
        {SYS_setsid, 0, 0},
        {SYS_ioctl, 0, TIOCSCTTY},
        {SYS_prlimit64, 0, 6},
        {SYS_ppoll, 0, 0},
        {SYS_exit_group, 0, 0},
#ifdef SYS_poll
        {SYS_poll, 0, 0},
#endif
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct call call = {calls[i].number, ARCHITECTURE, 0, {calls[i].first, calls[i].second, 0, 0, 0, 0}};
        uint32_t said = verdict(filter, length, &call) & 0xffff0000u;
        if (said != ALLOWED && said != LOGGED) return false;
    }
    return true;
}
