// SPDX-License-Identifier: Apache-2.0
// A producer and a consumer by each means of interprocess communication. "produce" makes all and stays; "consume" prints
// one line for each: its name and what it got, or the error.
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#define KEY 0x6a656265
#define TEXT "from the producer"

struct message {
    long type;
    char text[32];
};

static void report(const char *what, const char *text) {
    printf("%s: %s\n", what, text ? text : strerror(errno));
    fflush(stdout);
}

static int failed(const char *what) {
    perror(what);
    return 1;
}

static int produce(void) {
    int segment = shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600);
    char *memory = segment < 0 ? (void *)-1 : shmat(segment, NULL, 0);
    if (memory == (void *)-1) return failed("shm");
    strcpy(memory, TEXT);
    int semaphores = semget(KEY, 1, IPC_CREAT | IPC_EXCL | 0600);
    struct sembuf up = {0, 7, 0};
    if (semaphores < 0 || semop(semaphores, &up, 1)) return failed("sem");
    int queue = msgget(KEY, IPC_CREAT | IPC_EXCL | 0600);
    struct message message = {1, TEXT};
    if (queue < 0 || msgsnd(queue, &message, sizeof message.text, 0)) return failed("msg");
    struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 32};
    mqd_t posix = mq_open("/jebena", O_CREAT | O_EXCL | O_RDWR, 0600, &attributes);
    if (posix < 0 || mq_send(posix, TEXT, sizeof TEXT, 0)) return failed("mqueue");
    int file = shm_open("/jebena", O_CREAT | O_EXCL | O_RDWR, 0600);
    if (file < 0 || write(file, TEXT, sizeof TEXT) != sizeof TEXT) return failed("posix shm");
    report("ready", "");
    for (;;) pause();
}

static void consume_shm(void) {
    int segment = shmget(KEY, 0, 0);
    char *memory = segment < 0 ? (void *)-1 : shmat(segment, NULL, 0);
    report("shm", memory == (void *)-1 ? NULL : memory);
}

static void consume_sem(void) {
    int semaphores = semget(KEY, 0, 0);
    struct sembuf down = {0, -7, IPC_NOWAIT};
    report("sem", semaphores < 0 || semop(semaphores, &down, 1) ? NULL : "taken");
}

static void consume_msg(void) {
    struct message message;
    int queue = msgget(KEY, 0);
    report("msg", queue < 0 || msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT) < 0 ? NULL : message.text);
}

static void consume_mqueue(void) {
    char text[32];
    mqd_t queue = mq_open("/jebena", O_RDONLY | O_NONBLOCK);
    report("mqueue", queue < 0 || mq_receive(queue, text, sizeof text, NULL) < 0 ? NULL : text);
}

static void consume_posix_shm(void) {
    char text[32];
    int file = shm_open("/jebena", O_RDONLY, 0);
    report("posix shm", file < 0 || read(file, text, sizeof text) < 0 ? NULL : text);
}

int main(int count, char **arguments) {
    if (count == 2 && !strcmp(arguments[1], "produce")) return produce();
    consume_shm();
    consume_sem();
    consume_msg();
    consume_mqueue();
    consume_posix_shm();
    return 0;
}
