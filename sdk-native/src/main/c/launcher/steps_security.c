// SPDX-License-Identifier: Apache-2.0
// Steps that put the program under further security modules of the kernel.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

static int allow(struct launch *launch, int ruleset, const char *path, const unsigned char *access) {
    snprintf(launch->text, sizeof launch->text, "%s", path);
    AUTO_CLOSE place = rooted_open(launch, path, O_PATH);
    struct stat status;
    if (place < 0 || fstat(place, &status)) return -1;
    struct k_path_beneath rule = {.parent = place};
    memcpy(&rule.access, access, sizeof rule.access);
    if (!S_ISDIR(status.st_mode)) rule.access &= K_ACCESS_FILE;
    return (int)syscall(K_landlock_add_rule, ruleset, K_RULE_PATH_BENEATH, &rule, 0);
}

int step_LANDLOCK(struct launch *launch, const uint32_t *a) {
    const uint64_t governed = number_of(a);
    const unsigned char *access = launch->bytes + a[4];
    if (a[5] / 8 != a[3] || a[5] % 8) {
        errno = EINVAL;
        return -1;
    }
    AUTO_CLOSE ruleset = (int)syscall(K_landlock_create_ruleset, &governed, sizeof governed, 0);
    if (ruleset < 0) return -1;
    for (uint32_t i = 0; i < a[3]; i++)
        if (allow(launch, ruleset, list_item(launch, a + 2, i), access + 8 * (size_t)i)) return -1;
    launch->text[0] = 0;
    return (int)syscall(K_landlock_restrict_self, ruleset, 0);
}

// Through the container's own /proc, which must be a proc file system and nothing put over it.
int step_LABEL(struct launch *launch, const uint32_t *a) {
    char path[64];
    struct statfs status;
    int length = snprintf(path, sizeof path, "/proc/self/attr/%s", text_of(launch, a));
    snprintf(launch->text, sizeof launch->text, "%s", text_of(launch, a + 2));
    if (length >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const char *name = path + strlen("/proc/self/");
    struct k_open_how how = {O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0, K_BENEATH | K_NO_SYMLINKS};
    // who is not in the pid namespace of the container's /proc has no "self" there
    AUTO_CLOSE file = launch->late ? (int)syscall(K_openat2, launch->self, name, &how, sizeof how)
                                   : rooted_open(launch, path, O_WRONLY | O_NOFOLLOW);
    if (file < 0 || fstatfs(file, &status)) return -1;
    if (status.f_type != K_PROC_SUPER_MAGIC) {
        errno = ENOTSUP;
        return -1;
    }
    ssize_t written = write(file, text_of(launch, a + 2), a[3]);
    if (written >= 0 && written != (ssize_t)a[3]) errno = EIO;
    return written == (ssize_t)a[3] ? 0 : -1;
}
