/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#include "base/banned.h"

enum { TAIL = 2 /* the closing brace and the line's end always fit */ };

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning",
    [LOG_ERROR] = "error", [LOG_OFF] = "off",
};

static enum log_level threshold = LOG_INFO;

bool log_level_parse(const char *name, enum log_level *out)
{
    for (int level = LOG_DEBUG; level <= LOG_OFF; level++) {
        if (strcmp(level_names[level], name) == 0) {
            *out = (enum log_level)level;
            return true;
        }
    }
    return false;
}

void log_level_set(enum log_level level)
{
    threshold = level;
}

static bool log_wanted(enum log_level level)
{
    return level >= threshold;
}

static bool append_to_line(struct log_line *line, const char *bytes, size_t length, size_t reserve)
{
    if (line->length + length + reserve + TAIL > sizeof line->text)
        return false;
    memcpy(line->text + line->length, bytes, length);
    line->length += length;
    return true;
}

static bool append_escaped(struct log_line *line, const char *text, size_t length)
{
    char escaped[8];
    unsigned char c = (unsigned char)text[0];
    if (length == 0)
        return append_to_line(line, "?", 1, 1);
    if (c == '"' || c == '\\') {
        escaped[0] = '\\';
        escaped[1] = (char)c;
        return append_to_line(line, escaped, 2, 1);
    }
    if (c < 0x20 || c == 0x7f) {
        int count = snprintf(escaped, sizeof escaped, "\\u%04x", c);
        return append_to_line(line, escaped, (size_t)count, 1);
    }
    return append_to_line(line, text, length, 1);
}

/* `,"name":` and room for a shortest value; false = the line is full. */
static bool append_name(struct log_line *line, const char *name)
{
    char text[80];
    int length = snprintf(text, sizeof text, "%s\"%s\":", line->length > 1 ? "," : "", name);
    return length > 0 && (size_t)length < sizeof text &&
           append_to_line(line, text, (size_t)length, 24);
}

void log_open(struct log_line *line, enum log_level level, const char *event)
{
    line->wanted = log_wanted(level);
    line->length = 0;
    if (!line->wanted)
        return;
    append_to_line(line, "{", 1, 0);
    char now[CLOCK_TEXT_SIZE];
    clock_format(clock_real(), now);
    log_text(line, "time", now);
    log_text(line, "level", level_names[level]);
    log_text(line, "event", event);
}

void log_text(struct log_line *line, const char *name, const char *value)
{
    if (!line->wanted || !value || !*value || !append_name(line, name))
        return;
    append_to_line(line, "\"", 1, 1);
    while (*value) {
        size_t length = text_character(value);
        if (!append_escaped(line, value, length))
            break;
        value += length ? length : 1;
    }
    append_to_line(line, "\"", 1, 0);
}

void log_number(struct log_line *line, const char *name, int64_t value)
{
    if (!line->wanted || !append_name(line, name))
        return;
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)value);
    append_to_line(line, text, (size_t)length, 0);
}

void log_milliseconds(struct log_line *line, const char *name, int64_t microseconds)
{
    if (!line->wanted || !append_name(line, name))
        return;
    char text[32];
    int length = snprintf(text, sizeof text, "%lld.%03lld", (long long)microseconds / 1000,
                          (long long)microseconds % 1000);
    append_to_line(line, text, (size_t)length, 0);
}

void log_close(struct log_line *line)
{
    if (!line->wanted)
        return;
    memcpy(line->text + line->length, "}\n", TAIL);
    /* A log that cannot be written must not stop the service. */
    ssize_t written = write(STDERR_FILENO, line->text, line->length + TAIL);
    (void)written;
}

void log_message(enum log_level level, const char *event, const char *format, ...)
{
    if (!log_wanted(level))
        return;
    char message[LOG_LINE_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct log_line line;
    log_open(&line, level, event);
    log_text(&line, "message", message);
    log_close(&line);
}
