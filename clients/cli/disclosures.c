/* SPDX-License-Identifier: Apache-2.0 */
/* disclosure list, show, withdraw, reads: what a supplier shows each of its buyers. */
#include "disclosures.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { KINDS_TEXT_MAX = 1000, FILES_LISTED_MAX = 100000 };

static bool holds(const json_t *texts, const json_t *text)
{
    size_t i;
    json_t *one;
    json_array_foreach(texts, i, one) if (json_equal(one, text)) return true;
    return false;
}

/* Unless it is there already. */
static void add_once(json_t *texts, json_t *text)
{
    if (!holds(texts, text))
        json_array_append(texts, text);
    json_decref(text);
}

json_t *kinds_given(const struct session *session)
{
    json_t *kinds = json_array();
    const char *value;
    for (size_t at = 0; (value = argument_each(session->arguments, OPTION_KINDS, &at)) != NULL;)
        for (size_t length; *value; value += length + (value[length] == ',' ? 1 : 0)) {
            length = strcspn(value, ",");
            add_once(kinds, json_stringn(value, length));
        }
    return kinds;
}

char *kinds_text(const struct session *session, const json_t *kinds)
{
    struct buf text = BUF_INIT(KINDS_TEXT_MAX);
    size_t i;
    json_t *kind;
    json_array_foreach(kinds, i, kind)
    {
        if (i > 0)
            buf_text_add(&text, word(session, W_BETWEEN));
        buf_text_add(&text, label_of(session, TEXT_DISCLOSURE_KIND, json_string_value(kind)));
    }
    return buf_steal(&text);
}

void add_kind(struct table *table, const json_t *kind)
{
    const struct session *session = table->session;
    table_texts(table, label_of(session, TEXT_DISCLOSURE_KIND, text_at(kind, "kind")),
                label_of(session, TEXT_DISCLOSURE_STATE, text_at(kind, "state")),
                text_at(kind, "from"), text_at(kind, "last_day"));
}

static void add_buyers_kind(struct table *table, const json_t *kind)
{
    table_add(table, STYLE_PLAIN, text_at(kind, "buyer"));
    add_kind(table, kind);
}

err run_disclosure_list(struct session *session)
{
    static const enum word titles[] = {W_T_BUYER,      W_T_DISCLOSED, W_T_STATE,
                                       W_T_SHOWN_FROM, W_T_LAST_DAY,  W_NONE};
    json_auto_t *buyers = json_array();
    json_auto_t *items = json_array();
    size_t i;
    json_t *buyer;
    TRY(buyers_named(session, buyers));
    json_array_foreach(buyers, i, buyer)
    {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer kinds = {0};
        TRY(call_get(session, &kinds, "/v1/buyers/%s/disclosures", text_at(buyer, "relationship")));
        items_of_buyer(items, buyer, json_object_get(kinds.json, "items"));
    }
    return items_print(session, items, titles, add_buyers_kind);
}

/* All that the buyer's requests wait for. */
static err kinds_asked(struct session *session, const json_t *buyer, json_t *kinds)
{
    size_t i, j;
    json_t *task, *kind;
    json_array_foreach(json_object_get(buyer, "tasks"), i, task)
        json_array_foreach(json_at(task, "params.missing"), j, kind)
            add_once(kinds, json_incref(kind));
    if (json_array_size(kinds) == 0)
        return refuse(session, ERR_MALFORMED, W_NO_REQUEST, text_at(buyer, "counterparty.name"),
                      NULL);
    SCOPED(free_at) char *text = kinds_text(session, kinds);
    return confirm(session, W_ASK_DISCLOSE, text_at(buyer, "counterparty.name"), text, NULL);
}

static void print_kind(const struct session *session, const json_t *buyer, const json_t *kind)
{
    const char *from = text_at(kind, "from");
    const char *last_day = text_at(kind, "last_day");
    bool has_days = from[0] != '\0' || last_day[0] != '\0';
    SCOPED(free_at) char *period = phrase(session, W_PERIOD, from, last_day, NULL);
    say(session, stdout, has_days ? W_DISCLOSED : W_STATUS_LINE,
        text_at(buyer, "counterparty.name"),
        label_of(session, TEXT_DISCLOSURE_KIND, text_at(kind, "kind")),
        label_of(session, TEXT_DISCLOSURE_STATE, text_at(kind, "state")), period, NULL);
}

/* The same about each kind; without a body it is withdrawn. */
static err change_kinds(struct session *session, const json_t *buyer, const json_t *kinds,
                        const json_t *body)
{
    json_auto_t *changed = json_array();
    size_t i;
    json_t *kind;
    json_array_foreach(kinds, i, kind)
    {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
        struct hoshitori_request request = {.method = body != NULL ? "PUT" : "DELETE",
                                            .json = body};
        hoshitori_target(&request.target, "/v1/buyers/%s/disclosures/%s",
                         text_at(buyer, "relationship"), json_string_value(kind));
        TRY(call(session, &request, 0, &done));
        json_array_append(changed, done.json);
        if (!session->json)
            print_kind(session, buyer, done.json);
    }
    if (session->json)
        print_json(changed);
    return OK;
}

err run_disclosure_show(struct session *session)
{
    json_auto_t *buyers = json_array();
    json_auto_t *kinds = kinds_given(session);
    json_auto_t *body = json_object();
    TRY(buyers_named(session, buyers));
    const json_t *buyer = json_array_get(buyers, 0);
    if (json_array_size(kinds) == 0)
        TRY(kinds_asked(session, buyer, kinds));
    set_text(body, "from", argument(session->arguments, OPTION_FROM));
    set_text(body, "last_day", argument(session->arguments, OPTION_LAST_DAY));
    return change_kinds(session, buyer, kinds, body);
}

err run_disclosure_withdraw(struct session *session)
{
    json_auto_t *buyers = json_array();
    json_auto_t *kinds = kinds_given(session);
    if (json_array_size(kinds) == 0)
        return refuse(session, ERR_MALFORMED, W_OPTION_NEEDED, "kinds", NULL);
    TRY(buyers_named(session, buyers));
    return change_kinds(session, json_array_get(buyers, 0), kinds, NULL);
}

/* Which file was fetched, or whose names were listed. */
static void add_read_files(struct table *table, const json_t *read)
{
    SCOPED(buf_release) struct buf names = BUF_INIT(FILES_LISTED_MAX);
    size_t i;
    json_t *file;
    if (json_is_true(json_object_get(read, "content"))) {
        SCOPED(free_at)
        char *fetched = phrase(table->session, W_FETCHED, text_at(read, "name"), NULL);
        table_add(table, STYLE_PLAIN, fetched);
        return;
    }
    json_array_foreach(json_object_get(read, "files"), i, file)
        buf_format(&names, "%s%s", i > 0 ? ", " : "", text_at(file, "name"));
    table_add(table, STYLE_PLAIN, buf_text(&names));
}

static void add_read(struct table *table, const json_t *read)
{
    char at[CLOCK_TEXT_SIZE] = "", star[STAR_TEXT_SIZE];
    tokyo_time(text_at(read, "read_at"), at);
    table_texts(table, at, label_of(table->session, TEXT_DISCLOSURE_KIND, text_at(read, "kind")),
                star_text(table->session, whole_at(read, "star"), star),
                text_at(read, "assessed_on"));
    add_read_files(table, read);
}

err run_disclosure_reads(struct session *session)
{
    static const enum word titles[] = {W_T_WHEN,        W_T_DISCLOSED, W_T_STAR,
                                       W_T_ASSESSED_ON, W_T_FILES,     W_NONE};
    SCOPED(free_at) char *who = NULL;
    struct hoshitori_target target;
    json_auto_t *items = json_array();
    TRY(buyer_of(session, operand(session->arguments), &who));
    hoshitori_target(&target, "/v1/buyers/%s/disclosure-reads", who);
    call_large_pages(&target);
    TRY(list_read(session, &target, items));
    return items_print(session, items, titles, add_read);
}
