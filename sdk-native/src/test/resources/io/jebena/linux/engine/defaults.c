// SPDX-License-Identifier: Apache-2.0
// Tries what a container may and may not do by default; one line for each: its name and "done", or the error.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void report(const char *what, long result) {
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "done");
}

static long low_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    return listener < 0 ? -1 : bind(listener, (struct sockaddr *)&address, sizeof address);
}

static long ping(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct icmphdr request = {.type = ICMP_ECHO};
    char reply[64];
    int echo = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    if (echo < 0 || sendto(echo, &request, sizeof request, 0, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    return recv(echo, reply, sizeof reply, 0);
}

int main(void) {
    char arguments[88] = {0};
    report("mount", mount("none", "/tmp", "tmpfs", 0, NULL));
    report("unshare", unshare(CLONE_NEWNS));
    report("unshare user", unshare(CLONE_NEWUSER));
    report("clone3", syscall(SYS_clone3, arguments, sizeof arguments));
    report("low port", low_port());
    report("ping", ping());
    return 0;
}
