// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "fixture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

struct server server;
struct builder b;
char root[64];
uint64_t id;
const char *const no_items[] = {NULL};

void make_root(const char *probe) {
    char command[256];
    strcpy(root, "/tmp/jebena-spawn-test-XXXXXX");
    if (!mkdtemp(root) || chmod(root, 0755)) exit(1);
    snprintf(command, sizeof command, "cp %s %s/probe", probe, root);
    if (system(command)) exit(1);
}

void remove_root(void) {
    char command[256];
    snprintf(command, sizeof command, "rm -rf --one-file-system %s", root);
    CHECK(system(command) == 0, "%s", command);
}

void container_plan(void) {
    plan_begin(&b);
    b.header.namespaces = ALL_NAMESPACES;
    plan_step(&b, STEP_MOUNT, "", "/", "", (uint64_t)(MS_REC | MS_PRIVATE), "");
    plan_step(&b, STEP_MOUNT, root, root, "", (uint64_t)MS_BIND, "");
    plan_step(&b, STEP_ROOT, root);
    plan_step(&b, STEP_MKDIR, "/proc", 0755, 0, 0);
    plan_step(&b, STEP_MKDIR, "/dev", 0755, 0, 0);
    plan_step(&b, STEP_FS_MOUNT, "proc", "proc", "/proc", no_items, K_ATTR_NOSUID | K_ATTR_NODEV | K_ATTR_NOEXEC);
    static const char *const dev[] = {"mode", "755", "size", "65536k", NULL};
    plan_step(&b, STEP_FS_MOUNT, "tmpfs", "tmpfs", "/dev", dev, K_ATTR_NOSUID);
    plan_step(&b, STEP_MKNOD, "/dev/null", S_IFCHR | 0666, 0, 0, 1, 3);
    plan_step(&b, STEP_PIVOT);
}

void program(const char *verb, const char *argument) {
    const char *const candidates[] = {"/nowhere/probe", "/probe", NULL};
    const char *const arguments[] = {"probe", verb, argument, NULL};
    plan_step(&b, STEP_EXEC, candidates, arguments, no_items);
    plan_end(&b);
}

int run(char *output, size_t size) {
    int out[2];
    if (pipe2(out, O_CLOEXEC)) return -1;
    int report = server_spawn(&server, &b, ++id, &out[1], 1);
    close(out[1]);
    struct report failure = report_of_kind(report, REPORT_FAILED);
    CHECK(failure.kind == 0, "step %u opcode %u errno %d: %s", failure.step, failure.opcode, failure.error,
          failure.text);
    close(report);
    ssize_t length = read(out[0], output, size - 1);
    output[length > 0 ? length : 0] = 0;
    close(out[0]);
    struct event event = next_event(&server);
    CHECK(event.kind == EVENT_EXITED && event.id == id, "kind %u", event.kind);
    return event.status;
}

void host_program(const char *verb, const char *argument) {
    char path[80];
    snprintf(path, sizeof path, "%s/probe", root);
    const char *const candidates[] = {path, NULL}, *const arguments[] = {"probe", verb, argument, NULL};
    plan_step(&b, STEP_EXEC, candidates, arguments, no_items);
    plan_end(&b);
}
