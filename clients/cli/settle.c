/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "contract_limits.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { SETTLED_AT_ONCE = LIMIT_PARAMETER_IMPORT_OVER_MAX_ITEMS };
/* Items of "1234567:5f0c1ab2d93e,". */
enum { SETTLED_MAX = SETTLED_AT_ONCE * 24 };
_Static_assert((int)LIMIT_PARAMETER_IMPORT_KEEP_MAX_ITEMS == (int)SETTLED_AT_ONCE,
               "as many of one kind as of the other");

enum stands { STANDS_OPEN, STANDS_OVER, STANDS_KEEP };

struct settling {
    struct session *session;
    json_t *rows;        /* owned, as those below */
    json_t *over, *keep; /* relationships, and how each was named */
    enum stands rest;    /* what was said of all that are left */
    bool asks;           /* a person is there, who gives answers */
};

static void settling_release(struct settling *settling)
{
    json_decref(settling->rows);
    json_decref(settling->over);
    json_decref(settling->keep);
}

void settled_begin(struct settled *settled)
{
    *settled = (struct settled){json_array(), json_array()};
}

void settled_release(struct settled *settled)
{
    json_decref(settled->over);
    json_decref(settled->keep);
}

bool settled_any(const struct settled *settled)
{
    return json_array_size(settled->over) > 0 || json_array_size(settled->keep) > 0;
}

bool settled_at_once(const struct settled *settled)
{
    return json_array_size(settled->over) <= SETTLED_AT_ONCE &&
           json_array_size(settled->keep) <= SETTLED_AT_ONCE;
}

size_t settled_rounds(const struct settled *settled)
{
    size_t over = json_array_size(settled->over);
    return over > 0 ? (over - 1) / SETTLED_AT_ONCE + 1 : 1;
}

static size_t beyond(const json_t *list, size_t sent)
{
    return json_array_size(list) > sent ? json_array_size(list) - sent : 0;
}

int64_t settled_held(const struct settled *settled, size_t round)
{
    return (int64_t)(beyond(settled->over, (round + 1) * SETTLED_AT_ONCE) +
                     beyond(settled->keep, SETTLED_AT_ONCE));
}

static void add_items(struct hoshitori_target *target, const char *name, const json_t *list,
                      size_t first)
{
    SCOPED(buf_release) struct buf items = BUF_INIT(SETTLED_MAX);
    for (size_t i = first; i < json_array_size(list) && i < first + SETTLED_AT_ONCE; i++)
        buf_format(&items, "%s%s", i > first ? "," : "",
                   json_string_value(json_array_get(list, i)));
    if (items.length > 0)
        hoshitori_query(target, name, buf_text(&items));
}

void settled_query(const struct settled *settled, size_t round, struct hoshitori_target *target)
{
    add_items(target, "over", settled->over, round * SETTLED_AT_ONCE);
    add_items(target, "keep", settled->keep, 0);
}

/* Whoever only tries or reads JSON is not asked. */
static bool can_ask(const struct session *session)
{
    return session->terminal.in && !session->yes && !session->json &&
           argument(session->arguments, OPTION_DRY_RUN) == NULL;
}

bool settle_wanted(const struct session *session)
{
    return argument(session->arguments, OPTION_OVER) != NULL ||
           argument(session->arguments, OPTION_KEEP) != NULL ||
           argument(session->arguments, OPTION_CONFLICTS) != NULL || can_ask(session);
}

/* "over" or "keep". */
static enum stands stands_of(const char *value)
{
    return value == NULL ? STANDS_OPEN : strcmp(value, "over") == 0 ? STANDS_OVER : STANDS_KEEP;
}

/* Whom an option names, as the server knows suppliers; one that it does not know stands there as it
 * was named. */
static err find_named(struct session *session, enum option_id option, json_t *out)
{
    const char *value;
    for (size_t at = 0; (value = argument_each(session->arguments, option, &at)) != NULL;) {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
        SCOPED(free_at) char *supplier = supplier_of(value);
        struct hoshitori_request request = {.method = "GET"};
        hoshitori_target(&request.target, "/v1/suppliers/%s", supplier);
        TRY(call(session, &request, 404, &answer));
        set_text(out, answer.status == 404 ? value : text_at(answer.json, "relationship"), value);
    }
    return OK;
}

static bool is_among(const json_t *named, const json_t *row)
{
    return json_object_get(named, text_at(row, "relationship")) != NULL;
}

static void tell_unknown(const struct settling *settling, json_t *named)
{
    const char *relationship;
    json_t *value;
    json_object_foreach(named, relationship, value)
    {
        bool found = false;
        size_t i;
        json_t *row;
        json_array_foreach(settling->rows, i, row) found =
            found || strcmp(relationship, text_at(row, "relationship")) == 0;
        if (!found)
            say(settling->session, stderr, W_NO_CONFLICT, json_string_value(value), NULL);
    }
}

static void print_conflict(const struct session *session, const json_t *row)
{
    char line[NUMBER_SIZE];
    size_t i;
    json_t *fault;
    say(session, stderr, W_CONFLICT, number_text(whole_at(row, "line"), line), text_at(row, "name"),
        text_at(row, "code"), NULL);
    json_array_foreach(json_object_get(row, "faults"), i, fault) say(
        session, stderr, W_CONFLICT_COLUMN,
        label_of(session, TEXT_HEADING, text_at(fault, "column")), text_at(fault, "text"), NULL);
}

static enum stands ask_stands(struct settling *settling, const json_t *row)
{
    print_conflict(settling->session, row);
    for (;;) {
        SCOPED(free_at) char *line = as_choice(ask(settling->session, W_ASK_STANDS, NULL));
        settling->asks = line != NULL;
        if (line == NULL || line[0] == '\0')
            return STANDS_OPEN;
        if (strlen(line) == 1 && strchr("1234", line[0]) != NULL) {
            enum stands stands = strchr("13", line[0]) != NULL ? STANDS_OVER : STANDS_KEEP;
            if (line[0] >= '3')
                settling->rest = stands;
            return stands;
        }
        say(settling->session, stderr, W_NO_CHOICE, line, "1|2|3|4", NULL);
    }
}

static enum stands stands_for(struct settling *settling, const json_t *row)
{
    if (is_among(settling->over, row))
        return STANDS_OVER;
    if (is_among(settling->keep, row))
        return STANDS_KEEP;
    return settling->rest == STANDS_OPEN && settling->asks ? ask_stands(settling, row)
                                                           : settling->rest;
}

/* "" where none of its faults can be settled. */
static const char *seen_of(const json_t *row)
{
    const char *seen = "";
    size_t i;
    json_t *fault;
    json_array_foreach(json_object_get(row, "faults"), i, fault)
    {
        if (seen[0] == '\0')
            seen = text_at(fault, "params.seen");
    }
    return seen;
}

static void add_settled(json_t *list, const json_t *row, const char *seen)
{
    json_array_append_new(list, json_sprintf("%" PRId64 "%s%s", whole_at(row, "line"),
                                             seen[0] != '\0' ? ":" : "", seen));
}

static err check_named(const struct settling *settling)
{
    const char *relationship;
    json_t *value;
    json_object_foreach(settling->over, relationship, value)
    {
        if (json_object_get(settling->keep, relationship) != NULL)
            return refuse(settling->session, ERR_MALFORMED, W_NOT_TOGETHER,
                          option_of(OPTION_OVER)->name, option_of(OPTION_KEEP)->name, NULL);
    }
    tell_unknown(settling, settling->over);
    tell_unknown(settling, settling->keep);
    return OK;
}

static void settle_rows(struct settling *settling, struct settled *out)
{
    size_t i;
    json_t *row;
    json_array_foreach(settling->rows, i, row)
    {
        enum stands stands = stands_for(settling, row);
        const char *seen = seen_of(row);
        if (stands == STANDS_OVER && seen[0] != '\0')
            add_settled(out->over, row, seen);
        else if (stands == STANDS_KEEP)
            add_settled(out->keep, row, "");
    }
}

static err read_conflicts(struct session *session, const char *job, json_t *rows)
{
    struct hoshitori_target target = {0};
    hoshitori_target(&target, "/v1/jobs/%s/rows", job);
    hoshitori_query(&target, "outcome", "conflict");
    call_large_pages(&target);
    return list_read(session, &target, rows);
}

err settle(struct session *session, const json_t *trial, struct settled *out)
{
    SCOPED(settling_release)
    struct settling settling = {
        .session = session,
        .rows = json_array(),
        .over = json_object(),
        .keep = json_object(),
        .rest = stands_of(argument(session->arguments, OPTION_CONFLICTS)),
        .asks = can_ask(session),
    };
    TRY(find_named(session, OPTION_OVER, settling.over));
    TRY(find_named(session, OPTION_KEEP, settling.keep));
    TRY(read_conflicts(session, text_at(trial, "job"), settling.rows));
    TRY(check_named(&settling));
    settle_rows(&settling, out);
    return OK;
}
