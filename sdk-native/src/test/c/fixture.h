// SPDX-License-Identifier: Apache-2.0
// What the spawn tests share: a root with the probe in it, a server, a plan being written.
#ifndef JEBENA_TEST_FIXTURE_H
#define JEBENA_TEST_FIXTURE_H

#include "check.h"
#include "harness.h"

#define ALL_NAMESPACES (K_NEW_ANY & ~K_CLONE_NEWUSER)

extern struct server server;
extern struct builder b;
extern char root[64];
extern uint64_t id;
extern const char *const no_items[1];

// Makes the root with the probe, or ends the program.
void make_root(const char *probe);
void remove_root(void);
// Begins a plan with everything that a container has around it, up to the entered root.
void container_plan(void);
// Ends the plan with the probe and its arguments, in a container or on the host's root.
void program(const char *verb, const char *argument);
void host_program(const char *verb, const char *argument);
// Launches the plan with its output on a pipe (descriptor 0 of the table); returns the output and the wait status.
int run(char *output, size_t size);

#endif
