/* SPDX-License-Identifier: Apache-2.0 */
/* declare and policy record: what a supplier files beside its self-assessment. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "say.h"

/* After something was filed: how each buyer's demand stands now. */
static err print_buyers(struct session *session)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *buyer;
    hoshitori_target(&list.target, "/v1/buyers");
    hoshitori_query(&list.target, "state", "active");
    while ((buyer = hoshitori_next(&list)) != NULL)
        print_status_line(session, text_at(buyer, "counterparty.name"),
                          json_object_get(buyer, "status"));
    return call_list_end(session, &list);
}

static err read_declaration(const struct session *session, json_t *body)
{
    SCOPED(free_at) char *id = NULL;
    SCOPED(free_at) char *day = NULL;
    SCOPED(free_at) char *until = NULL;
    int64_t star;
    TRY(form_number(session, OPTION_STAR, W_ASK_DECLARED_STAR, true, &star));
    TRY(form_text(session, OPTION_ID, star <= 2 ? W_ASK_DECLARATION_ID : W_ASK_REGISTRATION, true,
                  &id));
    TRY(form_text(session, OPTION_ON, W_ASK_DECLARED_ON, true, &day));
    if (star > 2)
        TRY(form_text(session, OPTION_VALID_UNTIL, W_ASK_VALID_UNTIL, false, &until));
    const char *part = argument(session->arguments, OPTION_PART);
    json_object_set_new(body, "star", json_integer(star));
    set_text(body, "id", id);
    set_text(body, "declared_on", day);
    set_text(body, "valid_until",
             until != NULL ? until : argument(session->arguments, OPTION_VALID_UNTIL));
    set_text(body, "valid_from", argument(session->arguments, OPTION_VALID_FROM));
    set_text(body, "edition", argument(session->arguments, OPTION_EDITION));
    set_text(body, "replaces", argument(session->arguments, OPTION_REPLACES));
    set_text(body, "scope", part != NULL ? "part" : NULL);
    set_text(body, "scope_text", part);
    return OK;
}

err run_declare(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_object();
    char star[STAR_TEXT_SIZE];
    TRY(session_sign_in(session));
    TRY(read_declaration(session, body));
    TRY(call_post(session, body, &answer, "/v1/declarations"));
    if (session->json) {
        print_json(answer.json);
        return OK;
    }
    say(session, stdout, W_DECLARED, star_text(session, whole_at(answer.json, "star"), star),
        text_at(answer.json, "id"), text_at(answer.json, "declared_on"), NULL);
    return print_buyers(session);
}

err run_policy_record(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *day = NULL;
    SCOPED(free_at) char *url = NULL;
    json_auto_t *body = json_pack("{s:s}", "kind", "policy_publication");
    const char *place = argument(session->arguments, OPTION_PLACE);
    TRY(session_sign_in(session));
    TRY(form_text(session, OPTION_ON, W_ASK_PUBLISHED_ON, true, &day));
    TRY(form_text(session, OPTION_URL, W_ASK_PUBLISHED_URL, place == NULL, &url));
    set_text(body, "dated_on", day);
    set_text(body, "url", url);
    set_text(body, "place", place);
    set_text(body, "note", argument(session->arguments, OPTION_NOTE));
    TRY(call_post(session, body, &answer, "/v1/papers"));
    if (session->json) {
        print_json(answer.json);
        return OK;
    }
    say(session, stdout, W_POLICY_FILED, day, NULL);
    return print_buyers(session);
}
