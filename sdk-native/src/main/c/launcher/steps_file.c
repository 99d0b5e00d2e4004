// SPDX-License-Identifier: Apache-2.0
// Steps that make files below the container's root, or open them.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

int step_MKDIR(struct launch *launch, const uint32_t *a) {
    AUTO_CLOSE directory = rooted_directory(launch, text_of(launch, a), a[2], a[3], a[4]);
    return directory < 0 ? -1 : 0;
}

int step_FILE(struct launch *launch, const uint32_t *a) {
    const char *path = text_of(launch, a), *name;
    AUTO_CLOSE existing = rooted_open(launch, path, O_PATH);
    if (existing >= 0) return 0;
    AUTO_CLOSE parent = rooted_parent(launch, path, &name);
    if (parent < 0) return -1;
    AUTO_CLOSE file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, a[2]);
    if (file < 0 || (a[3] == 0 && a[4] == 0)) return file < 0 ? -1 : 0;
    return fchown(file, a[3], a[4]);
}

int step_MKNOD(struct launch *launch, const uint32_t *a) {
    const char *name;
    AUTO_CLOSE parent = rooted_parent(launch, text_of(launch, a), &name);
    if (parent < 0) return -1;
    if (mknodat(parent, name, a[2], makedev(a[5], a[6]))) {
        struct stat there; // left by an earlier start
        bool same = errno == EEXIST && !fstatat(parent, name, &there, AT_SYMLINK_NOFOLLOW) &&
                    (there.st_mode & S_IFMT) == (a[2] & S_IFMT) && there.st_rdev == makedev(a[5], a[6]);
        return same ? 0 : -1;
    }
    return a[3] == 0 && a[4] == 0 ? 0 : fchownat(parent, name, a[3], a[4], AT_SYMLINK_NOFOLLOW);
}

int step_SYMLINK(struct launch *launch, const uint32_t *a) {
    const char *path = text_of(launch, a + 2), *name;
    snprintf(launch->text, sizeof launch->text, "%s", path);
    AUTO_CLOSE parent = rooted_parent(launch, path, &name);
    return parent < 0 ? -1 : symlinkat(text_of(launch, a), parent, name);
}

// The key is looked up below the container's own /proc/sys, which must be a proc file system and nothing put over it.
int step_SYSCTL(struct launch *launch, const uint32_t *a) {
    const char *key = text_of(launch, a);
    struct k_open_how how = {O_WRONLY | O_CLOEXEC, 0, K_BENEATH | K_NO_SYMLINKS | K_NO_XDEV};
    struct statfs status;
    snprintf(launch->text, sizeof launch->text, "%s", key);
    AUTO_CLOSE base = rooted_open(launch, "/proc/sys", O_PATH | O_DIRECTORY | O_NOFOLLOW);
    if (base < 0 || fstatfs(base, &status)) return -1;
    if (status.f_type != K_PROC_SUPER_MAGIC) {
        errno = ENOTSUP;
        return -1;
    }
    AUTO_CLOSE file = (int)syscall(K_openat2, base, key, &how, sizeof how);
    if (file < 0) return -1;
    ssize_t written = write(file, text_of(launch, a + 2), a[3]);
    if (written >= 0 && written != (ssize_t)a[3]) errno = EIO;
    return written == (ssize_t)a[3] ? 0 : -1;
}

int step_CHDIR(struct launch *launch, const uint32_t *a) {
    const char *path = text_of(launch, a);
    AUTO_CLOSE directory = a[2] ? rooted_directory(launch, path, 0755, a[3], a[4])
                                : rooted_open(launch, path, O_PATH | O_DIRECTORY);
    return directory < 0 ? -1 : fchdir(directory);
}

// Moves one of our own descriptors out of the way of a number that the program wants.
static bool displace(int *own, int number) {
    if (*own != number) return true;
    int moved = fcntl(number, F_DUPFD_CLOEXEC, KEPT_MAX);
    if (moved < 0) moved = fcntl(number, F_DUPFD_CLOEXEC, number + 1); // a low limit of open files
    if (moved < 0) return false;
    *own = moved; // the old number is closed by the dup3 that takes it
    return true;
}

static int place(struct launch *launch, int from, int number) {
    if (dup3(from, number, 0) < 0) return -1;
    launch->kept[number / 8] |= (unsigned char)(1 << number % 8);
    return 0;
}

static bool free_number(struct launch *launch, uint32_t wanted) {
    if (wanted >= KEPT_MAX) {
        errno = EBADF;
        return false;
    }
    int number = (int)wanted;
    int *const own[] = {&launch->report, &launch->server, &launch->root,      &launch->null,
                        &launch->empty,  &launch->relay,  &launch->self};
    bool free = true;
    for (uint32_t i = 0; free && i < sizeof own / sizeof *own; i++) free = displace(own[i], number);
    for (uint32_t i = 0; free && i < launch->descriptors; i++) free = displace(&launch->table[i], number);
    for (uint32_t i = 0; free && i < TREE_SLOTS; i++) free = displace(&launch->tree[i], number);
    return free;
}

int hand_over(struct launch *launch, int from, uint32_t number) {
    return free_number(launch, number) ? place(launch, from, (int)number) : -1;
}

int step_FD(struct launch *launch, const uint32_t *a) {
    return free_number(launch, a[1]) ? place(launch, launch->table[a[0]], (int)a[1]) : -1;
}

int step_OPEN(struct launch *launch, const uint32_t *a) {
    if (!free_number(launch, a[3])) return -1;
    AUTO_CLOSE file = rooted_open(launch, text_of(launch, a), a[2] | O_NOFOLLOW | O_NOCTTY);
    if (file < 0) return -1;
    if (file != (int)a[3]) return place(launch, file, (int)a[3]);
    // the number was free and open() took it
    launch->kept[file / 8] |= (unsigned char)(1 << file % 8);
    if (fcntl(file, F_SETFD, 0)) return -1;
    file = -1;
    return 0;
}
