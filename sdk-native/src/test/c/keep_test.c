// SPDX-License-Identifier: Apache-2.0
// A keeper by itself, after its JVM: keep_test <launcher> <probe>. Needs root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../main/c/launcher/keeper.h"
#include "fixture.h"

static char directory[64];

struct kept {
    struct server server;
    pid_t pid;
    int client;
};

static void fill(struct instructions *in, const char *log, pid_t pid) {
    memset(in, 0, sizeof *in);
    in->magic = KEEP_MAGIC;
    in->version = WIRE_VERSION;
    in->flags = KEEP_OUTPUT | KEEP_ERRORS | KEEP_LOG;
    in->plan_length = b.length;
    in->pid = pid;
    in->run = 1;
    in->log_files = 2;
    in->log_name[0] = sizeof *in;
    in->log_name[1] = (uint32_t)strlen(log);
    in->uid_map[0] = in->gid_map[0] = in->log_name[0] + in->log_name[1];
    in->length = in->uid_map[0] + 1;
}

static int connected(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/keeper", directory);
    int client = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(client, (struct sockaddr *)&address, sizeof address)) close(client), client = -1;
    return client;
}

// Launches the plan, whose output is descriptors 0 and 1 of its table, and has it kept; the JVM is gone then.
static struct kept keep(const char *launcher, uint32_t policy, uint32_t retries, uint64_t log_size) {
    static unsigned char bytes[sizeof(struct instructions) + 64];
    struct instructions in;
    struct kept kept = {.server = server_start_as(launcher, "keep-1")};
    int out[2], err[2], folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), plan = plan_memfd(&b);
    CHECK(!pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC), "pipe");
    const int table[] = {out[1], err[1]};
    int report = server_spawn(&kept.server, &b, 1, table, 2);
    kept.pid = next_report(report, NULL).pid;
    CHECK(report_of_kind(report, REPORT_FAILED).kind == 0, "started");
    fill(&in, "log", kept.pid);
    in.policy = policy;
    in.retries = retries;
    in.log_size = log_size;
    memcpy(bytes, &in, sizeof in);
    memcpy(bytes + sizeof in, "log", 4);
    const int all[] = {folder, plan, out[0], err[0], out[1], err[1]};
    server_keep(&kept.server, bytes, in.length, all, 6);
    struct event event = next_event(&kept.server);
    CHECK(event.kind == EVENT_KEPT && event.status == 0, "kind %u status %d", event.kind, event.status);
    kept.client = connected();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) close(all[i]);
    close(report);
    server_stop(&kept.server); // the JVM's end; what it started itself has gone long ago
    return kept;
}

static bool hears(int client, const char *text, char *last) {
    for (;;) {
        struct pollfd ready = {client, POLLIN, 0};
        ssize_t length = poll(&ready, 1, 10000) == 1 ? recv(client, last, KEEP_TEXT - 1, 0) : -1;
        if (length <= 0) return false;
        last[length] = 0;
        if (strstr(last, text)) return true;
    }
}

static void read_file(const char *name, char *text, size_t size) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, size - 1);
    text[length > 0 ? length : 0] = 0;
    if (file >= 0) close(file);
}

static void talking_plan(const char *verb) {
    container_plan();
    plan_step(&b, STEP_FD, 0, 1);
    plan_step(&b, STEP_FD, 1, 2);
    program(verb, NULL);
}

// Fails three times, two of them started by the keeper alone.
static void starts_again_and_writes_the_log(const char *launcher) {
    static char text[KEEP_TEXT], log[65536];
    talking_plan("talk");
    struct kept kept = keep(launcher, POLICY_ON_FAILURE, 2, 0);
    CHECK(hears(kept.client, "state exited", text), "the end");
    CHECK(strstr(text, "status 768\nrestarts 2\nrun 3\noom 0\nmanual 0\n"), "%s", text);
    CHECK(recv(kept.client, log, sizeof log, 0) <= 0, "the keeper's end");
    static char state[KEEP_TEXT];
    read_file("state", state, sizeof state);
    CHECK(!strcmp(state, text), "%s", state);
    CHECK(connected() < 0, "a keeper left");
    read_file("log", log, sizeof log);
    static const char *const wanted[] = {
        "{\"log\":\"first\\n\",\"stream\":\"stdout\",\"time\":\"20",
        "{\"log\":\"\\\"quoted\\\"\\t\xef\xbf\xbd \xc3\xa4\\n\",\"stream\":\"stdout\"",
        "Z\",\"bytes\":\"InF1b3RlZCIJ/yDDpAo=\"}\n",
        "{\"log\":\"no end\",\"stream\":\"stdout\",\"time\":\"20",
        "{\"log\":\"wrong\\n\",\"stream\":\"stderr\",\"time\":\"20",
        ",\"run\":2}\n",
        ",\"run\":3}\n",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) CHECK(strstr(log, wanted[i]), "%s", wanted[i]);
    int lines = 0;
    for (const char *at = log; (at = strchr(at, '\n')); at++) lines++;
    CHECK(lines == 3 * 4, "%d lines: %s", lines, log);
    close(kept.client);
}

static void outlives_its_jvm_until_it_is_stopped(const char *launcher) {
    static char text[KEEP_TEXT];
    talking_plan("fork");
    struct kept kept = keep(launcher, POLICY_ALWAYS, 0, 0);
    CHECK(hears(kept.client, "state running", text), "%s", text);
    int other = connected();
    CHECK(hears(other, "state running", text), "a second one");
    struct keep_request request = {KEEP_REQUEST_MAGIC, WIRE_VERSION, KEEP_SIGNAL, SIGKILL, 0};
    CHECK(send(other, &request, sizeof request, 0) == sizeof request, "%s", strerror(errno));
    CHECK(hears(kept.client, "state restarting", text) && strstr(text, "status 9\n"), "%s", text);
    CHECK(hears(kept.client, "state running", text) && strstr(text, "restarts 1\n"), "%s", text);
    request.kind = KEEP_STOPPED, request.a = 1;
    CHECK(send(kept.client, &request, sizeof request, 0) == sizeof request, "%s", strerror(errno));
    request.kind = KEEP_SIGNAL, request.a = SIGKILL;
    CHECK(send(kept.client, &request, sizeof request, 0) == sizeof request, "%s", strerror(errno));
    CHECK(hears(other, "state exited", text) && strstr(text, "manual 1\n"), "%s", text);
    close(kept.client), close(other);
}

static void a_dead_keeper_takes_its_container_along(const char *launcher) {
    static char text[KEEP_TEXT];
    talking_plan("pause");
    struct kept kept = keep(launcher, POLICY_ALWAYS, 0, 0);
    CHECK(hears(kept.client, "state running", text), "%s", text);
    pid_t keeper = atoi(strstr(text, "keeper ") + 7);
    kill(keeper, SIGKILL);
    CHECK(gone(kept.pid), "the container");
    close(kept.client);
}

static void an_unkept_container_dies_with_its_jvm(const char *launcher) {
    struct server unkept = server_start_as(launcher, "keep-1");
    container_plan();
    program("pause", NULL);
    int report = server_spawn(&unkept, &b, 1, NULL, 0);
    pid_t pid = next_report(report, NULL).pid;
    CHECK(next_report(report, NULL).kind == 0, "started");
    server_stop(&unkept);
    CHECK(gone(pid), "the container");
    close(report);
}

static void refuses_nonsense(const char *launcher) {
    struct server refusing = server_start_as(launcher, "keep-1");
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int all[] = {folder, folder};
    server_keep(&refusing, "nonsense", 8, all, 2);
    struct event event = next_event(&refusing);
    CHECK(event.kind == EVENT_KEPT && event.status == EBADMSG, "status %d", event.status);
    server_stop(&refusing);
    close(folder);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    if (geteuid()) return puts("keep_test: skipped, needs root"), 0;
    alarm(120);
    make_root(argv[2]);
    strcpy(directory, "/tmp/jebena-keep-test-XXXXXX");
    if (!mkdtemp(directory)) return 1;
    starts_again_and_writes_the_log(argv[1]);
    outlives_its_jvm_until_it_is_stopped(argv[1]);
    a_dead_keeper_takes_its_container_along(argv[1]);
    an_unkept_container_dies_with_its_jvm(argv[1]);
    refuses_nonsense(argv[1]);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", directory);
    CHECK(system(command) == 0, "%s", command);
    remove_root();
    return check_summary("keep_test");
}
