// SPDX-License-Identifier: Apache-2.0
#include "check.h"

int checks, failures;

int check_summary(const char *name) {
    printf("%s: %d checks, %d failed\n", name, checks, failures);
    return failures || !checks;
}
