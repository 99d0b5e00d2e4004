// SPDX-License-Identifier: Apache-2.0
// The log of a kept container: the current file under its name, full ones under that name and a number that grows.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keeper.h"

struct line {
    unsigned char bytes[KEEP_LINE];
    size_t length;
};

static struct line lines[2];
static char out[4 * JSON_FRAME_MAX];
static size_t unwritten;
static int directory = -1, file = -1;
static const char *log_name;
static uint64_t size, limit, lowest, highest, files; // numbers of the full files; 0: none
static uint32_t first_of_run;

static void find_full_ones(void) {
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    if (!entries) return;
    size_t length = strlen(log_name);
    for (struct dirent *entry; (entry = readdir(entries));) {
        if (strncmp(entry->d_name, log_name, length) || entry->d_name[length] != '.') continue;
        uint64_t number = strtoull(entry->d_name + length + 1, NULL, 10);
        if (number == 0) continue;
        if (number > highest) highest = number;
        if (lowest == 0 || number < lowest) lowest = number;
    }
    closedir(entries);
}

static bool open_current(void) {
    struct stat status;
    file = openat(directory, log_name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0 || fstat(file, &status)) return false;
    size = (uint64_t)status.st_size;
    return true;
}

bool log_open(const struct keeper *k, const char *name) {
    directory = k->directory;
    log_name = name;
    limit = k->instructions->log_size;
    files = k->instructions->log_files;
    if (limit) find_full_ones();
    return open_current();
}

void log_run(uint32_t run) { first_of_run = run; }

static void name_full(char *name, uint64_t number, const char *suffix) {
    snprintf(name, NAME_MAX + 1, "%s.%llu%s", log_name, (unsigned long long)number, suffix);
}

static void rotate(void) {
    char name[NAME_MAX + 1];
    name_full(name, ++highest, "");
    close_quietly(&file);
    if (renameat(directory, log_name, directory, name)) return;
    if (lowest == 0) lowest = highest;
    for (; highest - lowest + 1 >= files && lowest <= highest; lowest++) {
        name_full(name, lowest, "");
        unlinkat(directory, name, 0);
        name_full(name, lowest, ".gz");
        unlinkat(directory, name, 0);
    }
}

// What a full disk does not take is lost: the container goes on.
static void write_out(void) {
    if (unwritten == 0 || (file < 0 && !open_current())) return;
    for (size_t at = 0; at < unwritten;) {
        ssize_t written = write(file, out + at, unwritten - at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            if (ftruncate(file, (off_t)size)) close_quietly(&file); // no line in parts
            break;
        }
        at += (size_t)written;
        if (at == unwritten) size += at;
    }
    unwritten = 0;
}

static void emit(struct line *line, bool errors, size_t length, uint64_t time) {
    if (sizeof out - unwritten < JSON_FRAME_MAX) write_out();
    if (limit && size + unwritten >= limit) {
        write_out();
        rotate();
    }
    unwritten += json_frame(out + unwritten, line->bytes, length, errors ? "stderr" : "stdout", time, first_of_run);
    first_of_run = 0;
    memmove(line->bytes, line->bytes + length, line->length - length);
    line->length -= length;
}

// Where a full line is cut: not within a character.
static size_t cut(const struct line *line) {
    size_t at = line->length;
    while (at > line->length - 3 && (line->bytes[at - 1] & 0xc0) == 0x80) at--;
    return line->bytes[at - 1] >= 0xc0 ? at - 1 : line->length;
}

void log_take(bool errors, const unsigned char *bytes, size_t length) {
    struct line *line = &lines[errors];
    uint64_t time = keep_now(CLOCK_REALTIME);
    while (length > 0) {
        size_t room = sizeof line->bytes - line->length, part = length < room ? length : room;
        const unsigned char *end = memchr(bytes, '\n', part);
        if (end) part = (size_t)(end - bytes) + 1;
        memcpy(line->bytes + line->length, bytes, part);
        line->length += part;
        bytes += part;
        length -= part;
        if (end) emit(line, errors, line->length, time);
        else if (line->length == sizeof line->bytes) emit(line, errors, cut(line), time);
    }
}

void log_flush(bool partial) {
    for (int errors = 0; partial && errors < 2; errors++)
        if (lines[errors].length) emit(&lines[errors], errors, lines[errors].length, keep_now(CLOCK_REALTIME));
    write_out();
}
