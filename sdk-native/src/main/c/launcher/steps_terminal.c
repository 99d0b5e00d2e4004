// SPDX-License-Identifier: Apache-2.0
// The program's terminal: a pair of the container's own devpts, its master sent to the JVM.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

// The slave belongs to whoever opens the master: a chown would need its owner to have a name in the user namespace.
static int open_master(struct launch *launch, uid_t owner) {
    setfsuid(owner);
    int master = rooted_open(launch, "/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW);
    int error = errno;
    setfsuid(0);
    errno = error;
    struct statfs status;
    if (master < 0 || (fstatfs(master, &status) == 0 && status.f_type == K_DEVPTS_SUPER_MAGIC)) return master;
    close_quietly(&master);
    errno = ENOTTY;
    return -1;
}

static int open_slave(int master, uint32_t columns, uint32_t rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    int locked = 0;
    if (ioctl(master, TIOCSPTLCK, &locked)) return -1;
    if (columns && rows && ioctl(master, TIOCSWINSZ, &size)) return -1;
    return ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC); // no name is looked up
}

static int bind_console(struct launch *launch, int slave) {
    const char *name;
    AUTO_CLOSE parent = rooted_parent(launch, "/dev/console", &name);
    if (parent < 0) return -1;
    AUTO_CLOSE made = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0620);
    if (made < 0 && errno != EEXIST) return -1;
    AUTO_CLOSE target = rooted_target(launch, "/dev/console");
    AUTO_CLOSE tree = (int)syscall(K_open_tree, slave, "", AT_EMPTY_PATH | K_OPEN_TREE_CLONE | O_CLOEXEC);
    if (target < 0 || tree < 0) return -1;
    return (int)syscall(K_move_mount, tree, "", target, "", K_MOVE_F_EMPTY | K_MOVE_T_EMPTY);
}

static bool send_master(const struct launch *launch, int master) {
    struct report report = {.magic = REPORT_MAGIC, .version = WIRE_VERSION, .kind = REPORT_TERMINAL,
                            .plan = launch->plan, .step = launch->index};
    return send_frame(launch->report, &report, REPORT_FIXED, master, 0);
}

int step_TERMINAL(struct launch *launch, const uint32_t *a) {
    strcpy(launch->text, "/dev/pts/ptmx");
    AUTO_CLOSE master = open_master(launch, a[2]);
    if (master < 0) return -1;
    AUTO_CLOSE slave = open_slave(master, a[0], a[1]);
    if (slave < 0 || (!launch->late && ioctl(slave, TIOCSCTTY, 0))) return -1;
    launch->terminal = 0;
    for (uint32_t number = 0; number < 3; number++)
        if (hand_over(launch, slave, number)) return -1;
    strcpy(launch->text, "/dev/console");
    if (a[3] && bind_console(launch, slave)) return -1;
    return send_master(launch, master) ? 0 : -1;
}
