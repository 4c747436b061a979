/* SPDX-License-Identifier: Apache-2.0 */
#include "labels.h"

#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "say.h"
#include "width.h"

enum { FIELD_WIDTH = 16, LINE_MAX_BYTES = 1 << 14 };

struct label {
    const char *code;
    const char *waiting_on; /* "": whoever */
    enum word word;
    enum style style;
};

static const struct label statuses[] = {
    {"met", "", W_S_MET, STYLE_GREEN},
    {"expiring", "", W_S_EXPIRING, STYLE_YELLOW},
    {"pending", "supplier", W_S_PENDING_SUPPLIER, STYLE_CYAN},
    {"pending", "buyer", W_S_PENDING_BUYER, STYLE_CYAN},
    {"pending", "scheme", W_S_PENDING_SCHEME, STYLE_DIM},
    {"pending", "", W_S_PENDING_SUPPLIER, STYLE_CYAN},
    {"overdue", "", W_S_OVERDUE, STYLE_RED},
    {"lapsed", "", W_S_LAPSED, STYLE_RED},
    {"no_requirement", "", W_S_NO_REQUIREMENT, STYLE_DIM},
};

static const struct label *find_status(const char *status, const char *waiting_on)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (strcmp(statuses[i].code, status) == 0 &&
            (statuses[i].waiting_on[0] == '\0' || strcmp(statuses[i].waiting_on, waiting_on) == 0))
            return &statuses[i];
    return NULL;
}

const char *label_of_status(const struct session *session, const char *status,
                            const char *waiting_on)
{
    const struct label *label = find_status(status, waiting_on);
    return label != NULL ? word(session, label->word) : status;
}

enum style style_of_status(const char *status, const char *waiting_on)
{
    const struct label *label = find_status(status, waiting_on);
    return label != NULL ? label->style : STYLE_PLAIN;
}

struct named {
    const char *code;
    enum word word;
};

/* A code that came later than this program is shown as it is. */
static const char *find_word(const struct session *session, const struct named *named, size_t count,
                             const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(named[i].code, code) == 0)
            return word(session, named[i].word);
    return code;
}

const char *label_of_level(const struct session *session, const char *level)
{
    static const struct named levels[] = {{"declared", W_L_DECLARED},
                                          {"substantiated", W_L_SUBSTANTIATED},
                                          {"confirmed", W_L_CONFIRMED}};
    return find_word(session, levels, sizeof levels / sizeof *levels, level);
}

const char *label_of_actor(const struct session *session, const char *actor)
{
    static const struct named actors[] = {{"supplier", W_A_SUPPLIER},
                                          {"buyer", W_A_BUYER},
                                          {"scheme", W_A_SCHEME},
                                          {"none", W_NOTHING},
                                          {"", W_NOTHING}};
    return find_word(session, actors, sizeof actors / sizeof *actors, actor);
}

const char *label_of_state(const struct session *session, const char *state)
{
    static const struct named states[] = {{"invited", W_R_INVITED},
                                          {"active", W_R_ACTIVE},
                                          {"declined", W_R_DECLINED},
                                          {"ended", W_R_ENDED}};
    return find_word(session, states, sizeof states / sizeof *states, state);
}

const char *label_of_declaration(const struct session *session, const char *state)
{
    static const struct named states[] = {
        {"active", W_D_ACTIVE},   {"upcoming", W_D_UPCOMING}, {"expired", W_D_EXPIRED},
        {"stopped", W_D_STOPPED}, {"revoked", W_D_REVOKED},   {"replaced", W_D_REPLACED},
    };
    return find_word(session, states, sizeof states / sizeof *states, state);
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
    table_add(table, style_of_status(code, waiting_on),
              label_of_status(table->session, code, waiting_on));
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

void print_styled_field(const struct session *session, enum word name, enum style style,
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
                        label_of_level(session, text_at(status, "required_assurance")),
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
                        label_of_level(session, text_at(status, "held_assurance")),
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

void print_status(const struct session *session, const json_t *status)
{
    const char *code = text_at(status, "status");
    const char *waiting_on = text_at(status, "waiting_on");
    print_styled_field(session, W_F_STATUS, style_of_status(code, waiting_on),
                       label_of_status(session, code, waiting_on));
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
