// SPDX-License-Identifier: Apache-2.0
// Kills a control group: the v2 way in one write (Linux 5.14), or the members one by one, those of groups below too.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher.h"

#define DEEPEST 32 // a container may make groups below its own

static bool kill_listed(char *list) {
    bool any = false;
    for (char *line = list, *end; (end = strchr(line, '\n')); line = end + 1) {
        pid_t pid = (pid_t)strtol(line, NULL, 10);
        if (pid <= 1) continue;
        kill(pid, SIGKILL);
        any = true;
    }
    return any;
}

// A group of the v1 freezer keeps its members from dying; v2 lets the killed go by itself.
static bool thaw(int directory) {
    AUTO_CLOSE state = openat(directory, "freezer.state", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    return state >= 0 && write(state, "THAWED", 6) == 6; // else nothing more can be done, the kill stays pending
}

static bool kill_members(int directory) {
    AUTO_CLOSE members = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (members < 0) return false; // removed, so empty
    char list[4096];
    ssize_t length = read(members, list, sizeof list - 1);
    if (length <= 0) return false;
    list[length] = 0;
    return kill_listed(list);
}

static bool for_all_below(int directory, bool (*what)(int), int depth) {
    bool any = what(directory);
    int copy = depth < DEEPEST ? openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries) close_quietly(&copy);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
        AUTO_CLOSE child = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (child >= 0 && for_all_below(child, what, depth + 1)) any = true;
    }
    if (entries) closedir(entries);
    return any;
}

bool kill_group(int directory) {
    AUTO_CLOSE all = openat(directory, "cgroup.kill", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (all >= 0) {
        ssize_t written = write(all, "1", 1);
        return written == 1 || errno == ENODEV;
    }
    bool any = for_all_below(directory, kill_members, 0);
    if (any) for_all_below(directory, thaw, 0);
    return !any;
}
