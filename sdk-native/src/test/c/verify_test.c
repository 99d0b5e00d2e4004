// SPDX-License-Identifier: Apache-2.0
// The verify pass: accepts what both encoders write, refuses every damaged form. Arguments: golden plan files.
#include <string.h>

#include "check.h"
#include "plans.h"

static struct builder b;
static struct flaw flaw;

static bool verifies(uint32_t descriptors) { return plan_verify(b.bytes, b.length, descriptors, false, &flaw); }

static void exec_true(void) {
    static const char *const program[] = {"/bin/true", NULL}, *const none[] = {NULL};
    plan_step(&b, STEP_EXEC, program, program, none);
}

static void small_plan(void) {
    static const char *const options[] = {"mode", "755", "ro", "", NULL};
    plan_begin(&b);
    plan_step(&b, STEP_FS_MOUNT, "tmpfs", "", "/dev", options, 2);
    plan_step(&b, STEP_FD, 1, 0);
    plan_step(&b, STEP_GROUPS, "\1\0\0\0", 4);
    plan_step(&b, STEP_SYNC);
    exec_true();
    plan_end(&b);
}

static uint32_t *word_of_step(uint32_t wanted, uint32_t word) {
    unsigned char *at = b.bytes + sizeof(struct plan_header);
    for (uint32_t i = 0; i < wanted; i++) at += 4 + 4u * ((struct step *)(void *)at)->words;
    return (uint32_t *)(void *)(at + 4 * word);
}

static void accepts_good_plans(void) {
    small_plan();
    CHECK(verifies(2), "%s", flaw.reason);
    CHECK(plan_verify(b.bytes, b.length, 2, true, &flaw), "%s", flaw.reason);
    plan_begin(&b);
    plan_step(&b, STEP_SYNC);
    plan_end(&b);
    CHECK(verifies(0), "%s", flaw.reason);
}

static void refuses_every_truncation(void) {
    small_plan();
    static unsigned char copy[sizeof b.bytes];
    for (uint32_t length = 0; length < b.length; length++) {
        memcpy(copy, b.bytes, length);
        memset(copy + length, 0xa5, sizeof copy - length);
        CHECK(!plan_verify(copy, length, 2, false, &flaw), "%u of %u bytes", length, b.length);
        if (length < sizeof(struct plan_header)) continue;
        ((struct plan_header *)(void *)copy)->length = length; // a consistent lie
        // the last four bytes may be padding only
        CHECK(!plan_verify(copy, length, 2, false, &flaw) || length + 4 >= b.length, "%u of %u", length, b.length);
    }
}

static void refuses_header(size_t offset, uint32_t value, const char *what) {
    small_plan();
    memcpy(b.bytes + offset, &value, 4);
    CHECK(!verifies(2), "%s", what);
}

static void refuses_bad_headers(void) {
    refuses_header(offsetof(struct plan_header, magic), 0, "magic");
    refuses_header(offsetof(struct plan_header, version), 0x00300002, "version");
    refuses_header(offsetof(struct plan_header, version), 0x00310001, "header size");
    refuses_header(offsetof(struct plan_header, steps), 0, "no steps");
    refuses_header(offsetof(struct plan_header, steps), 4, "fewer steps than there are");
    refuses_header(offsetof(struct plan_header, steps), 6, "more steps than there are");
    refuses_header(offsetof(struct plan_header, steps), 0xffffffff, "steps");
    refuses_header(offsetof(struct plan_header, prelude), 1, "a mount in the prelude");
    refuses_header(offsetof(struct plan_header, prelude), 5, "nothing but prelude");
    refuses_header(offsetof(struct plan_header, data), 40, "data in the header");
    refuses_header(offsetof(struct plan_header, data), 0xfffffffc, "data behind the end");
    refuses_header(offsetof(struct plan_header, namespaces), 0x80, "CLONE_NEWTIME, which clone3 would give no offsets");
    refuses_header(offsetof(struct plan_header, namespaces), 0x00000100, "CLONE_VM");
    refuses_header(offsetof(struct plan_header, cgroup), 2, "cgroup index");
    refuses_header(offsetof(struct plan_header, kill), 7, "kill index");
    refuses_header(offsetof(struct plan_header, reserved), 1, "reserved");
}

static void refuses_word(uint32_t step, uint32_t word, uint32_t value, const char *what) {
    small_plan();
    *word_of_step(step, word) = value;
    CHECK(!verifies(2), "%s", what);
    CHECK(flaw.reason != NULL, "%s", what);
}

static void refuses_bad_steps(void) {
    refuses_word(0, 0, 0x0009ffff, "unknown opcode");
    refuses_word(0, 0, 0x00090000, "opcode 0");
    refuses_word(0, 0, 0xffff000b, "too many words");
    refuses_word(3, 0, 0x00010002, "a word more than the opcode has");
    refuses_word(0, 1, 4, "text in the header");
    refuses_word(0, 1, 0xfffffff0, "text behind the end");
    refuses_word(0, 2, 0xffffffff, "text longer than anything");
    refuses_word(0, 2, 4, "text without its end");
    refuses_word(0, 6, 0, "empty path");
    refuses_word(0, 6, 4096, "path longer than the data");
    refuses_word(0, 7, *word_of_step(0, 7) + 1, "list off its alignment");
    refuses_word(0, 8, 3, "a key without a value");
    refuses_word(0, 8, 0x20000001, "a count that wraps around");
    refuses_word(1, 1, 2, "descriptor index");
    refuses_word(2, 2, 0xfffffff0, "bytes longer than the data");
    refuses_word(4, 2, 0, "no candidate");
    refuses_word(4, 4, 0, "no argument");
    small_plan();
    b.bytes[*word_of_step(0, 5)] = 'd';
    CHECK(!verifies(2), "relative path");
    small_plan();
    b.bytes[*word_of_step(0, 5) + 1] = 0;
    CHECK(!verifies(2), "NUL within a path");
}

static void refuses_bad_order(void) {
    plan_begin(&b);
    exec_true();
    plan_step(&b, STEP_SYNC);
    plan_end(&b);
    CHECK(!verifies(0) && flaw.step == 0, "exec is not last");
    plan_begin(&b);
    plan_step(&b, STEP_UMASK, 022);
    plan_end(&b);
    CHECK(!verifies(0), "ends in neither exec nor sync");
    small_plan();
    ((struct plan_header *)(void *)b.bytes)->namespaces = K_CLONE_NEWPID;
    CHECK(verifies(2), "%s", flaw.reason);
    CHECK(!plan_verify(b.bytes, b.length, 2, true, &flaw), "a continuation with namespaces");
}

// Whatever a byte becomes, the verifier stays within the plan (the sanitizers watch) and does not loop.
static void survives_every_byte(void) {
    small_plan();
    for (uint32_t at = 0; at < b.length; at++) {
        static const unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff};
        unsigned char before = b.bytes[at];
        for (size_t i = 0; i < sizeof values; i++) {
            b.bytes[at] = values[i];
            unsigned char *exact = malloc(b.length); // so that a read behind the end is seen
            memcpy(exact, b.bytes, b.length);
            bool good = plan_verify(exact, b.length, 2, false, &flaw);
            CHECK(good == (flaw.reason == NULL), "byte %u", at);
            free(exact);
        }
        b.bytes[at] = before;
    }
}

static void reads_golden(const char *path) {
    bool good = strstr(path, "bad-") == NULL;
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL, "%s", path);
    if (!file) return;
    unsigned char *bytes = malloc(PLAN_MAX);
    size_t length = fread(bytes, 1, PLAN_MAX, file);
    fclose(file);
    CHECK(plan_verify(bytes, length, 16, false, &flaw) == good, "%s: %s", path, flaw.reason ? flaw.reason : "good");
    free(bytes);
}

int main(int argc, char **argv) {
    accepts_good_plans();
    refuses_every_truncation();
    refuses_bad_headers();
    refuses_bad_steps();
    refuses_bad_order();
    survives_every_byte();
    for (int i = 1; i < argc; i++) reads_golden(argv[i]);
    return check_summary("verify_test");
}
