/* SPDX-License-Identifier: Apache-2.0 */
#include "labels.h"

#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "say.h"
#include "width.h"

enum { FIELD_WIDTH = 16, LINE_MAX_BYTES = 1 << 14, CODE_SIZE = 80 };

/* The server's codes; "pending" by whom it waits for. */
static const struct {
    const char *code;
    enum style style;
} styles[] = {
    {"met", STYLE_GREEN},          {"expiring", STYLE_YELLOW},    {"pending", STYLE_CYAN},
    {"pending_buyer", STYLE_CYAN}, {"pending_scheme", STYLE_DIM}, {"overdue", STYLE_RED},
    {"lapsed", STYLE_RED},         {"no_requirement", STYLE_DIM},
};

static const struct text *find_status(const char *status, const char *waiting_on)
{
    char code[CODE_SIZE];
    snprintf(code, sizeof code, "%s_%s", status, waiting_on);
    const struct text *text = text_find(TEXT_STATUS, code);
    return text != NULL ? text : text_find(TEXT_STATUS, status);
}

const char *label_of_status(const struct session *session, const char *status,
                            const char *waiting_on)
{
    const struct text *text = find_status(status, waiting_on);
    return text != NULL ? text_in(text, session->language) : status;
}

enum style style_of_status(const char *status, const char *waiting_on)
{
    const struct text *text = find_status(status, waiting_on);
    for (size_t i = 0; text != NULL && i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].code, text->code) == 0)
            return styles[i].style;
    return STYLE_PLAIN;
}

const char *label_of(const struct session *session, enum text_kind kind, const char *code)
{
    return text_word(kind, code, session->language);
}

const char *label_of_actor(const struct session *session, const char *actor)
{
    if (actor[0] == '\0' || strcmp(actor, "none") == 0)
        return word(session, W_NOTHING);
    return label_of(session, TEXT_ACTOR, actor);
}

const char *label_of_yes(const struct session *session, const json_t *value)
{
    if (!json_is_boolean(value))
        return word(session, W_NOTHING);
    return word(session, json_is_true(value) ? W_YES : W_NO);
}

const char *star_text(const struct session *session, int64_t star, char out[static STAR_TEXT_SIZE])
{
    char number[NUMBER_SIZE];
    if (star > 0)
        snprintf(out, STAR_TEXT_SIZE, "★%s", number_text(star, number));
    else
        snprintf(out, STAR_TEXT_SIZE, "%s", word(session, star == 0 ? W_NO_STAR : W_NOTHING));
    return out;
}

void add_status(struct table *table, const json_t *status)
{
    const char *code = text_at(status, "status");
    const char *waiting_on = text_at(status, "waiting_on");
    const char *label = label_of_status(table->session, code, waiting_on);
    SCOPED(free_at)
    char *undecided =
        text_at(status, "decided_at")[0]
            ? phrase(table->session, W_UNDECIDED, label, word(table->session, W_F_DECIDED_AT), NULL)
            : NULL;
    table_add(table, style_of_status(code, waiting_on), undecided ? undecided : label);
}

void add_stars(struct table *table, const json_t *status)
{
    table_add_stars(table, (int)whole_at(status, "held_star"),
                    (int)whole_at(status, "required_star"));
}

static void pad_to(int column, int used)
{
    if (used < column)
        printf("%*s", column - used, "");
}

static void print_styled_field(const struct session *session, enum word name, enum style style,
                               const char *text)
{
    SCOPED(buf_release) struct buf clean = BUF_INIT(LINE_MAX_BYTES);
    if (text == NULL || text[0] == '\0')
        return;
    width_clean(&clean, text, false);
    int indent = FIELD_WIDTH + 2;
    int columns = session->terminal.columns > indent + 20 ? session->terminal.columns - indent : 0;
    printf("  %s", word(session, name));
    pad_to(FIELD_WIDTH, width_of(word(session, name)));
    for (const char *rest = buf_text(&clean); *rest;) {
        size_t length = columns > 0 ? width_break(rest, columns) : strlen(rest);
        printf("%s%.*s%s\n", terminal_style(&session->terminal, style), (int)length, rest,
               terminal_end(&session->terminal, style));
        rest += length;
        rest += strspn(rest, " ");
        if (*rest)
            printf("%*s", indent, "");
    }
}

void print_field(const struct session *session, enum word name, const char *text)
{
    print_styled_field(session, name, STYLE_PLAIN, text);
}

/* The name stands before the first only. */
static void print_texts(const struct session *session, enum word name, const json_t *texts)
{
    size_t i;
    json_t *text;
    json_array_foreach(texts, i, text)
        print_field(session, i == 0 ? name : W_BLANK, text_at(text, "text"));
}

static void print_demand(const struct session *session, const json_t *status)
{
    char star[STAR_TEXT_SIZE];
    const char *due = text_at(status, "due_on");
    int64_t required = whole_at(status, "required_star");
    if (required <= 0)
        return;
    SCOPED(free_at)
    char *text = phrase(session, W_DEMAND, star_text(session, required, star),
                        label_of(session, TEXT_ASSURANCE, text_at(status, "required_assurance")),
                        due[0] != '\0' ? due : word(session, W_NOTHING), NULL);
    print_field(session, W_F_REQUIRED, text);
}

static void print_held(const struct session *session, const json_t *status)
{
    char star[STAR_TEXT_SIZE];
    int64_t held = whole_at(status, "held_star");
    if (held < 0)
        return;
    if (held == 0) {
        print_field(session, W_F_HELD, star_text(session, held, star));
        return;
    }
    SCOPED(free_at)
    char *text = phrase(session, W_HELD, star_text(session, held, star),
                        label_of(session, TEXT_ASSURANCE, text_at(status, "held_assurance")),
                        text_at(status, "declaration.id"), NULL);
    print_field(session, W_F_HELD, text);
}

static void print_change(const struct session *session, const json_t *status)
{
    const char *day = text_at(status, "changes_on");
    if (day[0] == '\0')
        return;
    SCOPED(free_at)
    char *text = phrase(session, W_CHANGE, day,
                        label_of_status(session, text_at(status, "next_status"),
                                        text_at(status, "next_waiting_on")),
                        NULL);
    print_field(session, W_F_CHANGES, text);
}

bool tokyo_time(const char *instant, char out[static CLOCK_TEXT_SIZE])
{
    int64_t at;
    if (!clock_parse(instant, &at))
        return false;
    clock_tokyo_time(at, out);
    return true;
}

void print_decided_at(const struct session *session, const json_t *decided)
{
    char instant[CLOCK_TEXT_SIZE];
    if (!tokyo_time(text_at(decided, "decided_at"), instant))
        return;
    SCOPED(free_at) char *text = phrase(session, W_DECIDED_AT, instant, NULL);
    print_field(session, W_F_DECIDED_AT, text);
}

void print_status(const struct session *session, const json_t *status)
{
    const char *code = text_at(status, "status");
    const char *waiting_on = text_at(status, "waiting_on");
    print_styled_field(session, W_F_STATUS, style_of_status(code, waiting_on),
                       label_of_status(session, code, waiting_on));
    print_decided_at(session, status);
    print_demand(session, status);
    print_held(session, status);
    print_texts(session, W_F_REASONS, json_object_get(status, "reasons"));
    print_texts(session, W_F_NOTES, json_object_get(status, "notes"));
    SCOPED(free_at)
    char *step =
        phrase(session, W_STEP, label_of_actor(session, text_at(status, "next_step.actor")),
               text_at(status, "next_step.text"), NULL);
    print_field(session, W_F_NEXT_STEP,
                strcmp(text_at(status, "next_step.actor"), "none") == 0
                    ? text_at(status, "next_step.text")
                    : step);
    print_change(session, status);
}

void print_status_line(const struct session *session, const char *name, const json_t *status)
{
    const char *code = text_at(status, "status");
    const char *waiting_on = text_at(status, "waiting_on");
    say(session, stdout, W_STATUS_LINE, name, label_of_status(session, code, waiting_on),
        text_at(status, "next_step.text"), NULL);
}
