/* SPDX-License-Identifier: Apache-2.0 */
/* disclosure-request: a buyer asks to be shown more, or takes it back; the supplier declines. What
 * is shown answers a request by itself. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "disclosures.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static void add_request(struct table *table, const json_t *request)
{
    char at[CLOCK_TEXT_SIZE] = "";
    SCOPED(free_at)
    char *kinds = kinds_text(table->session, json_object_get(request, "kinds"));
    tokyo_time(text_at(request, "recorded_at"), at);
    table_texts(table, at, label_of(table->session, TEXT_REQUEST_STATE, text_at(request, "state")),
                kinds, text_at(request, "reason"), text_at(request, "answer"));
}

static void add_buyers_request(struct table *table, const json_t *request)
{
    table_add(table, STYLE_PLAIN, text_at(request, "buyer"));
    add_request(table, request);
}

/* side: buyers, suppliers */
static err read_requests(struct session *session, const char *side, const char *who,
                         json_t *requests)
{
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/%s/%s/disclosure-requests", side, who);
    call_large_pages(&target);
    return list_read(session, &target, requests);
}

static bool is_unanswered(const json_t *request)
{
    return strcmp(text_at(request, "state"), "open") == 0;
}

err run_disclosure_request_list(struct session *session)
{
    static const enum word titles[] = {W_T_BUYER,  W_T_WHEN,   W_T_STATE, W_T_DISCLOSED,
                                       W_T_REASON, W_T_ANSWER, W_NONE};
    json_auto_t *buyers = json_array();
    json_auto_t *items = json_array();
    size_t i;
    json_t *buyer;
    bool all = operand(session->arguments) != NULL;
    TRY(buyers_named(session, buyers));
    json_array_foreach(buyers, i, buyer)
    {
        json_auto_t *requests = json_array();
        if (!all && json_array_size(json_object_get(buyer, "tasks")) == 0)
            continue;
        TRY(read_requests(session, "buyers", text_at(buyer, "relationship"), requests));
        for (size_t at = json_array_size(requests); !all && at-- > 0;)
            if (!is_unanswered(json_array_get(requests, at)))
                json_array_remove(requests, at);
        items_of_buyer(items, buyer, requests);
    }
    return items_print(session, items, titles, add_buyers_request);
}

err run_supplier_disclosure_requests(struct session *session)
{
    static const enum word titles[] = {W_T_WHEN,   W_T_STATE,  W_T_DISCLOSED,
                                       W_T_REASON, W_T_ANSWER, W_NONE};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    json_auto_t *items = json_array();
    TRY(read_requests(session, "suppliers", who, items));
    return items_print(session, items, titles, add_request);
}

/* Whether it asks for just these kinds; two that do are never open at once. */
static bool asks_for(const json_t *request, const json_t *kinds)
{
    size_t i, j, same = 0;
    json_t *one, *other;
    const json_t *asked = json_object_get(request, "kinds");
    json_array_foreach(asked, i, one) json_array_foreach(kinds, j, other) same +=
        json_equal(one, other) ? 1 : 0;
    return same == json_array_size(asked) && same == json_array_size(kinds);
}

/* The open request for the kinds that were given, else the only open one. */
static const json_t *open_request(const struct session *session, const json_t *requests,
                                  size_t *found)
{
    json_auto_t *kinds = kinds_given(session);
    bool any = json_array_size(kinds) == 0;
    const json_t *chosen = NULL;
    size_t i;
    json_t *request;
    json_array_foreach(requests, i,
                       request) if (is_unanswered(request) && (any || asks_for(request, kinds)))
    {
        chosen = request;
        (*found)++;
    }
    return chosen;
}

/* One of a relationship's requests, to be ended. */
struct open_request {
    const char *side; /* buyers, suppliers */
    const char *who;
    const char *name;
    json_t *request; /* owned */
};

static void open_request_release(struct open_request *open)
{
    json_decref(open->request);
}

static err find_request(struct session *session, struct open_request *open)
{
    json_auto_t *requests = json_array();
    size_t found = 0;
    TRY(read_requests(session, open->side, open->who, requests));
    const json_t *request = open_request(session, requests, &found);
    if (found != 1)
        return refuse(session, ERR_MALFORMED, found == 0 ? W_NO_REQUEST : W_MANY_REQUESTS,
                      open->name, NULL);
    open->request = json_deep_copy(request);
    return OK;
}

/* Ends it by the act, and tells of it. */
static err end_request(struct session *session, const struct open_request *open, const char *act,
                       const json_t *body, enum word told)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    SCOPED(free_at) char *kinds = kinds_text(session, json_object_get(open->request, "kinds"));
    TRY(call_post(session, body, &done, "/v1/%s/%s/disclosure-requests/%s:%s", open->side,
                  open->who, text_at(open->request, "request"), act));
    return tell_answer(session, done.json, told, open->name, kinds, NULL);
}

err run_disclosure_request_decline(struct session *session)
{
    json_auto_t *buyers = json_array();
    SCOPED(free_at) char *text = NULL;
    TRY(buyers_named(session, buyers));
    const json_t *buyer = json_array_get(buyers, 0);
    SCOPED(open_request_release)
    struct open_request open = {.side = "buyers",
                                .who = text_at(buyer, "relationship"),
                                .name = text_at(buyer, "counterparty.name")};
    TRY(find_request(session, &open));
    TRY(form_text(session, OPTION_MESSAGE, W_ASK_DECLINE_TEXT, true, &text));
    json_auto_t *body = json_pack("{s:s}", "text", text);
    return end_request(session, &open, "decline", body, W_REQUEST_DECLINED);
}

err run_disclosure_request_withdraw(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    SCOPED(open_request_release)
    struct open_request open = {.side = "suppliers",
                                .who = text_at(supplier.json, "relationship"),
                                .name = text_at(supplier.json, "name")};
    TRY(find_request(session, &open));
    return end_request(session, &open, "withdraw", NULL, W_REQUEST_WITHDRAWN);
}

err run_disclosure_request_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer asked = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    SCOPED(free_at) char *reason = NULL;
    json_auto_t *kinds = kinds_given(session);
    if (json_array_size(kinds) == 0)
        return refuse(session, ERR_MALFORMED, W_OPTION_NEEDED, "kinds", NULL);
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(form_text(session, OPTION_REASON, W_ASK_REQUEST_REASON, true, &reason));
    json_auto_t *body = json_pack("{s:O, s:s}", "kinds", kinds, "reason", reason);
    TRY(call_post(session, body, &asked, "/v1/suppliers/%s/disclosure-requests",
                  text_at(supplier.json, "relationship")));
    SCOPED(free_at) char *text = kinds_text(session, json_object_get(asked.json, "kinds"));
    return tell_answer(session, asked.json, W_DISCLOSURE_REQUESTED, text_at(supplier.json, "name"),
                       text, NULL);
}
