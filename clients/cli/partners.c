/* SPDX-License-Identifier: Apache-2.0 */
/* partner: the yearly look at partners, recorded, listed, due, and as the record for an assessor.
 */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "receive.h"
#include "rows.h"
#include "say.h"

/* What a check against the public list found has words of its own. */
static const char *label_of_result(const struct session *session, const json_t *look)
{
    bool check = strcmp(text_at(look, "source"), "check") == 0;
    return label_of(session, check ? TEXT_CHECK_RESULT : TEXT_PARTNER_RESULT,
                    text_at(look, "result"));
}

static void add_look(struct table *table, const json_t *look)
{
    table_texts(table, text_at(look, "looked_on"),
                label_of(table->session, TEXT_PARTNER_METHOD, text_at(look, "method")),
                label_of_result(table->session, look), text_at(look, "look"),
                text_at(look, "by.name"), text_at(look, "action"));
}

err run_partner_looks(struct session *session)
{
    static const enum word titles[] = {W_T_LOOKED_ON, W_T_MEANS,  W_T_OUTCOME, W_T_LOOK,
                                       W_T_WHO,       W_T_ACTION, W_NONE};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    json_auto_t *items = json_array();
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/partner-checks", who);
    TRY(list_read(session, &target, items));
    return items_print(session, items, titles, add_look);
}

static void add_partner(struct table *table, const json_t *partner)
{
    const char *state = text_at(partner, "state");
    bool open = strcmp(state, "due") == 0 || strcmp(state, "never") == 0;
    table_add(table, open ? style_of_status("overdue", "") : STYLE_PLAIN,
              label_of(table->session, TEXT_PARTNER_STATE, state));
    table_texts(table, text_at(partner, "due_on"), text_at(partner, "last_looked_on"),
                text_at(partner, "code"), text_at(partner, "name"));
}

static void add_period(struct session *session, struct hoshitori_target *target)
{
    call_filters(session, target, OPTION_FROM, OPTION_FROM);
    call_filters(session, target, OPTION_THROUGH, OPTION_THROUGH);
    call_filters(session, target, OPTION_KNOWN_AT, OPTION_KNOWN_AT);
}

static err list_partners(struct session *session, const char *state)
{
    static const enum word titles[] = {W_T_STATE, W_T_DUE_NEXT, W_T_LOOKED_ON,
                                       W_T_CODE,  W_T_NAME,     W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/partner-checks");
    hoshitori_query(&target, "state", state);
    add_period(session, &target);
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_partner);
}

err run_partner_list(struct session *session)
{
    return list_partners(session, NULL);
}

err run_partner_due(struct session *session)
{
    return list_partners(session, "open");
}

err run_partner_report(struct session *session)
{
    struct hoshitori_request request = {0};
    hoshitori_target(&request.target, "/v1/partner-checks");
    add_period(session, &request.target);
    return receive_pages(session, &request);
}

err run_partner_look(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer made = {0};
    const char *name = operand(session->arguments);
    SCOPED(free_at) char *who = supplier_of(name);
    json_auto_t *body = json_object();
    set_text(body, "looked_on", argument(session->arguments, OPTION_ON));
    set_text(body, "method", argument(session->arguments, OPTION_MEANS));
    set_text(body, "result", argument(session->arguments, OPTION_MEASURES));
    set_text(body, "action", argument(session->arguments, OPTION_ACTION));
    set_text(body, "kept", argument(session->arguments, OPTION_KEPT));
    TRY(call_post(session, body, &made, "/v1/suppliers/%s/partner-checks", who));
    return tell_answer(session, made.json, W_LOOKED_AT, name, text_at(made.json, "looked_on"),
                       label_of_result(session, made.json), text_at(made.json, "look"), NULL);
}

err run_partner_withdraw(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer gone = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *look = argument(session->arguments, OPTION_LOOK);
    if (look == NULL)
        return refuse(session, ERR_MALFORMED, W_WHICH_LOOK, NULL);
    TRY(confirm(session, W_ASK_LOOK_WITHDRAW, look, NULL));
    TRY(call_post(session, NULL, &gone, "/v1/suppliers/%s/partner-checks/%s:withdraw", who, look));
    return tell_answer(session, gone.json, W_LOOK_WITHDRAWN, look, NULL);
}
