// SPDX-License-Identifier: Apache-2.0
#ifndef JEBENA_TEST_CHECK_H
#define JEBENA_TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>

extern int checks, failures;

#define CHECK(condition, ...)                                                                                          \
    do {                                                                                                               \
        checks++;                                                                                                      \
        if (!(condition)) {                                                                                            \
            failures++;                                                                                                \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                                            \
            fprintf(stderr, __VA_ARGS__);                                                                              \
            fputc('\n', stderr);                                                                                       \
        }                                                                                                              \
    } while (0)

int check_summary(const char *name);

#endif
