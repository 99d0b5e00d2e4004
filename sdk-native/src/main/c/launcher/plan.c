// SPDX-License-Identifier: Apache-2.0
// The verify pass: a plan is read once from end to end before its first step runs.
#include "plan.h"

#include <limits.h>
#include <string.h>

#include "kernel.h"

static const char *const arguments_of[] = {
#define X(number, name, arguments) [number] = arguments,
    STEPS(X)
#undef X
};

const char *plan_arguments(unsigned opcode) { return opcode < STEP_LAST ? arguments_of[opcode] : NULL; }

struct reader {
    const unsigned char *bytes;
    const struct plan_header *header;
    uint32_t descriptors;
};

static bool in_data(const struct reader *r, uint32_t offset, uint32_t size) {
    return offset >= r->header->data && offset <= r->header->length && size <= r->header->length - offset;
}

static bool is_text(const struct reader *r, uint32_t offset, uint32_t size) {
    return size < PLAN_MAX && in_data(r, offset, size + 1) && r->bytes[offset + size] == 0 &&
           memchr(r->bytes + offset, 0, size) == NULL;
}

static bool is_path(const struct reader *r, uint32_t offset, uint32_t size) {
    return size > 0 && size < PATH_MAX && is_text(r, offset, size) && r->bytes[offset] == '/';
}

static bool is_list(const struct reader *r, uint32_t offset, uint32_t count) {
    if (offset % 4 != 0 || count > LIST_MAX || !in_data(r, offset, count * 8)) return false;
    const uint32_t *entry = (const uint32_t *)(const void *)(r->bytes + offset);
    for (uint32_t i = 0; i < count; i++)
        if (!is_text(r, entry[2 * i], entry[2 * i + 1])) return false;
    return true;
}

// One argument; returns what is wrong with it, or NULL.
static const char *argument_flaw(const struct reader *r, char letter, const uint32_t *word) {
    switch (letter) {
    case 'f':
        return word[0] < r->descriptors ? NULL : "no such descriptor";
    case 't':
        return word[0] < TREE_SLOTS ? NULL : "no such tree slot";
    case 's':
        return is_text(r, word[0], word[1]) ? NULL : "bad text";
    case 'p':
        return is_path(r, word[0], word[1]) ? NULL : "bad path";
    case 'b':
        return in_data(r, word[0], word[1]) && word[0] % 4 == 0 ? NULL : "bad bytes";
    case 'l':
        return is_list(r, word[0], word[1]) ? NULL : "bad list";
    default:
        return NULL;
    }
}

static uint32_t words_of(char letter) { return strchr("uft", letter) ? 1 : 2; }

// A rule about the place of a step; returns what is wrong, or NULL.
static const char *place_flaw(const struct plan_header *header, const struct step *step, uint32_t index) {
    bool last = index + 1 == header->steps;
    if (step->opcode == STEP_EXEC && !last) return "a step after exec";
    if (last && step->opcode != STEP_EXEC && step->opcode != STEP_SYNC) return "ends in neither exec nor sync";
    if (index < header->prelude && step->opcode != STEP_WRITE_FILE && step->opcode != STEP_SETNS &&
        step->opcode != STEP_UNSHARE)
        return "not a step for the prelude";
    return NULL;
}

static const char *step_flaw(const struct reader *r, const struct step *step, uint32_t index) {
    const char *letters = plan_arguments(step->opcode);
    if (!letters) return "unknown opcode";
    uint32_t word = 0;
    for (const char *letter = letters; *letter; letter++) word += words_of(*letter);
    if (word != step->words) return "wrong number of arguments";
    word = 0;
    for (const char *letter = letters; *letter; letter++) {
        const char *flaw = argument_flaw(r, *letter, step->argument + word);
        if (flaw) return flaw;
        word += words_of(*letter);
    }
    if (step->opcode == STEP_EXEC && (step->argument[1] == 0 || step->argument[3] == 0)) return "nothing to execute";
    if (step->opcode == STEP_FS_MOUNT && step->argument[7] % 2 != 0) return "a key without a value";
    return place_flaw(r->header, step, index);
}

static const char *header_flaw(const struct plan_header *header, size_t length, uint32_t descriptors,
                               bool continuation) {
    if (header->magic != PLAN_MAGIC) return "not a plan";
    if (header->version != PLAN_VERSION || header->header_size != sizeof *header) return "another version of plan";
    if (header->length != length) return "truncated";
    if (header->steps == 0 || header->steps > STEPS_MAX) return "bad number of steps";
    if (header->prelude >= header->steps) return "nothing after the prelude";
    if (header->data < sizeof *header || header->data > length || header->data % 4 != 0) return "bad data offset";
    if (header->namespaces & ~(uint64_t)K_NEW_ANY) return "unknown namespace";
    if (header->cgroup != NO_INDEX && header->cgroup >= descriptors) return "no such descriptor";
    if (header->kill != NO_INDEX && header->kill >= descriptors) return "no such descriptor";
    if (header->reserved[0] || header->reserved[1]) return "reserved field in use";
    if (continuation && (header->namespaces || header->prelude || (header->cgroup & header->kill) != NO_INDEX))
        return "a continuation that wants to be a beginning";
    return NULL;
}

bool plan_verify(const unsigned char *bytes, size_t length, uint32_t descriptors, bool continuation,
                 struct flaw *flaw) {
    const struct plan_header *header = (const struct plan_header *)(const void *)bytes;
    *flaw = (struct flaw){"truncated", NO_INDEX, 0};
    if (length < sizeof *header || length > PLAN_MAX) return false;
    flaw->reason = header_flaw(header, length, descriptors, continuation);
    if (flaw->reason) return false;
    struct reader reader = {bytes, header, descriptors};
    uint32_t at = sizeof *header;
    for (uint32_t i = 0; i < header->steps; i++) {
        const struct step *step = (const struct step *)(const void *)(bytes + at);
        *flaw = (struct flaw){"truncated step", i, 0};
        if (header->data - at < sizeof *step) return false;
        flaw->opcode = step->opcode;
        if ((header->data - at - sizeof *step) / 4 < step->words) return false;
        flaw->reason = step_flaw(&reader, step, i);
        if (flaw->reason) return false;
        at += sizeof *step + 4u * step->words;
    }
    *flaw = (struct flaw){at == header->data ? NULL : "steps do not end at the data", NO_INDEX, 0};
    return at == header->data;
}
