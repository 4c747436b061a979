/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "contract_limits.h"
#include "labels.h"
#include "say.h"

/* Items of "1234567:5f0c1ab2d93e,"; those of a page are no more than one request takes. */
enum { SETTLED_MAX = LIMIT_PARAMETER_IMPORT_OVER_MAX_ITEMS * 24 };
_Static_assert(LIMIT_PARAMETER_LIMIT_MAXIMUM <= LIMIT_PARAMETER_IMPORT_OVER_MAX_ITEMS &&
                   LIMIT_PARAMETER_LIMIT_MAXIMUM <= LIMIT_PARAMETER_IMPORT_KEEP_MAX_ITEMS,
               "a page of conflicts can be settled at once");

enum stands { STANDS_OPEN, STANDS_OVER, STANDS_KEEP };

struct settling {
    struct session *session;
    const json_t *rows;
    enum stands rest; /* what was said of all that are left */
    bool gone;        /* no more answers */
};

void settled_begin(struct settled *settled)
{
    *settled = (struct settled){BUF_INIT(SETTLED_MAX), BUF_INIT(SETTLED_MAX)};
}

void settled_release(struct settled *settled)
{
    buf_release(&settled->over);
    buf_release(&settled->keep);
}

bool settled_any(const struct settled *settled)
{
    return settled->over.length > 0 || settled->keep.length > 0;
}

bool settle_wanted(const struct session *session)
{
    return argument(session->arguments, OPTION_OVER) != NULL ||
           argument(session->arguments, OPTION_KEEP) != NULL ||
           argument(session->arguments, OPTION_CONFLICTS) != NULL ||
           (session->terminal.in && !session->yes);
}

/* "over" or "keep". */
static enum stands stands_of(const char *value)
{
    return value == NULL ? STANDS_OPEN : strcmp(value, "over") == 0 ? STANDS_OVER : STANDS_KEEP;
}

/* Whether a supplier as it was named on the command line is the row's. */
static bool is_row_of(const json_t *row, const char *named)
{
    SCOPED(free_at) char *supplier = supplier_of(named);
    SCOPED(free_at) char *code = supplier_of(text_at(row, "code"));
    return strcmp(supplier, code) == 0 || strcmp(supplier, text_at(row, "relationship")) == 0;
}

static bool is_named(const struct session *session, enum option_id option, const json_t *row)
{
    const char *value;
    for (size_t at = 0; (value = argument_each(session->arguments, option, &at)) != NULL;)
        if (is_row_of(row, value))
            return true;
    return false;
}

static void tell_unknown(const struct settling *settling, enum option_id option)
{
    const char *value;
    for (size_t at = 0;
         (value = argument_each(settling->session->arguments, option, &at)) != NULL;) {
        bool found = false;
        size_t i;
        json_t *row;
        json_array_foreach(settling->rows, i, row) found = found || is_row_of(row, value);
        if (!found)
            say(settling->session, stderr, W_NO_CONFLICT, value, NULL);
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
        SCOPED(free_at) char *line = ask_choice(settling->session, W_ASK_STANDS, NULL);
        settling->gone = line == NULL;
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
    const struct session *session = settling->session;
    if (is_named(session, OPTION_OVER, row))
        return STANDS_OVER;
    if (is_named(session, OPTION_KEEP, row))
        return STANDS_KEEP;
    bool asks = session->terminal.in && !session->yes && !settling->gone;
    return settling->rest == STANDS_OPEN && asks ? ask_stands(settling, row) : settling->rest;
}

static void add(struct buf *list, const json_t *row, const char *seen)
{
    buf_format(list, "%s%" PRId64, list->length > 0 ? "," : "", whole_at(row, "line"));
    if (seen != NULL)
        buf_format(list, ":%s", seen);
}

static err check_named(const struct settling *settling)
{
    size_t i;
    json_t *row;
    json_array_foreach(settling->rows, i, row)
    {
        if (is_named(settling->session, OPTION_OVER, row) &&
            is_named(settling->session, OPTION_KEEP, row))
            return refuse(settling->session, ERR_MALFORMED, W_NOT_TOGETHER,
                          option_of(OPTION_OVER)->name, option_of(OPTION_KEEP)->name, NULL);
    }
    tell_unknown(settling, OPTION_OVER);
    tell_unknown(settling, OPTION_KEEP);
    return OK;
}

static void settle_rows(struct settling *settling, struct settled *out)
{
    size_t i;
    json_t *row;
    json_array_foreach(settling->rows, i, row)
    {
        enum stands stands = stands_for(settling, row);
        if (stands == STANDS_OVER)
            add(&out->over, row,
                text_at(json_array_get(json_object_get(row, "faults"), 0), "params.seen"));
        else if (stands == STANDS_KEEP)
            add(&out->keep, row, NULL);
    }
}

err settle(struct session *session, const json_t *trial, struct settled *out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer page = {0};
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/jobs/%s/rows", text_at(trial, "job"));
    hoshitori_query(&request.target, "outcome", "conflict");
    call_large_pages(&request.target);
    TRY(call(session, &request, 0, &page));
    struct settling settling = {
        .session = session,
        .rows = json_object_get(page.json, "items"),
        .rest = stands_of(argument(session->arguments, OPTION_CONFLICTS)),
    };
    TRY(check_named(&settling));
    settle_rows(&settling, out);
    return OK;
}
