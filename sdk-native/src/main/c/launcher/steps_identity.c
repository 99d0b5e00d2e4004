// SPDX-License-Identifier: Apache-2.0
// Steps that decide what the program is and may do: namespaces, limits, user, capabilities, seccomp.
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "launcher.h"

int step_HOSTNAME(struct launch *launch, const uint32_t *a) { return sethostname(text_of(launch, a), a[1]); }

int step_DOMAINNAME(struct launch *launch, const uint32_t *a) { return setdomainname(text_of(launch, a), a[1]); }

int step_RLIMIT(struct launch *launch, const uint32_t *a) {
    const uint64_t limit[2] = {number_of(a + 1), number_of(a + 3)};
    snprintf(launch->text, sizeof launch->text, "resource %u", a[0]);
    struct rlimit now;
    if (launch->late && a[0] == RLIMIT_NPROC && !getrlimit(RLIMIT_NPROC, &now) && limit[1] <= now.rlim_max) {
        memcpy(launch->processes, limit, sizeof limit);
        launch->limited = true;
        return 0;
    }
    return (int)syscall(SYS_prlimit64, 0, a[0], limit, NULL);
}

int step_UMASK(struct launch *launch, const uint32_t *a) {
    (void)launch;
    umask(a[0] & 0777);
    return 0;
}

int step_SETSID(struct launch *launch, const uint32_t *a) {
    if (launch->late) {
        launch->session = true;
        launch->terminal = a[0];
        return 0;
    }
    if (setsid() < 0) return -1;
    return a[0] == NO_INDEX ? 0 : ioctl((int)a[0], TIOCSCTTY, 0);
}

int step_GROUPS(struct launch *launch, const uint32_t *a) {
    return (int)syscall(SYS_setgroups, (size_t)a[1] / 4, launch->bytes + a[0]);
}

int step_GID(struct launch *launch, const uint32_t *a) {
    (void)launch;
    return (int)syscall(SYS_setresgid, a[0], a[0], a[0]);
}

int step_UID(struct launch *launch, const uint32_t *a) {
    (void)launch;
    if (a[1] && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)) return -1;
    return (int)syscall(SYS_setresuid, a[0], a[0], a[0]);
}

int step_BOUNDING(struct launch *launch, const uint32_t *a) {
    uint64_t keep = number_of(a);
    for (unsigned long capability = 0; capability < 64; capability++) {
        if (keep >> capability & 1) continue;
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) continue;
        if (errno == EINVAL) return 0; // past the last one this kernel has
        snprintf(launch->text, sizeof launch->text, "capability %lu", capability);
        return -1;
    }
    return 0;
}

int step_CAPS(struct launch *launch, const uint32_t *a) {
    struct k_cap_header header = {K_CAPABILITY_VERSION_3, 0};
    struct k_cap_data data[2];
    for (int half = 0; half < 2; half++) data[half] = (struct k_cap_data){a[half], a[2 + half], a[4 + half]};
    if (syscall(SYS_capset, &header, data)) return -1;
    if (prctl(K_CAP_AMBIENT, K_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)) return -1;
    uint64_t ambient = number_of(a + 6);
    for (unsigned long capability = 0; capability < 64; capability++) {
        if (!(ambient >> capability & 1)) continue;
        snprintf(launch->text, sizeof launch->text, "ambient capability %lu", capability);
        if (prctl(K_CAP_AMBIENT, K_CAP_AMBIENT_RAISE, capability, 0, 0)) return -1;
    }
    return 0;
}

int step_NO_NEW_PRIVS(struct launch *launch, const uint32_t *a) {
    (void)launch, (void)a;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int step_SECCOMP(struct launch *launch, const uint32_t *a) {
    size_t length = a[2] / sizeof(struct k_filter);
    if (length == 0 || length > UINT16_MAX || a[2] % sizeof(struct k_filter)) {
        errno = EINVAL;
        return -1;
    }
    struct k_program program = {(uint16_t)length, (const struct k_filter *)(const void *)(launch->bytes + a[1])};
    // from where it could not be born under its filter it goes on as the child
    if (launch->late && !filter_lets_be_born(program.filter, length) && be_born(launch)) return -1;
    return (int)syscall(SYS_seccomp, K_SECCOMP_SET_MODE_FILTER, a[0], &program);
}

int step_LOOPBACK_UP(struct launch *launch, const uint32_t *a) {
    (void)launch, (void)a;
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    AUTO_CLOSE control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return control < 0 ? -1 : ioctl(control, SIOCSIFFLAGS, &request);
}

int step_SETNS(struct launch *launch, const uint32_t *a) {
    if (syscall(SYS_setns, launch->table[a[0]], a[1])) return -1;
    if (a[1] & K_CLONE_NEWNS) { // the kernel has moved our root and working directory to the other mount namespace's
        launch->inside = true;
        close_quietly(&launch->root);
    }
    return 0;
}

int step_UNSHARE(struct launch *launch, const uint32_t *a) {
    (void)launch;
    return (int)syscall(SYS_unshare, a[0]);
}

int step_DUMPABLE(struct launch *launch, const uint32_t *a) {
    (void)launch;
    return prctl(PR_SET_DUMPABLE, a[0] ? 1L : 0L, 0, 0, 0);
}

int step_SESSION_KEYRING(struct launch *launch, const uint32_t *a) {
    if (syscall(SYS_keyctl, K_KEYCTL_JOIN_SESSION_KEYRING, text_of(launch, a)) >= 0) return 0;
    return errno == ENOSYS ? 0 : -1;
}
