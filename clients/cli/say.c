/* SPDX-License-Identifier: Apache-2.0 */
#include "say.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/entered.h"
#include "base/scope.h"
#include "base/text.h"
#include "width.h"

enum { TEXT_MAX = 1 << 20, FILLED_MAX = 9 };

const char *word(const struct session *session, enum word id)
{
    return word_in(id, session->language);
}

static void fill(const struct session *session, struct buf *out, enum word id, va_list values)
{
    const char *filled[FILLED_MAX] = {0};
    const char *value;
    for (size_t i = 0; i < FILLED_MAX && (value = va_arg(values, const char *)) != NULL; i++)
        filled[i] = value;
    for (const char *text = word(session, id); *text; text++) {
        if (text[0] == '{' && text[1] >= '1' && text[1] <= '9' && text[2] == '}') {
            if (filled[text[1] - '1'] != NULL)
                width_clean(out, filled[text[1] - '1'], true);
            text += 2;
        } else
            buf_char(out, *text);
    }
}

static void say_part_values(const struct session *session, FILE *stream, enum word id,
                            va_list values)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    fill(session, &text, id, values);
    fputs(buf_text(&text), stream);
}

void say_values(const struct session *session, FILE *stream, enum word id, va_list values)
{
    say_part_values(session, stream, id, values);
    fputc('\n', stream);
}

void say(const struct session *session, FILE *stream, enum word id, ...)
{
    va_list values;
    va_start(values, id);
    say_values(session, stream, id, values);
    va_end(values);
}

void say_part(const struct session *session, FILE *stream, enum word id, ...)
{
    va_list values;
    va_start(values, id);
    say_part_values(session, stream, id, values);
    va_end(values);
}

char *phrase(const struct session *session, enum word id, ...)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    va_list values;
    va_start(values, id);
    fill(session, &text, id, values);
    va_end(values);
    return buf_steal(&text);
}

err refuse(const struct session *session, enum err_code kind, enum word id, ...)
{
    va_list values;
    va_start(values, id);
    fputs("hoshi: ", stderr);
    say_values(session, stderr, id, values);
    va_end(values);
    return (err){kind};
}

void say_text(const struct session *session, FILE *stream, int indent, const char *text)
{
    SCOPED(buf_release) struct buf clean = BUF_INIT(TEXT_MAX);
    width_clean(&clean, text, false);
    int columns = session->terminal.columns > indent + 20 ? session->terminal.columns - indent : 0;
    for (const char *rest = buf_text(&clean); *rest;) {
        size_t length = columns > 0 ? width_break(rest, columns) : strlen(rest);
        fprintf(stream, "%*s%.*s\n", indent, "", (int)length, rest);
        rest += length;
        rest += strspn(rest, " ");
    }
}

static char *trimmed_line(void)
{
    char *line = terminal_line();
    if (line == NULL)
        return NULL;
    struct text_span span = text_trimmed(line, strlen(line));
    memmove(line, span.text, span.length);
    line[span.length] = '\0';
    return line;
}

/* Narrow texts are no longer than what was typed. */
char *as_choice(char *line)
{
    char narrow[ENTERED_MAX];
    if (line != NULL && entered_narrow(line, narrow) && strlen(narrow) <= strlen(line))
        memcpy(line, narrow, strlen(narrow) + 1);
    return line;
}

char *ask(const struct session *session, enum word question, ...)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    va_list values;
    va_start(values, question);
    fill(session, &text, question, values);
    va_end(values);
    fputs(buf_text(&text), stderr);
    fflush(stderr);
    return trimmed_line();
}

static bool is_one_of(const char *line, const char *const words[])
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(line, words[i]) == 0)
            return true;
    return false;
}

enum reply ask_reply(const struct session *session, const char *question)
{
    static const char *const yes[] = {"y", "Y", "yes", "はい", NULL};
    static const char *const no[] = {"n", "N", "no", "いいえ", NULL};
    for (;;) {
        fputs(question, stderr);
        fflush(stderr);
        SCOPED(free_at) char *line = as_choice(trimmed_line());
        if (line == NULL)
            return REPLY_GONE;
        if (line[0] == '\0')
            return REPLY_NOTHING;
        if (is_one_of(line, yes))
            return REPLY_YES;
        if (is_one_of(line, no))
            return REPLY_NO;
        say(session, stderr, W_NO_CHOICE, line, "y|n", NULL);
    }
}

err confirm(struct session *session, enum word question, ...)
{
    TRY(session_sign_in(session));
    if (session->yes)
        return OK;
    if (!session->terminal.in)
        return refuse(session, ERR_PRECONDITION_MISSING, W_YES_NEEDED, NULL);
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    va_list values;
    va_start(values, question);
    fill(session, &text, question, values);
    va_end(values);
    buf_add(&text, " [y/N] ", strlen(" [y/N] "));
    fflush(stdout);
    return ask_reply(session, buf_text(&text)) == REPLY_YES
               ? OK
               : refuse(session, ERR_PRECONDITION_MISSING, W_CANCELLED, NULL);
}

const char *number_text(int64_t number, char out[static NUMBER_SIZE])
{
    snprintf(out, NUMBER_SIZE, "%" PRId64, number);
    return out;
}
