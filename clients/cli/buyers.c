/* SPDX-License-Identifier: Apache-2.0 */
/* buyers, and respond: what a supplier says to a demand. */
#include "buyers.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

err side_of(struct session *session, const char **out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer me = {0};
    size_t i;
    json_t *right;
    *out = argument(session->arguments, OPTION_SIDE);
    if (*out != NULL)
        return OK;
    TRY(call_get(session, &me, "/v1/me"));
    *out = "supplier";
    json_array_foreach(json_at(me.json, "key.rights"), i,
                       right) if (strcmp(json_string_value(right), "buyer:read") == 0) *out =
        "buyer";
    return OK;
}

err buyer_of(struct session *session, const char *named, char **out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer found = {0};
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/buyers");
    hoshitori_query(&request.target, "text", named);
    if (strlen(named) == 36 && strspn(named, "0123456789abcdef-") == 36) {
        *out = strdup(named);
        return OK;
    }
    TRY(call(session, &request, 0, &found));
    const json_t *items = json_object_get(found.json, "items");
    if (json_array_size(items) != 1)
        return refuse(session, ERR_INVALID,
                      json_array_size(items) == 0 ? W_NO_BUYER : W_MANY_BUYERS, named, NULL);
    *out = strdup(text_at(json_array_get(items, 0), "status.relationship"));
    return OK;
}

err buyers_named(struct session *session, json_t *buyers)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer buyer = {0};
    SCOPED(free_at) char *who = NULL;
    struct hoshitori_target all;
    if (operand(session->arguments) == NULL) {
        hoshitori_target(&all, "/v1/buyers");
        hoshitori_query(&all, "state", "active");
        call_large_pages(&all);
        return list_read(session, &all, buyers);
    }
    TRY(buyer_of(session, operand(session->arguments), &who));
    TRY(call_get(session, &buyer, "/v1/buyers/%s", who));
    json_array_append(buyers, buyer.json);
    return OK;
}

void items_of_buyer(json_t *all, const json_t *buyer, const json_t *items)
{
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        set_text(item, "buyer", text_at(buyer, "counterparty.name"));
        set_text(item, "relationship", text_at(buyer, "relationship"));
        json_array_append(all, item);
    }
}

err run_buyers(struct session *session)
{
    struct rows rows = {.path = "/v1/buyers", .name = "counterparty.name", .code = ""};
    return rows_print(session, &rows);
}

/* The answer is to the revision that is read here: a newer one is not answered unseen. */
err run_respond(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer buyer = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    SCOPED(free_at) char *who = NULL;
    SCOPED(free_at) char *kind = NULL;
    TRY(buyer_of(session, operand(session->arguments), &who));
    TRY(call_get(session, &buyer, "/v1/buyers/%s", who));
    const char *name = text_at(buyer.json, "counterparty.name");
    if (!session->json)
        print_status(session, json_object_get(buyer.json, "status"));
    TRY(form_text(session, OPTION_KIND, W_ASK_KIND, true, &kind));
    json_auto_t *body = json_pack("{s:s}", "kind", kind);
    int64_t revision = whole_at(buyer.json, "requirement.revision");
    if (revision > 0)
        json_object_set_new(body, "revision", json_integer(revision));
    set_text(body, "message", argument(session->arguments, OPTION_MESSAGE));
    TRY(call_put(session, body, NULL, &done, "/v1/buyers/%s/response", who));
    return tell_answer(session, done.json, W_RESPONDED, name, NULL);
}
