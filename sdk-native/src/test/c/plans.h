// SPDX-License-Identifier: Apache-2.0
// A second, independent encoder of plans: the tests' own.
#ifndef JEBENA_TEST_PLANS_H
#define JEBENA_TEST_PLANS_H

#include "../../main/c/launcher/kernel.h"
#include "../../main/c/launcher/plan.h"
#include "../../main/c/launcher/wire.h"

struct builder {
    unsigned char steps[32768], data[65536], bytes[98304];
    uint32_t step_length, data_length, length;
    struct plan_header header;
};

void plan_begin(struct builder *b);
// Arguments by the opcode's letters: u f t int; q uint64_t; s p const char *; b const void *, int; l const char
// *const[] ended by NULL.
void plan_step(struct builder *b, int opcode, ...);
void plan_end(struct builder *b);

#endif
