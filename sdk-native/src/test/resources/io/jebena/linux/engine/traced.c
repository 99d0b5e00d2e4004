// SPDX-License-Identifier: Apache-2.0
// Has its parent trace it and stops: nobody lets it go on.
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(void) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0)) {
        perror("ptrace");
        return 1;
    }
    printf("traced\n");
    fflush(stdout);
    raise(SIGSTOP);
    for (;;) pause();
}
