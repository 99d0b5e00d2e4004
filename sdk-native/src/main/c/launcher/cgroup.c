// SPDX-License-Identifier: Apache-2.0
// Kills a control group: the v2 way in one write (Linux 5.14), or the members one by one.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher.h"

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
static void thaw(int directory) {
    AUTO_CLOSE state = openat(directory, "freezer.state", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (state >= 0 && write(state, "THAWED", 6) < 0) return; // nothing more can be done, the kill stays pending
}

bool kill_group(int directory) {
    AUTO_CLOSE all = openat(directory, "cgroup.kill", O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (all >= 0) {
        ssize_t written = write(all, "1", 1);
        return written == 1 || errno == ENODEV;
    }
    AUTO_CLOSE members = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (members < 0) return true; // removed, so empty
    char list[4096];
    ssize_t length = read(members, list, sizeof list - 1);
    if (length <= 0) return true;
    list[length] = 0;
    bool any = kill_listed(list);
    if (any) thaw(directory);
    return !any;
}
