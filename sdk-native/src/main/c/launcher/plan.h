// SPDX-License-Identifier: Apache-2.0
// The plan: what one child does between its birth and its exec, as the JVM wrote it.
//
//   header | steps ... | data area (strings, lists, bytes)
//
// A step is {u16 opcode, u16 words, u32 argument[words]}. The letters after an opcode are its arguments in order; they
// alone give the number of words and what is checked before anything runs:
//   u  number             1 word      q  64-bit number          2 words, low first
//   f  descriptor index   1 word      t  tree slot              1 word
//   s  text               2 words     p  absolute path          2 words      (offset, length; a NUL follows there)
//   b  bytes              2 words     l  list of texts          2 words      (offset of {offset, length} pairs, count)
// Everything is little-endian. The Java enum `StepKind` has the same numbers, names and letters; a test compares them.
#ifndef JEBENA_PLAN_H
#define JEBENA_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_MAGIC 0x4c50424au // "JBPL"
#define PLAN_VERSION 1
#define PLAN_MAX (4u << 20)
#define STEPS_MAX 4096
#define LIST_MAX 32768
#define TREE_SLOTS 128
#define OVERLAY_LOWERS 500 // overlayfs takes no more
#define NO_INDEX 0xffffffffu

#define STEPS(X)                                                                                                       \
    X(1, WRITE_FILE, "pb")      /* host path, data in one write                                                     */ \
    X(2, SYNC, "")              /* report READY, wait for GO                                                        */ \
    X(3, MOUNT, "spsqs")        /* source, target, type, flags, data; host paths                                    */ \
    X(4, OPEN_TREE, "tpu")      /* slot, host path, OPEN_*                                                          */ \
    X(5, ROOT, "p")             /* host path of a mount point; the root that paths below are resolved in            */ \
    X(6, PIVOT, "")             /* makes it the root of the process; the host's is let go                           */ \
    X(7, MKDIR, "puuu")         /* path, mode, uid, gid; parents 0755 of root                                       */ \
    X(8, FILE, "puuu")          /* path, mode, uid, gid; an existing one stays as it is                             */ \
    X(9, MKNOD, "puuuuu")       /* path, mode with type, uid, gid, major, minor                                     */ \
    X(10, SYMLINK, "sp")        /* target, path                                                                     */ \
    X(11, FS_MOUNT, "ssplu")    /* type, source, target, key and value pairs (empty value: flag), MOUNT_ATTR_*      */ \
    X(12, ATTACH, "tpqquu")     /* slot, target, attributes to set, to clear, propagation, ATTACH_*                 */ \
    X(13, MASK, "p")            /* absent: skipped; directory: empty and read-only; else /dev/null                  */ \
    X(14, READONLY, "p")        /* absent: skipped                                                                  */ \
    X(15, ROOT_READONLY, "")                                                                                           \
    X(16, HOSTNAME, "s")                                                                                               \
    X(17, DOMAINNAME, "s")                                                                                             \
    X(18, SYSCTL, "ss")         /* key path below /proc/sys, value                                                  */ \
    X(19, RLIMIT, "uqq")        /* resource, soft, hard                                                             */ \
    X(20, UMASK, "u")                                                                                                  \
    X(21, SETSID, "u")          /* descriptor of the controlling terminal, or NO_INDEX                              */ \
    X(22, FD, "fu")             /* descriptor index, number in the program                                          */ \
    X(23, OPEN, "puu")          /* path in the root, open flags, number in the program                              */ \
    X(24, CHDIR, "puuu")        /* path, 1: make it if absent, uid, gid                                             */ \
    X(25, GROUPS, "b")          /* u32 each                                                                         */ \
    X(26, GID, "u")                                                                                                    \
    X(27, UID, "uu")            /* uid, 1: keep the permitted capabilities                                          */ \
    X(28, BOUNDING, "q")        /* mask of what stays                                                               */ \
    X(29, CAPS, "qqqq")         /* effective, permitted, inheritable, ambient                                       */ \
    X(30, NO_NEW_PRIVS, "")                                                                                            \
    X(31, SECCOMP, "ub")        /* SECCOMP_FILTER_FLAG_*, struct sock_filter[]                                      */ \
    X(32, LOOPBACK_UP, "")                                                                                             \
    X(33, SETNS, "fu")          /* descriptor index of a namespace (one CLONE_NEW*) or pidfd (any)                  */ \
    X(34, UNSHARE, "u")         /* CLONE_NEW*                                                                       */ \
    X(35, DUMPABLE, "u")        /* 1: its /proc entries belong to its user, as id maps of an ordinary user need     */ \
    X(36, SESSION_KEYRING, "s") /* name; skipped on a kernel without keys                                           */ \
    X(37, EXEC, "lll")          /* candidates, arguments, environment; the last step                                */ \
    X(38, OVERLAY, "plpps")     /* target, lower directories from the top, upper, work, further options; host paths */ \
    X(39, LANDLOCK, "qlb")      /* LANDLOCK_ACCESS_FS_* governed, paths in the root, access to each: u64            */ \
    X(40, LABEL, "ss")          /* name below /proc/self/attr, what the security module takes there                 */ \
    X(41, BORROW, "tfp")        /* slot, pidfd, path of a mount in the root of that process                         */ \
    X(42, COVER, "fp")          /* descriptor index of a mount attached nowhere, host path of what it is put over   */ \
    X(50, TERMINAL, "uuuu")     /* columns and rows (0: as it is), owner, 1: it is /dev/console, too; after SETSID  */ \
    X(51, INIT, "")             /* EXEC runs the program as a child of a small init, which stays                    */

enum opcode {
#define X(number, name, arguments) STEP_##name = number,
    STEPS(X)
#undef X
        STEP_LAST
};

enum { OPEN_RECURSIVE = 1, OPEN_NOFOLLOW = 2 };
enum { ATTACH_RECURSIVE = 1, ATTACH_FOLLOW = 2, ATTACH_PROC = 4 }; // PROC: only the /proc of the pid namespace joined

// The first `prelude` steps run in a process of their own (stage A), which then makes the child: joining a pid, user or
// time namespace only counts for children. `cgroup` and `kill` are descriptor indexes: the v2 group to be born in, and
// the directory of the group whose members all die with the child.
struct plan_header {
    uint32_t magic;
    uint16_t version;
    uint16_t header_size;
    uint32_t length;
    uint32_t steps;
    uint32_t prelude;
    uint32_t data;
    uint64_t namespaces;
    uint32_t cgroup;
    uint32_t kill;
    uint32_t reserved[2];
};
_Static_assert(sizeof(struct plan_header) == 48, "the plan header is 48 bytes");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "plans are little-endian");

struct step {
    uint16_t opcode;
    uint16_t words;
    uint32_t argument[];
};

struct flaw {
    const char *reason;
    uint32_t step;
    uint16_t opcode;
};

// Checks every length, offset, text, index and opcode of a plan; nothing of a plan is used before this has said true.
bool plan_verify(const unsigned char *bytes, size_t length, uint32_t descriptors, bool continuation, struct flaw *flaw);

// The arguments' letters of an opcode, or NULL if there is no such opcode.
const char *plan_arguments(unsigned opcode);

#endif
