// SPDX-License-Identifier: Apache-2.0
#include "plans.h"

#include <stdarg.h>
#include <string.h>

static uint32_t put_data(struct builder *b, const void *bytes, uint32_t length) {
    uint32_t at = b->data_length;
    memcpy(b->data + at, bytes, length);
    b->data_length += (length + 4) & ~3u; // at least one zero byte follows
    return at;
}

static void put_word(struct builder *b, uint32_t word) {
    memcpy(b->steps + b->step_length, &word, 4);
    b->step_length += 4;
}

static void put_list(struct builder *b, const char *const *list) {
    uint32_t pairs[256], count = 0;
    for (; list[count]; count++) {
        pairs[2 * count + 1] = (uint32_t)strlen(list[count]);
        pairs[2 * count] = put_data(b, list[count], pairs[2 * count + 1]);
    }
    put_word(b, put_data(b, pairs, 8 * count));
    put_word(b, count);
}

void plan_begin(struct builder *b) {
    memset(b, 0, sizeof *b);
    b->header = (struct plan_header){.magic = PLAN_MAGIC,
                                     .version = PLAN_VERSION,
                                     .header_size = sizeof b->header,
                                     .cgroup = NO_INDEX,
                                     .kill = NO_INDEX};
}

void plan_step(struct builder *b, int opcode, ...) {
    uint32_t start = b->step_length;
    put_word(b, 0);
    va_list arguments;
    va_start(arguments, opcode);
    for (const char *letter = plan_arguments((unsigned)opcode); *letter; letter++) {
        if (strchr("uft", *letter)) {
            put_word(b, (uint32_t)va_arg(arguments, int));
        } else if (*letter == 'q') {
            uint64_t value = va_arg(arguments, uint64_t);
            put_word(b, (uint32_t)value);
            put_word(b, (uint32_t)(value >> 32));
        } else if (*letter == 'l') {
            put_list(b, va_arg(arguments, const char *const *));
        } else {
            const void *bytes = va_arg(arguments, const void *);
            uint32_t length = *letter == 'b' ? (uint32_t)va_arg(arguments, int) : (uint32_t)strlen(bytes);
            put_word(b, put_data(b, bytes, length));
            put_word(b, length);
        }
    }
    va_end(arguments);
    struct step head = {(uint16_t)opcode, (uint16_t)((b->step_length - start) / 4 - 1)};
    memcpy(b->steps + start, &head, sizeof head);
    b->header.steps++;
}

// Offsets were counted from the data's start; now that it is known, they are moved there.
static void relocate(struct builder *b) {
    for (uint32_t at = 0, i = 0; i < b->header.steps; i++) {
        struct step head;
        memcpy(&head, b->steps + at, sizeof head);
        uint32_t *word = (uint32_t *)(void *)(b->steps + at + 4);
        for (const char *letter = plan_arguments(head.opcode); *letter; letter++) {
            if (*letter == 'l') {
                uint32_t *pairs = (uint32_t *)(void *)(b->data + word[0]);
                for (uint32_t k = 0; k < word[1]; k++) pairs[2 * k] += b->header.data;
            }
            if (strchr("spbl", *letter)) word[0] += b->header.data;
            word += strchr("uft", *letter) ? 1 : 2;
        }
        at += 4 + 4u * head.words;
    }
}

void plan_end(struct builder *b) {
    b->header.data = (uint32_t)sizeof b->header + b->step_length;
    b->header.length = b->length = b->header.data + b->data_length;
    relocate(b);
    memcpy(b->bytes, &b->header, sizeof b->header);
    memcpy(b->bytes + sizeof b->header, b->steps, b->step_length);
    memcpy(b->bytes + b->header.data, b->data, b->data_length);
}
