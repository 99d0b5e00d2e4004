// SPDX-License-Identifier: Apache-2.0
// The program that the spawn tests start: says what it sees, by its output and its exit code.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// Open descriptors as a line, without the one that reads the directory.
static int descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    if (!directory) return 1;
    char seen[64] = {0};
    for (struct dirent *entry; (entry = readdir(directory));) {
        int number = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != dirfd(directory) && number < 64) seen[number] = 1;
    }
    for (int i = 0; i < 64; i++)
        if (seen[i]) printf("%d ", i);
    return 0;
}

static int copy(const char *path) {
    char bytes[8192];
    int file = open(path, O_RDONLY);
    ssize_t length = file < 0 ? -1 : read(file, bytes, sizeof bytes);
    if (length < 0) return 1;
    return fwrite(bytes, 1, (size_t)length, stdout) != (size_t)length;
}

static int identity(void) {
    struct utsname name;
    char directory[256];
    if (uname(&name) || !getcwd(directory, sizeof directory)) return 1;
    printf("pid %d uid %d gid %d host %s in %s", getpid(), getuid(), getgid(), name.nodename, directory);
    return 0;
}

static void tell_size(int number) {
    (void)number;
    struct winsize size;
    if (!ioctl(0, TIOCGWINSZ, &size)) printf("%dx%d", size.ws_col, size.ws_row);
    fflush(stdout);
}

// Says what its terminal is, then its size at each change of it.
static int terminal(void) {
    struct stat slave, console;
    signal(SIGWINCH, tell_size);
    signal(SIGINT, _exit);
    if (fstat(2, &slave) || stat("/dev/console", &console)) return 1;
    tell_size(0);
    printf(" owner %d leader %d console %d\n", slave.st_uid, tcgetsid(1) == getpid(), slave.st_rdev == console.st_rdev);
    for (;;) pause();
}

// Processes whose parent is gone when they end: somebody has to reap them.
static int orphans(int count) {
    for (int i = 0; i < count; i++) {
        pid_t parent = fork();
        if (parent == 0) _exit(fork() < 0);
        if (parent < 0 || waitpid(parent, NULL, 0) != parent) return 1;
    }
    int left = count;
    for (int i = 0; i < 5000 && left > 0; i++) { // no event tells of another's children
        usleep(1000);
        left = 0;
        for (pid_t pid = 3; pid < 3 + 2 * count; pid++) left += kill(pid, 0) == 0;
    }
    printf("%d left", left);
    return 0;
}

// Two streams, one line without an end and one byte that is no character, then fails.
static int talk(void) {
    printf("first\n\"quoted\"\t\xff \xc3\xa4\nno end");
    fflush(stdout);
    fprintf(stderr, "wrong\n");
    return 3;
}

int main(int argc, char **argv) {
    if (argc < 2) return 99;
    if (!strcmp(argv[1], "exit")) return atoi(argv[2]);
    if (!strcmp(argv[1], "fds")) return descriptors();
    if (!strcmp(argv[1], "identity")) return identity();
    if (!strcmp(argv[1], "cat")) return copy(argv[2]);
    if (!strcmp(argv[1], "write")) return open(argv[2], O_WRONLY | O_CREAT, 0600) < 0;
    if (!strcmp(argv[1], "kill")) return raise(atoi(argv[2]));
    if (!strcmp(argv[1], "talk")) return talk();
    if (!strcmp(argv[1], "terminal")) return terminal();
    if (!strcmp(argv[1], "orphans")) return orphans(atoi(argv[2]));
    if (!strcmp(argv[1], "pause")) return pause();
    if (!strcmp(argv[1], "fork")) return fork() < 0 || pause(); // two of them
    return 99;
}
