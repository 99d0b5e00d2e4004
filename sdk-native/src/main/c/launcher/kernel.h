// SPDX-License-Identifier: Apache-2.0
// Kernel numbers and structures that no libc, or only some, declares. The oldest kernel that works is Linux 5.12
// (mount_setattr). Numbers from 424 on are the same on every architecture.
#ifndef JEBENA_KERNEL_H
#define JEBENA_KERNEL_H

#include <stdint.h>

enum {
    K_open_tree = 428,     // 5.2
    K_move_mount = 429,    // 5.2
    K_fsopen = 430,        // 5.2
    K_fsconfig = 431,      // 5.2
    K_fsmount = 432,       // 5.2
    K_pidfd_open = 434,    // 5.3
    K_clone3 = 435,        // 5.3
    K_close_range = 436,   // 5.9, CLOSE_RANGE_CLOEXEC 5.11
    K_openat2 = 437,       // 5.6
    K_mount_setattr = 442, // 5.12
    K_landlock_create_ruleset = 444, // 5.13, like the two that follow
    K_landlock_add_rule = 445,
    K_landlock_restrict_self = 446,
};

// include/uapi/linux/sched.h
#define K_CLONE_NEWTIME 0x00000080u // 5.6
#define K_CLONE_PIDFD 0x00001000u
#define K_CLONE_PARENT 0x00008000u
#define K_CLONE_NEWNS 0x00020000u
#define K_CLONE_PARENT_SETTID 0x00100000u
#define K_CLONE_NEWCGROUP 0x02000000u
#define K_CLONE_NEWUTS 0x04000000u
#define K_CLONE_NEWIPC 0x08000000u
#define K_CLONE_NEWUSER 0x10000000u
#define K_CLONE_NEWPID 0x20000000u
#define K_CLONE_NEWNET 0x40000000u
#define K_CLONE_INTO_CGROUP 0x200000000ull // 5.7
#define K_NEW_ANY                                                                                                      \
    (K_CLONE_NEWNS | K_CLONE_NEWCGROUP | K_CLONE_NEWUTS | K_CLONE_NEWIPC | K_CLONE_NEWUSER | K_CLONE_NEWPID |          \
     K_CLONE_NEWNET)

struct k_clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

// include/uapi/linux/openat2.h
struct k_open_how {
    uint64_t flags, mode, resolve;
};
enum { K_NO_XDEV = 0x01, K_NO_MAGICLINKS = 0x02, K_NO_SYMLINKS = 0x04, K_BENEATH = 0x08, K_IN_ROOT = 0x10 };

// include/uapi/linux/mount.h
enum { K_OPEN_TREE_CLONE = 1, K_FSOPEN_CLOEXEC = 1, K_FSMOUNT_CLOEXEC = 1 };
enum { K_MOVE_F_EMPTY = 0x04, K_MOVE_T_EMPTY = 0x40 };
enum { K_FS_SET_FLAG = 0, K_FS_SET_STRING = 1, K_FS_CMD_CREATE = 6 };
enum { K_ATTR_RDONLY = 0x01, K_ATTR_NOSUID = 0x02, K_ATTR_NODEV = 0x04, K_ATTR_NOEXEC = 0x08 };
struct k_mount_attr {
    uint64_t set, clear, propagation, userns;
};
enum { K_AT_RECURSIVE = 0x8000 };

// include/uapi/linux/capability.h
struct k_cap_header {
    uint32_t version;
    int pid;
};
struct k_cap_data {
    uint32_t effective, permitted, inheritable;
};
#define K_CAPABILITY_VERSION_3 0x20080522u
enum { K_CAP_AMBIENT = 47, K_CAP_AMBIENT_RAISE = 2, K_CAP_AMBIENT_CLEAR_ALL = 4 };

// include/uapi/linux/seccomp.h and filter.h
enum { K_SECCOMP_SET_MODE_FILTER = 1 };
struct k_filter {
    uint16_t code;
    uint8_t jump_true, jump_false;
    uint32_t k;
};
struct k_program {
    uint16_t length;
    const struct k_filter *filter;
};

// include/uapi/linux/landlock.h
struct k_path_beneath {
    uint64_t access;
    int32_t parent;
} __attribute__((packed));
enum { K_RULE_PATH_BENEATH = 1 };
// what may be allowed for a file that is no directory: execute, write, read, truncate, ioctl on devices
#define K_ACCESS_FILE 0xc007ull

enum { K_CLOSE_RANGE_CLOEXEC = 4, K_KEYCTL_JOIN_SESSION_KEYRING = 1 };
#define K_PROC_SUPER_MAGIC 0x9fa0
#define K_DEVPTS_SUPER_MAGIC 0x1cd1

#endif
