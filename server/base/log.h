/* SPDX-License-Identifier: Apache-2.0 */
/* One JSON line per event to stderr, written at once, so that lines of threads never mix.
 *
 * Only main.c, worker/worker.c and wire/server.c log. Usage:
 *     struct log_line line;
 *     log_open(&line, LOG_INFO, "request");
 *     log_text(&line, "operation", id);
 *     log_close(&line); */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_OFF };

enum { LOG_LINE_MAX = 2048 };

struct log_line {
    bool wanted; /* false = below the level: all calls do nothing */
    size_t length;
    char text[LOG_LINE_MAX];
};

/* "debug", "info", "warning", "error", "off". */
bool log_level_parse(const char *name, enum log_level *out);
void log_level_set(enum log_level level); /* before threads start; LOG_INFO until then */

void log_open(struct log_line *line, enum log_level level, const char *event);
/* NULL or empty values leave the field out; long ones are cut at a character's border. */
void log_text(struct log_line *line, const char *name, const char *value);
void log_number(struct log_line *line, const char *name, int64_t value);
/* Microseconds, written as milliseconds with three decimals. */
void log_milliseconds(struct log_line *line, const char *name, int64_t microseconds);
void log_close(struct log_line *line);

/* A line with one field "message". */
void log_message(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
