// SPDX-License-Identifier: Apache-2.0
// Tries to get out of a container. Each subcommand prints what came of it, one line per attempt: "name errno".
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SYS_OF(name, number) enum { NR_##name = number }
SYS_OF(open_tree, 428);
SYS_OF(move_mount, 429);
SYS_OF(fsopen, 430);
SYS_OF(fsmount, 432);
SYS_OF(pidfd_open, 434);
SYS_OF(clone3, 435);
SYS_OF(pidfd_getfd, 438);
SYS_OF(mount_setattr, 442);
SYS_OF(io_uring_setup, 425);

static void tell(const char *name, long result) {
    printf("%s %d\n", name, result < 0 ? errno : 0);
    fflush(stdout);
}

#define TRY(name, ...) tell(name, (errno = 0, (long)(__VA_ARGS__)))

// A process made by a call that should have failed must not go on as a second probe.
static long once(long pid) {
    if (pid == 0) _exit(0);
    return pid;
}

static void calls(void) {
    char space[4096] = {0};
    TRY("mount", syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, 0));
    TRY("umount2", syscall(SYS_umount2, "/proc/sys", 2));
    TRY("pivot_root", syscall(SYS_pivot_root, "/", "/"));
    TRY("open_tree", syscall(NR_open_tree, AT_FDCWD, "/", 1));
    TRY("move_mount", syscall(NR_move_mount, -1, "", AT_FDCWD, "/tmp", 4));
    TRY("fsopen", syscall(NR_fsopen, "tmpfs", 0));
    TRY("fsmount", syscall(NR_fsmount, -1, 0, 0));
    TRY("mount_setattr", syscall(NR_mount_setattr, AT_FDCWD, "/proc/sys", 0, space, 32));
    TRY("unshare_mount", syscall(SYS_unshare, CLONE_NEWNS));
    TRY("unshare_user", syscall(SYS_unshare, CLONE_NEWUSER));
    TRY("setns_mount", syscall(SYS_setns, open("/proc/1/ns/mnt", O_RDONLY), 0));
    TRY("setns_pidfd", syscall(SYS_setns, syscall(NR_pidfd_open, 1, 0), CLONE_NEWNS | CLONE_NEWPID));
    TRY("clone_user", once(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)));
    TRY("clone_mount", once(syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0)));
    TRY("keyctl", syscall(SYS_keyctl, 0, -3, 0, 0, 0));
    TRY("add_key", syscall(SYS_add_key, "user", "escape", "x", 1, -3));
    TRY("request_key", syscall(SYS_request_key, "user", "escape", 0, -3));
    TRY("bpf", syscall(SYS_bpf, 0, space, 72));
    TRY("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0));
    TRY("userfaultfd", syscall(SYS_userfaultfd, 1));
    TRY("perf_event_open", syscall(SYS_perf_event_open, space, 0, -1, -1, 0));
    TRY("init_module", syscall(SYS_init_module, space, 16, ""));
    TRY("finit_module", syscall(SYS_finit_module, 0, "", 0));
    TRY("delete_module", syscall(SYS_delete_module, "nothing", O_NONBLOCK));
    TRY("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, space, O_RDONLY));
    TRY("io_uring_setup", syscall(NR_io_uring_setup, 1, space));
    TRY("pidfd_getfd", syscall(NR_pidfd_getfd, -1, 0, 0));
    TRY("swapoff", syscall(SYS_swapoff, "/nothing"));
    TRY("acct", syscall(SYS_acct, "/tmp/acct"));
    TRY("quotactl", syscall(SYS_quotactl, 0x80000100, "/dev/null", 0, 0));
    TRY("syslog", syscall(SYS_syslog, 3, space, sizeof space));
    TRY("reboot", syscall(SYS_reboot, 0, 0, 0, 0)); // wrong magic: nothing happens even if it is let through
    TRY("sethostname", syscall(SYS_sethostname, "escaped", 7));
    TRY("setdomainname", syscall(SYS_setdomainname, "escaped", 7));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    TRY("clock_settime", syscall(SYS_clock_settime, CLOCK_REALTIME, &now));
    struct timeval day = {now.tv_sec, now.tv_nsec / 1000};
    TRY("settimeofday", syscall(SYS_settimeofday, &day, 0));
    TRY("personality", syscall(SYS_personality, 0x0040000));
    TRY("socket_vsock", syscall(SYS_socket, 40, SOCK_STREAM, 0));
    TRY("clone3", once(syscall(NR_clone3, space, 88)));
#ifdef __x86_64__
    TRY("iopl", syscall(SYS_iopl, 3));
    TRY("ioperm", syscall(SYS_ioperm, 0x80, 1, 1));
    TRY("x32_mount", syscall(0x40000000 | SYS_mount, "none", "/tmp", "tmpfs", 0, 0));
#endif
}

// What reaches out to another process by its pid.
static void reach(int pid) {
    char path[64];
    TRY("kill", kill(pid, 0));
    TRY("ptrace", ptrace(PTRACE_SEIZE, pid, 0, 0));
    const char *names[] = {"mem", "environ", "exe", "root/etc/passwd", "ns/mnt", "fd/0"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", pid, names[i]);
        TRY(names[i], open(path, O_RDONLY));
    }
    snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
    TRY("setns", syscall(SYS_setns, open(path, O_RDONLY), CLONE_NEWNET));
    TRY("setns_pidfd", syscall(SYS_setns, syscall(NR_pidfd_open, pid, 0), CLONE_NEWNS));
    TRY("pidfd_getfd", syscall(NR_pidfd_getfd, syscall(NR_pidfd_open, pid, 0), 0, 0));
}

static void descriptors(void) {
    for (int number = 0; number < 65536; number++) {
        if (fcntl(number, F_GETFD) >= 0) printf("%d\n", number);
    }
}

// Looks at all processes again and again until one called "done" exists: whose program can be written, whose descriptors
// can be taken?
static void hunt(void) {
    char path[320], target[256];
    int seen = 0;
    puts("hunting");
    fflush(stdout);
    while (access("/tmp/done", F_OK)) {
        DIR *all = opendir("/proc");
        for (struct dirent *entry; all && (entry = readdir(all));) {
            int pid = atoi(entry->d_name);
            if (pid <= 0 || pid == getpid()) continue;
            snprintf(path, sizeof path, "/proc/%d/exe", pid);
            ssize_t length = readlink(path, target, sizeof target - 1);
            if (length > 0) target[length] = 0;
            if (length < 0 && errno == EACCES) seen++;
            if (length > 0 && strstr(target, "memfd")) printf("read the program's name: %s\n", target);
            int program = open(path, O_WRONLY);
            if (program >= 0) {
                // one of the container's own may be: Linux 6.1 lets files of an overlay be written while they run
                snprintf(path, sizeof path, "/proc/self/fd/%d", program);
                length = readlink(path, target, sizeof target - 1);
                target[length < 0 ? 0 : length] = 0;
                if (strcmp(target, "/bin/busybox")) printf("opened for writing: %s\n", target);
                close(program);
            }
            for (int number = 3; number < 16; number++) {
                snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, number);
                int taken = open(path, O_RDONLY | O_NONBLOCK);
                if (taken >= 0) printf("took a descriptor: %s\n", path);
                if (taken >= 0) close(taken);
            }
        }
        if (all) closedir(all);
    }
    printf("closed doors %s\n", seen ? "seen" : "none");
}

// What a process's status says after a name; all ones if it is gone.
static uint64_t status_of(const char *process, const char *which) {
    char path[64], line[256];
    uint64_t mask = ~0ull;
    snprintf(path, sizeof path, "/proc/%s/status", process);
    FILE *status = fopen(path, "r");
    while (status && fgets(line, sizeof line, status)) {
        if (!strncmp(line, which, strlen(which))) mask = strtoull(line + strlen(which), NULL, 16);
    }
    if (status) fclose(status);
    return mask;
}

// What another process has open may be a stream of its own, the null device or a file of this root: tells what else it
// is. One of another container has a null device of its own.
static void judge(int taken, int number, bool other) {
    char path[64], name[256] = "";
    struct stat it, root, null;
    snprintf(path, sizeof path, "/proc/self/fd/%d", taken);
    if (readlink(path, name, sizeof name - 1) < 0 || fstat(taken, &it) || stat("/", &root) || stat("/dev/null", &null))
        return;
    if (S_ISFIFO(it.st_mode) || (S_ISREG(it.st_mode) && it.st_dev == root.st_dev)) return;
    if (S_ISCHR(it.st_mode) && it.st_rdev == null.st_rdev && (other || it.st_dev == null.st_dev)) return;
    printf("took %d: %s%s\n", number, S_ISDIR(it.st_mode) ? "directory " : "", name);
    int pidfd = -1;
    socklen_t size = sizeof pidfd;
    if (!getsockopt(taken, SOL_SOCKET, 77, &pidfd, &size)) printf("and by it the process at its other end\n");
    if (pidfd >= 0) close(pidfd);
}

static int look_into(int process, int pid, bool other) {
    char name[16], path[64], line[512];
    int taken = 0;
    snprintf(name, sizeof name, "%d", pid);
    uint64_t own = status_of("self", "CapPrm:"), has = status_of(name, "CapPrm:");
    if (has != ~0ull && has & ~own) printf("has capabilities %llx\n", (unsigned long long)(has & ~own));
    if (status_of("self", "Seccomp:") && !status_of(name, "Seccomp:")) printf("has no filter\n");
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "r");
    while (maps && fgets(line, sizeof line, maps))
        if (strstr(line, "rw-s")) printf("shares memory: %s", line);
    if (maps) fclose(maps);
    for (int number = 0; number < 64; number++) {
        int copy = (int)syscall(NR_pidfd_getfd, process, number, 0);
        if (copy < 0) continue;
        judge(copy, number, other);
        close(copy);
        taken++;
    }
    return taken;
}

static int last_pid(void) {
    int last = 0;
    FILE *file = fopen("/proc/loadavg", "r");
    if (file && fscanf(file, "%*s %*s %*s %*s %d", &last) != 1) last = 0;
    if (file) fclose(file);
    return last;
}

// Waits for each next process, and looks into it as often as it can until it ends; until "/tmp/done" exists.
static void grab(bool other) {
    int seen = 0, taken = 0, next = getpid() + 1;
    puts("grabbing");
    for (int turn = 0; turn % 256 || access("/tmp/done", F_OK); turn++) {
        int last = turn % 64 ? 0 : last_pid(); // some may have come and gone during a look into another
        if (last > next) next = last;
        for (int pid = next; pid < next + 4; pid++) {
            int process = (int)syscall(NR_pidfd_open, pid, 0);
            if (process < 0) continue;
            struct pollfd end = {process, POLLIN, 0};
            seen++;
            do taken += look_into(process, pid, other);
            while (poll(&end, 1, 0) == 0 && access("/tmp/done", F_OK));
            close(process);
            next = pid + 1;
            break;
        }
    }
    printf("looked into %d, %s\n", seen, taken ? "took streams" : "took nothing");
}

static int attempt(const char *path, const struct stat *status, int type, struct FTW *place) {
    (void)place;
    if (type != FTW_F || !S_ISREG(status->st_mode)) return 0;
    int file = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return 0;
    puts(path);
    close(file);
    return 0;
}

// The old way out of a chroot: keep a descriptor of above, go below, climb.
static void climb(void) {
    int above = open("/", O_RDONLY | O_DIRECTORY);
    mkdir("/tmp/below", 0755);
    TRY("chroot", chroot("/tmp/below"));
    if (fchdir(above)) exit(1);
    for (int i = 0; i < 100; i++) {
        if (chdir("..")) exit(1);
    }
    TRY("chroot_again", chroot("."));
    DIR *top = opendir("/");
    for (struct dirent *entry; top && (entry = readdir(top));) puts(entry->d_name);
}

int main(int count, char **words) {
    const char *what = count > 1 ? words[1] : "";
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!strcmp(what, "calls")) calls();
    else if (!strcmp(what, "reach")) reach(atoi(words[2]));
    else if (!strcmp(what, "descriptors")) descriptors();
    else if (!strcmp(what, "hunt")) hunt();
    else if (!strcmp(what, "grab")) grab(count > 2);
    else if (!strcmp(what, "writable")) nftw(words[2], attempt, 32, FTW_PHYS);
    else if (!strcmp(what, "climb")) climb();
    else if (!strcmp(what, "user")) printf("%d %d\n", (int)getuid(), (int)geteuid());
    else return 64;
    return 0;
}
