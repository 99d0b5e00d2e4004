// SPDX-License-Identifier: Apache-2.0
// The frames between the JVM, the server and a child; each is one SOCK_SEQPACKET message, little-endian.
//
//   channel (one per server)              report socket (one per launch)
//   JVM    --SPAWN + descriptors--> server
//                                         server, or stage A  --SPAWNED + pidfd--> JVM
//                                         child   --READY-->  JVM      at each SYNC
//                                         child  <--GO [+ plan + descriptors]--  JVM
//                                         child   --TERMINAL + master--> JVM
//                                         child   --FAILED--> JVM      then exit 127
//                                         child   --end of file--> JVM on exec: started
//   JVM   <--EXITED--  server
//   JVM    --PING--> server, JVM <--PONG-- server
//   JVM    --KEEP + descriptors--> server, JVM <--KEPT-- server      a keeper only, see keeper.h
//
// A process that joins a pid namespace is SPAWNED twice: first as the stage that does the steps, then as itself (birth.c).
// Its FAILED and its end of file come through the server.
// SPAWNED and READY may come in either order: two processes write them. The server's end is closed only after SPAWNED,
// so at the end of file it has always been said, unless there is no process.
#ifndef JEBENA_WIRE_H
#define JEBENA_WIRE_H

#include <stdint.h>

#define WIRE_VERSION 1
#define REQUEST_MAGIC 0x5152424au // "JBRQ"
#define EVENT_MAGIC 0x5645424au   // "JBEV"
#define REPORT_MAGIC 0x5052424au  // "JBRP"
#define GO_MAGIC 0x4f47424au      // "JBGO"
#define WIRE_DESCRIPTORS 200      // the kernel's SCM_MAX_FD is 253
#define WIRE_TEXT 512

enum request_kind { REQUEST_SPAWN = 1, REQUEST_PING = 2, REQUEST_KEEP = 3 };
enum event_kind { EVENT_EXITED = 1, EVENT_PONG = 2, EVENT_REFUSED = 3, EVENT_KEPT = 4 };
enum report_kind { REPORT_SPAWNED = 1, REPORT_READY = 2, REPORT_FAILED = 3, REPORT_TERMINAL = 4 };
// Where a FAILED comes from: the plan did not verify, the clone was refused, a step failed, a frame was malformed.
enum report_phase { PHASE_PLAN = 1, PHASE_CLONE = 2, PHASE_STEP = 3, PHASE_WIRE = 4 };

// Descriptors of a SPAWN: the report socket, the plan, then the launch's table.
struct request {
    uint32_t magic;
    uint16_t version, kind;
    uint64_t id;
    uint32_t plan_length, descriptors;
};

// EXITED: pid, wait status and usage. PONG: pid of the server, `status` = launches alive. REFUSED: `status` = errno. KEPT: 0, or errno.
struct event {
    uint32_t magic;
    uint16_t version, kind;
    uint64_t id;
    int32_t pid, status;
    uint64_t user_microseconds, system_microseconds, peak_kibibytes;
};

// `pid` is told by SPAWNED alone: the child itself may know itself as 1. `plan` counts the plans of the launch: 0 the
// first, then one more with each continuation.
struct report {
    uint32_t magic;
    uint16_t version, kind;
    int32_t pid, error;
    uint32_t plan, step;
    uint16_t phase, opcode;
    uint32_t text_length;
    char text[WIRE_TEXT];
};
#define REPORT_FIXED 32

// Descriptors of a GO: the continuation if `plan_length` is not 0, then further entries of the launch's table.
struct go {
    uint32_t magic;
    uint16_t version, reserved;
    uint32_t plan_length, descriptors;
};

_Static_assert(sizeof(struct request) == 24 && sizeof(struct event) == 48, "frames of the channel");
_Static_assert(sizeof(struct report) == REPORT_FIXED + WIRE_TEXT && sizeof(struct go) == 16, "frames of a launch");

#endif
