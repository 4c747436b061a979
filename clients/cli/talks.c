/* SPDX-License-Identifier: Apache-2.0 */
/* talks add, list: what was talked about a demand and its cost, on either side; leave; scope. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "declarations.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

/* Where the other side's talks lie: "suppliers" and how the buyer names one, or "buyers" and the
 * relationship; free(). */
static err partner_of(struct session *session, const char **side, char **who)
{
    TRY(side_of(session, side));
    if (strcmp(*side, "buyer") == 0) {
        *side = "suppliers";
        *who = supplier_of(operand(session->arguments));
        return OK;
    }
    *side = "buyers";
    return buyer_of(session, operand(session->arguments), who);
}

static const char *outcome_word(const struct session *session, const char *code)
{
    if (strcmp(code, "agreed") == 0)
        return word(session, W_TALKS_AGREED);
    return word(session, strcmp(code, "open") == 0 ? W_TALKS_OPEN : W_TALKS_NOT_AGREED);
}

static const char *bearer_word(const struct session *session, const char *code)
{
    return strcmp(code, "shared") == 0 ? word(session, W_TALKS_SHARED)
                                       : label_of(session, TEXT_ACTOR, code);
}

static void add_talks(struct table *table, const json_t *talks)
{
    const struct session *session = table->session;
    int64_t cost = whole_at(talks, "cost_estimate");
    char number[NUMBER_SIZE];
    table_add(table, STYLE_PLAIN, text_at(talks, "asked_on"));
    table_add(table, STYLE_PLAIN, label_of(session, TEXT_ACTOR, text_at(talks, "asked_by")));
    table_add(table, STYLE_PLAIN, outcome_word(session, text_at(talks, "outcome")));
    table_add(table, STYLE_PLAIN, cost < 0 ? "" : number_text(cost, number));
    table_add(table, STYLE_PLAIN, bearer_word(session, text_at(talks, "who_bears")));
    table_add(table, STYLE_PLAIN, text_at(talks, "text"));
}

err run_talks_list(struct session *session)
{
    static const enum word titles[] = {W_T_ASKED_ON, W_T_ASKED_BY, W_T_OUTCOME, W_T_COST,
                                       W_T_BEARS,    W_T_DETAILS,  W_NONE};
    SCOPED(free_at) char *who = NULL;
    struct hoshitori_target target;
    const char *side;
    TRY(partner_of(session, &side, &who));
    hoshitori_target(&target, "/v1/%s/%s/consultations", side, who);
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_talks);
}

static err read_talks(struct session *session, json_t *body)
{
    SCOPED(free_at) char *day = NULL;
    SCOPED(free_at) char *by = NULL;
    const char *agreed = argument(session->arguments, OPTION_AGREED);
    TRY(form_text(session, OPTION_ASKED_BY, W_ASK_ASKED_BY, true, &by));
    TRY(form_text(session, OPTION_ON, W_ASK_ASKED_ON, true, &day));
    set_text(body, "asked_by", by);
    set_text(body, "asked_on", day);
    if (agreed != NULL && strcmp(agreed, "open") != 0)
        set_text(body, "outcome", strcmp(agreed, "yes") == 0 ? "agreed" : "not_agreed");
    set_text(body, "who_bears", argument(session->arguments, OPTION_BEARS));
    set_text(body, "text", argument(session->arguments, OPTION_NOTE));
    set_number(body, "cost_estimate", argument(session->arguments, OPTION_COST));
    return OK;
}

err run_talks_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *who = NULL;
    json_auto_t *body = json_object();
    const char *side;
    TRY(partner_of(session, &side, &who));
    TRY(read_talks(session, body));
    TRY(call_post(session, body, &answer, "/v1/%s/%s/consultations", side, who));
    return tell_answer(session, answer.json, W_TALKS_RECORDED, text_at(body, "asked_on"), NULL);
}

err run_leave(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer buyer = {0}, left = {0};
    SCOPED(free_at) char *who = NULL;
    TRY(buyer_of(session, operand(session->arguments), &who));
    TRY(call_get(session, &buyer, "/v1/buyers/%s", who));
    const char *name = text_at(buyer.json, "counterparty.name");
    TRY(confirm(session, W_ASK_LEAVE, name, NULL));
    TRY(call_post(session, NULL, &left, "/v1/buyers/%s:leave", who));
    return tell_answer(session, left.json, W_LEFT, name, NULL);
}

err run_scope(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0}, answer = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    SCOPED(free_at) char *covers = NULL;
    json_auto_t *body = json_object();
    json_auto_t *declarations = json_array();
    const json_t *declaration = NULL;
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(declarations_read(session, who, declarations));
    TRY(declaration_chosen(session, declarations, &declaration));
    TRY(form_text(session, OPTION_COVERS, W_ASK_COVERS, true, &covers));
    set_text(body, "declaration", text_at(declaration, "declaration"));
    set_text(body, "decision", strcmp(covers, "yes") == 0 ? "covers" : "does_not_cover");
    set_text(body, "decided_on", argument(session->arguments, OPTION_ON));
    set_text(body, "note", argument(session->arguments, OPTION_NOTE));
    TRY(call_post(session, body, &answer, "/v1/suppliers/%s/scope-decisions",
                  text_at(supplier.json, "relationship")));
    if (session->json)
        print_json(answer.json);
    else
        print_status_line(session, text_at(supplier.json, "name"),
                          json_object_get(answer.json, "status"));
    return OK;
}
