/* SPDX-License-Identifier: Apache-2.0 */
/* paper list, withdraw; assessment list, withdraw; declaration list, stop; withdraw-check: what was
 * filed, and what of it was a mistake. */
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "declarations.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static void add_paper(struct table *table, const json_t *paper)
{
    const char *url = text_at(paper, "url");
    table_texts(table, text_at(paper, "paper"),
                label_of(table->session, TEXT_PAPER, text_at(paper, "kind")),
                text_at(paper, "dated_on"));
    table_add(table, STYLE_YELLOW, text_at(paper, "withdrawn_on"));
    table_add(table, STYLE_PLAIN, url[0] != '\0' ? url : text_at(paper, "place"));
}

err run_paper_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_PAPER,   W_T_DAY,
                                       W_T_WITHDRAWN,    W_T_DETAILS, W_NONE};
    return list_print(session, "/v1/papers", titles, add_paper);
}

static void add_assessment(struct table *table, const json_t *assessment)
{
    char star[STAR_TEXT_SIZE];
    table_texts(table, text_at(assessment, "assessment"),
                star_text(table->session, whole_at(assessment, "star"), star),
                label_of(table->session, TEXT_ASSESSMENT_STATE, text_at(assessment, "state")),
                text_at(assessment, "assessed_on"), text_at(assessment, "edition"));
}

err run_assessment_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_STAR,    W_T_STATE,
                                       W_T_ASSESSED_ON,  W_T_EDITION, W_NONE};
    return list_print(session, "/v1/assessments", titles, add_assessment);
}

static void add_declaration(struct table *table, const json_t *declaration)
{
    char star[STAR_TEXT_SIZE];
    table_texts(table, text_at(declaration, "declaration"),
                star_text(table->session, whole_at(declaration, "star"), star),
                text_at(declaration, "id"), text_at(declaration, "declared_on"),
                text_at(declaration, "valid_until"),
                label_of(table->session, TEXT_DECLARATION_STATE, text_at(declaration, "state")));
}

err run_declaration_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_STAR,  W_T_NUMBER, W_T_DAY,
                                       W_T_UNTIL,        W_T_STATE, W_NONE};
    return list_print(session, "/v1/declarations", titles, add_declaration);
}

static err withdraw(struct session *session, const char *noun)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const char *id = operand(session->arguments);
    TRY(confirm(session, W_ASK_WITHDRAW, id, NULL));
    TRY(call_post(session, NULL, &answer, "/v1/%s/%s:withdraw", noun, id));
    return tell_answer(session, answer.json, W_FILED_WITHDRAWN, id, NULL);
}

err run_paper_withdraw(struct session *session)
{
    return withdraw(session, "papers");
}

err run_assessment_withdraw(struct session *session)
{
    return withdraw(session, "assessments");
}

/* From a day on, or as if it had never been stopped. */
err run_declaration_stop(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const char *id = operand(session->arguments);
    const char *day = argument(session->arguments, OPTION_ON);
    bool back = argument(session->arguments, OPTION_TAKE_BACK) != NULL;
    json_auto_t *body = json_object();
    TRY(form_either(session, OPTION_ON, OPTION_TAKE_BACK));
    if (!day && !back)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--on, --take-back", NULL);
    json_object_set_new(body, "stopped_on", back ? json_null() : json_string(day));
    TRY(confirm(session, back ? W_ASK_STOP_BACK : W_ASK_STOP, id, day ? day : "", NULL));
    TRY(call_patch(session, body, &answer, "/v1/declarations/%s", id));
    return tell_answer(session, answer.json, back ? W_STOP_TAKEN_BACK : W_STOPPED, id, NULL);
}

/* The newest check of a declaration that still counts. */
static const char *standing_check(const json_t *checks)
{
    size_t i;
    json_t *check;
    json_array_foreach(checks, i, check)
    {
        if (text_at(check, "withdrawn_at")[0] == '\0')
            return text_at(check, "check");
    }
    return NULL;
}

err run_withdraw_check(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer checks = {0}, answer = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    json_auto_t *declarations = json_array();
    const json_t *declaration = NULL;
    TRY(declarations_read(session, who, declarations));
    TRY(declaration_chosen(session, declarations, &declaration));
    const char *id = text_at(declaration, "declaration"), *number = text_at(declaration, "id");
    TRY(call_get(session, &checks, "/v1/suppliers/%s/declarations/%s/checks", who, id));
    const char *check = standing_check(json_object_get(checks.json, "items"));
    if (!check)
        return refuse(session, ERR_INVALID, W_NO_CHECK, number, NULL);
    TRY(confirm(session, W_ASK_CHECK_WITHDRAW, number, NULL));
    TRY(call_post(session, NULL, &answer, "/v1/suppliers/%s/declarations/%s/checks/%s:withdraw",
                  who, id, check));
    return tell_answer(session, answer.json, W_FILED_WITHDRAWN, number, NULL);
}
