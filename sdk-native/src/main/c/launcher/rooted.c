// SPDX-License-Identifier: Apache-2.0
// Paths below the launch's root. Every look-up is one openat2 that can neither leave the root nor follow a link that
// only looks like a path (/proc/self/fd/N), however the container's files change meanwhile; what follows works on the
// descriptor alone.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

int root_of(struct launch *launch) {
    if (launch->root < 0) launch->root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return launch->root;
}

int rooted_open(struct launch *launch, const char *path, uint64_t flags) {
    struct k_open_how how = {flags | O_CLOEXEC, 0, K_IN_ROOT | K_NO_MAGICLINKS};
    int root = root_of(launch);
    if (root < 0) return -1;
    // EAGAIN: a rename or mount elsewhere raced with "..", the kernel could not be sure
    for (int attempt = 0; attempt < 128; attempt++) {
        int descriptor = (int)syscall(K_openat2, root, path, &how, sizeof how);
        if (descriptor >= 0 || (errno != EAGAIN && errno != EINTR)) return descriptor;
    }
    return -1;
}

int rooted_target(struct launch *launch, const char *path) {
    int target = rooted_open(launch, path, O_PATH | O_NOFOLLOW);
    struct stat status;
    if (target >= 0 && (fstat(target, &status) || S_ISLNK(status.st_mode))) {
        close_quietly(&target);
        errno = ELOOP;
    }
    return target;
}

// Splits at the last slash: copies the directory, points at the name. "." and ".." are no names.
static bool split(const char *path, char *directory, const char **name) {
    const char *slash = strrchr(path, '/');
    size_t length = (size_t)(slash - path);
    memcpy(directory, path, length);
    directory[length ? length : 1] = 0;
    directory[0] = '/';
    *name = slash + 1;
    if (!**name || !strcmp(*name, ".") || !strcmp(*name, "..")) errno = EINVAL;
    else return true;
    return false;
}

int rooted_parent(struct launch *launch, const char *path, const char **name) {
    char directory[PATH_MAX];
    if (!split(path, directory, name)) return -1;
    return rooted_directory(launch, directory, 0755, 0, 0);
}

// Makes one directory in `parent` and gives it to its owner.
static bool make(int parent, const char *name, mode_t mode, uid_t uid, gid_t gid) {
    if (!strcmp(name, "..") || !strcmp(name, ".")) {
        errno = EINVAL;
        return false;
    }
    if (mkdirat(parent, name, mode)) return errno == EEXIST;
    return (uid == 0 && gid == 0) || fchownat(parent, name, uid, gid, AT_SYMLINK_NOFOLLOW) == 0;
}

int rooted_directory(struct launch *launch, const char *path, mode_t mode, uid_t uid, gid_t gid) {
    int found = rooted_open(launch, path, O_PATH | O_DIRECTORY);
    if (found >= 0 || errno != ENOENT) return found;
    char prefix[PATH_MAX];
    strcpy(prefix, path); // the verify pass keeps paths below PATH_MAX
    AUTO_CLOSE parent = rooted_open(launch, "/", O_PATH | O_DIRECTORY);
    for (char *name = prefix + 1; parent >= 0 && *name;) {
        char *end = name + strcspn(name, "/");
        bool last = end[strspn(end, "/")] == 0;
        char after = *end;
        *end = 0;
        int next = rooted_open(launch, prefix, O_PATH | O_DIRECTORY);
        if (next < 0 && errno == ENOENT && make(parent, name, last ? mode : 0755, last ? uid : 0, last ? gid : 0))
            next = rooted_open(launch, prefix, O_PATH | O_DIRECTORY);
        close_quietly(&parent);
        parent = next;
        *end = after;
        name = end + strspn(end, "/");
    }
    int result = parent;
    parent = -1;
    return result;
}
