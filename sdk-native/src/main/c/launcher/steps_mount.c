// SPDX-License-Identifier: Apache-2.0
// Steps that build the container's mount tree.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

// Host paths mean the host's files only as long as the root is the host's.
static bool outside(struct launch *launch) {
    if (!launch->inside) return true;
    strcpy(launch->text, "a host path after the container's root was entered");
    errno = EPERM;
    return false;
}

int step_WRITE_FILE(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    AUTO_CLOSE file = open(text_of(launch, a), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return -1;
    ssize_t written = write(file, text_of(launch, a + 2), a[3]);
    if (written >= 0 && written != (ssize_t)a[3]) errno = EIO;
    return written == (ssize_t)a[3] ? 0 : -1;
}

int step_MOUNT(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    const char *target = text_of(launch, a + 2);
    snprintf(launch->text, sizeof launch->text, "%s", target);
    // NULL, not "": the kernel copies a page for data that is there
    const char *type = a[5] ? text_of(launch, a + 4) : NULL, *data = a[9] ? text_of(launch, a + 8) : NULL;
    return mount(text_of(launch, a), target, type, (unsigned long)number_of(a + 6), data);
}

// mount(2) takes one page of options, which the names of many layers do not fit in: each directory is opened, and named
// by its number below /proc/self/fd.
struct overlay {
    int opened[OVERLAY_LOWERS + 2];
    uint32_t count;
    size_t length;
    char options[4096];
};

static bool add_option(struct overlay *overlay, const char *key, const char *value) {
    size_t room = sizeof overlay->options - overlay->length;
    int written = snprintf(overlay->options + overlay->length, room, "%s%s", key, value);
    overlay->length += (size_t)written;
    if ((size_t)written < room) return true;
    errno = E2BIG;
    return false;
}

static bool add_directory(struct launch *launch, struct overlay *overlay, const char *key, const char *path) {
    char number[12];
    snprintf(launch->text, sizeof launch->text, "%s", path);
    int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return false;
    overlay->opened[overlay->count++] = directory;
    snprintf(number, sizeof number, "%d", directory);
    return add_option(overlay, key, number);
}

static int mount_overlay(struct launch *launch, struct overlay *overlay, const char *target) {
    snprintf(launch->text, sizeof launch->text, "%s", target);
    AUTO_CLOSE here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    AUTO_CLOSE place = open(target, O_PATH | O_DIRECTORY | O_CLOEXEC);
    char number[12];
    snprintf(number, sizeof number, "%d", place);
    if (here < 0 || place < 0 || chdir("/proc/self/fd")) return -1;
    int result = mount("overlay", number, "overlay", 0, overlay->options), error = errno;
    if (fchdir(here)) return -1;
    errno = error;
    return result;
}

int step_OVERLAY(struct launch *launch, const uint32_t *a) {
    static struct overlay overlay;
    if (!outside(launch)) return -1;
    bool added = a[3] <= OVERLAY_LOWERS;
    if (!added) errno = E2BIG;
    for (uint32_t i = 0; added && i < a[3]; i++)
        added = add_directory(launch, &overlay, i ? ":" : "lowerdir=", list_item(launch, a + 2, i));
    added = added && add_directory(launch, &overlay, ",upperdir=", text_of(launch, a + 4)) &&
            add_directory(launch, &overlay, ",workdir=", text_of(launch, a + 6)) &&
            add_option(&overlay, ",", text_of(launch, a + 8));
    int result = added ? mount_overlay(launch, &overlay, text_of(launch, a)) : -1, error = errno;
    for (uint32_t i = 0; i < overlay.count; i++) close_quietly(&overlay.opened[i]);
    memset(&overlay, 0, sizeof overlay);
    errno = error;
    return result;
}

int step_OPEN_TREE(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    unsigned flags = K_OPEN_TREE_CLONE | O_CLOEXEC;
    if (a[3] & OPEN_RECURSIVE) flags |= K_AT_RECURSIVE;
    if (a[3] & OPEN_NOFOLLOW) flags |= AT_SYMLINK_NOFOLLOW;
    close_quietly(&launch->tree[a[0]]);
    launch->tree[a[0]] = (int)syscall(K_open_tree, AT_FDCWD, text_of(launch, a + 1), flags);
    return launch->tree[a[0]] < 0 ? -1 : 0;
}

// Only a mount of one's own mount namespace can be copied: so this one goes there, copies, and comes back.
static int borrow(struct launch *launch, const uint32_t *a, int own, int root, int here) {
    struct k_open_how how = {O_PATH | O_CLOEXEC, 0, K_IN_ROOT | K_NO_MAGICLINKS};
    AUTO_CLOSE there = -1;
    if (syscall(SYS_setns, launch->table[a[1]], K_CLONE_NEWNS)) return -1;
    int copy = -1, base = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (base >= 0) there = (int)syscall(K_openat2, base, text_of(launch, a + 2), &how, sizeof how);
    if (there >= 0) copy = (int)syscall(K_open_tree, there, "", AT_EMPTY_PATH | K_OPEN_TREE_CLONE | O_CLOEXEC);
    int error = errno;
    close_quietly(&base);
    if (syscall(SYS_setns, own, K_CLONE_NEWNS) || fchdir(root) || chroot(".") || fchdir(here)) _exit(127);
    errno = error;
    return copy;
}

int step_BORROW(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    AUTO_CLOSE own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    AUTO_CLOSE root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    AUTO_CLOSE here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (own < 0 || root < 0 || here < 0) return -1;
    close_quietly(&launch->tree[a[0]]);
    launch->tree[a[0]] = borrow(launch, a, own, root, here);
    return launch->tree[a[0]] < 0 ? -1 : 0;
}

int step_ROOT(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    close_quietly(&launch->root);
    launch->root = open(text_of(launch, a), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    launch->named = true;
    return launch->root < 0 ? -1 : 0;
}

// A step of its own, after the mounts: in a user namespace the kernel grants a new proc or sysfs only while the host's
// can be seen ("mount too revealing").
int step_PIVOT(struct launch *launch, const uint32_t *a) {
    (void)a;
    if (!outside(launch)) return -1;
    if (fchdir(root_of(launch))) return -1;
    // the old root ends up on top of the new one at "." and is taken away from there
    if (syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) return -1;
    launch->inside = true;
    return 0;
}

static int move_onto(int mount, int target) {
    return (int)syscall(K_move_mount, mount, "", target, "", K_MOVE_F_EMPTY | K_MOVE_T_EMPTY);
}

// What the kernel said about a file system context: "e text" lines, the last one wins.
static void keep_log(struct launch *launch, int context, const char *target) {
    int saved = errno;
    char line[256], said[256] = "";
    for (ssize_t length; (length = read(context, line, sizeof line - 1)) > 0;) {
        line[length] = 0;
        line[strcspn(line, "\n")] = 0;
        if (length > 2) snprintf(said, sizeof said, "%s", line + 2);
    }
    snprintf(launch->text, sizeof launch->text, "%s%s%s", target, *said ? ": " : "", said);
    errno = saved;
}

static int set_options(struct launch *launch, int context, const uint32_t *list) {
    for (uint32_t i = 0; i < list[1]; i += 2) {
        const char *key = list_item(launch, list, i), *value = list_item(launch, list, i + 1);
        int command = *value ? K_FS_SET_STRING : K_FS_SET_FLAG;
        if (syscall(K_fsconfig, context, command, key, *value ? value : NULL, 0)) return -1;
    }
    return 0;
}

int step_FS_MOUNT(struct launch *launch, const uint32_t *a) {
    const char *source = text_of(launch, a + 2), *path = text_of(launch, a + 4);
    snprintf(launch->text, sizeof launch->text, "%s", path);
    AUTO_CLOSE target = rooted_target(launch, path);
    if (target < 0) return -1;
    AUTO_CLOSE context = (int)syscall(K_fsopen, text_of(launch, a), K_FSOPEN_CLOEXEC);
    if (context < 0) return -1;
    AUTO_CLOSE mount = -1;
    if ((!*source || !syscall(K_fsconfig, context, K_FS_SET_STRING, "source", source, 0)) &&
        !set_options(launch, context, a + 6) && !syscall(K_fsconfig, context, K_FS_CMD_CREATE, NULL, NULL, 0))
        mount = (int)syscall(K_fsmount, context, K_FSMOUNT_CLOEXEC, a[8]);
    if (mount < 0) {
        keep_log(launch, context, path);
        return -1;
    }
    return move_onto(mount, target);
}

// Borrowed from a container, which may have put anything there: it must show the pid namespace that is being joined.
static bool is_joined_proc(const struct launch *launch, int mount) {
    struct stat shown, joined;
    struct statfs status;
    if (fstatfs(mount, &status)) return false;
    errno = ENOTSUP;
    if (status.f_type != K_PROC_SUPER_MAGIC) return false;
    if (fstatat(mount, "1/ns/pid", &shown, 0) || fstatat(launch->self, "ns/pid_for_children", &joined, 0)) {
        if (errno == ENOENT) errno = ESRCH; // the container has ended
        return false;
    }
    errno = ENOTSUP;
    return shown.st_ino == joined.st_ino && shown.st_dev == joined.st_dev;
}

int step_COVER(struct launch *launch, const uint32_t *a) {
    if (!outside(launch)) return -1;
    snprintf(launch->text, sizeof launch->text, "%s", text_of(launch, a + 1));
    AUTO_CLOSE target = open(text_of(launch, a + 1), O_PATH | O_CLOEXEC);
    return target < 0 ? -1 : move_onto(launch->table[a[0]], target);
}

int step_ATTACH(struct launch *launch, const uint32_t *a) {
    const char *path = text_of(launch, a + 1);
    int mount = launch->tree[a[0]];
    snprintf(launch->text, sizeof launch->text, "%s", path);
    struct k_mount_attr attributes = {number_of(a + 3), number_of(a + 5), a[7], 0};
    unsigned flags = AT_EMPTY_PATH | (a[8] & ATTACH_RECURSIVE ? K_AT_RECURSIVE : 0);
    if (mount < 0) {
        errno = EBADF;
        return -1;
    }
    if (a[8] & ATTACH_PROC && !is_joined_proc(launch, mount)) return -1;
    if ((attributes.set | attributes.clear | attributes.propagation) &&
        syscall(K_mount_setattr, mount, "", flags, &attributes, sizeof attributes))
        return -1;
    AUTO_CLOSE target = a[8] & ATTACH_FOLLOW ? rooted_open(launch, path, O_PATH) : rooted_target(launch, path);
    if (target < 0 || move_onto(mount, target)) return -1;
    close_quietly(&launch->tree[a[0]]);
    return 0;
}

// A copy of the container's own /dev/null: a fresh node, or the host's bound there, but a null device for sure.
static int null_copy(struct launch *launch) {
    struct stat status;
    if (launch->null < 0) launch->null = rooted_target(launch, "/dev/null");
    if (launch->null < 0) return -1;
    if (fstat(launch->null, &status) || !S_ISCHR(status.st_mode) || status.st_rdev != makedev(1, 3)) {
        errno = ENODEV;
        return -1;
    }
    return (int)syscall(K_open_tree, launch->null, "", AT_EMPTY_PATH | K_OPEN_TREE_CLONE | O_CLOEXEC);
}

// An empty read-only directory. One superblock does for all: the first is attached, the others are copies of it, for
// before Linux 6.15 only an attached mount can be copied.
static int empty_copy(struct launch *launch, bool *first) {
    *first = launch->empty < 0;
    if (!*first) return (int)syscall(K_open_tree, launch->empty, "", AT_EMPTY_PATH | K_OPEN_TREE_CLONE | O_CLOEXEC);
    AUTO_CLOSE context = (int)syscall(K_fsopen, "tmpfs", K_FSOPEN_CLOEXEC);
    if (context < 0 || syscall(K_fsconfig, context, K_FS_SET_STRING, "mode", "0555", 0) ||
        syscall(K_fsconfig, context, K_FS_SET_STRING, "nr_inodes", "1", 0) ||
        syscall(K_fsconfig, context, K_FS_SET_FLAG, "ro", NULL, 0) ||
        syscall(K_fsconfig, context, K_FS_CMD_CREATE, NULL, NULL, 0))
        return -1;
    unsigned attributes = K_ATTR_RDONLY | K_ATTR_NOSUID | K_ATTR_NODEV | K_ATTR_NOEXEC;
    return (int)syscall(K_fsmount, context, K_FSMOUNT_CLOEXEC, attributes);
}

int step_MASK(struct launch *launch, const uint32_t *a) {
    AUTO_CLOSE target = rooted_target(launch, text_of(launch, a));
    if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    struct stat status;
    if (fstat(target, &status)) return -1;
    bool directory = S_ISDIR(status.st_mode), first = false;
    AUTO_CLOSE cover = directory ? empty_copy(launch, &first) : null_copy(launch);
    if (cover < 0 || move_onto(cover, target)) return -1;
    if (first) {
        launch->empty = cover;
        cover = -1;
    }
    return 0;
}

int step_READONLY(struct launch *launch, const uint32_t *a) {
    AUTO_CLOSE target = rooted_target(launch, text_of(launch, a));
    if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    struct k_mount_attr attributes = {K_ATTR_RDONLY, 0, 0, 0};
    unsigned recursive = AT_EMPTY_PATH | K_AT_RECURSIVE;
    AUTO_CLOSE copy = (int)syscall(K_open_tree, target, "", recursive | K_OPEN_TREE_CLONE | O_CLOEXEC);
    if (copy < 0 || syscall(K_mount_setattr, copy, "", recursive, &attributes, sizeof attributes)) return -1;
    return move_onto(copy, target);
}

int step_ROOT_READONLY(struct launch *launch, const uint32_t *a) {
    (void)a;
    struct k_mount_attr attributes = {K_ATTR_RDONLY, 0, 0, 0};
    int root = root_of(launch);
    return root < 0 ? -1 : (int)syscall(K_mount_setattr, root, "", AT_EMPTY_PATH, &attributes, sizeof attributes);
}
