// SPDX-License-Identifier: Apache-2.0
// One line of a log: {"log":"text\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}, and where the line is
// not UTF-8 its exact bytes in base64. `linux.log` of the Java side reads and writes the same.
#include <stdio.h>
#include <string.h>

#include "keeper.h"

// The size of the character that begins here, 0 if there is none (table 3-7 of the Unicode standard).
static size_t character(const unsigned char *at, size_t left) {
    if (*at < 0x80) return 1;
    size_t size = *at < 0xc2 || *at > 0xf4 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
    if (size == 0 || size > left) return 0;
    unsigned least = *at == 0xe0 ? 0xa0 : *at == 0xf0 ? 0x90 : 0x80, most = *at == 0xed ? 0x9f : *at == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < least || at[1] > most) return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return size;
}

static size_t escape(char *out, unsigned char byte) {
    const char *known = strchr("\nn\rr\tt\"\"\\\\", byte);
    if (byte && known) {
        out[0] = '\\';
        out[1] = byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte == '\t' ? 't' : (char)byte;
        return 2;
    }
    static const char digits[] = "0123456789abcdef";
    memcpy(out, "\\u00", 4);
    out[4] = digits[byte >> 4];
    out[5] = digits[byte & 15];
    return 6;
}

// True: it was UTF-8.
static bool put_text(char **out, const unsigned char *line, size_t length) {
    bool good = true;
    for (size_t i = 0; i < length;) {
        size_t size = character(line + i, length - i);
        if (size == 1 && (line[i] < ' ' || line[i] == '"' || line[i] == '\\')) {
            *out += escape(*out, line[i]);
        } else if (size) {
            memcpy(*out, line + i, size);
            *out += size;
        } else {
            memcpy(*out, "\xef\xbf\xbd", 3);
            *out += 3;
            size = 1;
            good = false;
        }
        i += size;
    }
    return good;
}

static void put_base64(char **out, const unsigned char *line, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        unsigned three = (unsigned)line[i] << 16 | (left > 1 ? (unsigned)line[i + 1] << 8 : 0) | (left > 2 ? line[i + 2] : 0);
        *(*out)++ = digits[three >> 18];
        *(*out)++ = digits[three >> 12 & 63];
        *(*out)++ = left > 1 ? digits[three >> 6 & 63] : '=';
        *(*out)++ = left > 2 ? digits[three & 63] : '=';
    }
}

// The libc's own looks for a time zone's file first.
static int put_time(char *out, uint64_t time) {
    uint64_t seconds = time / 1000000000u, day = seconds / 86400 + 719468, of_day = seconds % 86400;
    uint64_t era = day / 146097, of_era = day % 146097;
    uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    unsigned number = (unsigned)(month < 10 ? month + 3 : month - 9);
    return sprintf(out, "%04u-%02u-%02uT%02u:%02u:%02u.%09uZ", (unsigned)(year + era * 400 + (number <= 2)), number,
                   (unsigned)(of_year - (153 * month + 2) / 5 + 1), (unsigned)(of_day / 3600),
                   (unsigned)(of_day / 60 % 60), (unsigned)(of_day % 60), (unsigned)(time % 1000000000u));
}

size_t json_frame(char *out, const unsigned char *line, size_t length, const char *stream, uint64_t time,
                  uint32_t run) {
    char *at = out;
    at += sprintf(at, "{\"log\":\"");
    bool good = put_text(&at, line, length);
    at += sprintf(at, "\",\"stream\":\"%s\",\"time\":\"", stream);
    at += put_time(at, time);
    *at++ = '"';
    if (!good) {
        at += sprintf(at, ",\"bytes\":\"");
        put_base64(&at, line, length);
        *at++ = '"';
    }
    if (run > 1) at += sprintf(at, ",\"run\":%u", run);
    *at++ = '}';
    *at++ = '\n';
    return (size_t)(at - out);
}
