/* SPDX-License-Identifier: Apache-2.0 */
/* require: what is demanded of one supplier; read, shown as a change, asked, then written under
 * the tag that was read. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "changes.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "say.h"

static const char *const KEPT[] = {"required_star", "required_assurance", "accept_higher", "due_on",
                                   "reason",        "questions",          "notice_on",     NULL};

static err ask_yes(const struct session *session, json_t *questions, const char *name,
                   enum option_id option, enum word question)
{
    if (argument(session->arguments, option) != NULL ||
        json_is_boolean(json_object_get(questions, name)))
        return OK;
    SCOPED(free_at) char *text = phrase(session, question, NULL);
    enum reply reply = ask_reply(session, text);
    if (reply == REPLY_GONE)
        return refuse(session, ERR_PRECONDITION_MISSING, W_CANCELLED, NULL);
    if (reply != REPLY_NOTHING)
        json_object_set_new(questions, name, json_boolean(reply == REPLY_YES));
    return OK;
}

/* The first demand at a terminal: METI's questions before the star that they help to choose. */
static err ask_questions(const struct session *session, json_t *body)
{
    json_t *questions = json_object_get(body, "questions");
    if (questions == NULL) {
        questions = json_object();
        json_object_set_new(body, "questions", questions);
    }
    say(session, stderr, W_QUESTIONS, NULL);
    TRY(ask_yes(session, questions, "important_information", OPTION_INFORMATION,
                W_ASK_INFORMATION));
    TRY(ask_yes(session, questions, "unacceptable_interruption", OPTION_INTERRUPTION,
                W_ASK_INTERRUPTION));
    TRY(ask_yes(session, questions, "internal_access", OPTION_ACCESS, W_ASK_ACCESS));
    if (json_object_size(questions) == 0)
        json_object_del(body, "questions");
    return OK;
}

/* A star or a due day that the demand lacks is asked for. */
static err complete(const struct session *session, json_t *body)
{
    SCOPED(free_at) char *due = NULL;
    SCOPED(free_at) char *reason = NULL;
    int64_t star = whole_at(body, "required_star");
    bool guided = star < 0 && session->terminal.in && !session->yes;
    if (guided)
        TRY(ask_questions(session, body));
    if (star < 0) {
        TRY(form_number(session, OPTION_STAR, W_ASK_STAR, true, &star));
        json_object_set_new(body, "required_star", json_integer(star));
    }
    if (text_at(body, "due_on")[0] == '\0') {
        TRY(form_text(session, OPTION_DUE, W_ASK_DUE, true, &due));
        set_text(body, "due_on", due);
    }
    if (guided && text_at(body, "reason")[0] == '\0') {
        TRY(form_text(session, OPTION_REASON, W_ASK_REASON, false, &reason));
        set_text(body, "reason", reason);
    }
    return OK;
}

static void exempt(json_t *body)
{
    json_object_set_new(body, "required_star", json_null());
    json_object_del(body, "required_assurance");
    json_object_del(body, "accept_higher");
    json_object_del(body, "due_on");
}

/* The level that a star asks for is the scheme's: another star takes its own. */
static void forget_level(const struct session *session, const json_t *now, json_t *body)
{
    if (argument(session->arguments, OPTION_ASSURANCE) == NULL &&
        !json_equal(json_object_get(now, "required_star"), json_object_get(body, "required_star")))
        json_object_del(body, "required_assurance");
}

static err next_requirement(const struct session *session, const json_t *now, json_t *body)
{
    changes_keep(now, body, KEPT);
    if (argument(session->arguments, OPTION_EXEMPT) != NULL)
        exempt(body);
    form_demand(session, body);
    set_text(body, "due_on", argument(session->arguments, OPTION_DUE));
    set_text(body, "effective_from", argument(session->arguments, OPTION_FROM));
    set_text(body, "notice_on", argument(session->arguments, OPTION_NOTICE));
    forget_level(session, now, body);
    return argument(session->arguments, OPTION_EXEMPT) != NULL ? OK : complete(session, body);
}

static void print_required(const struct session *session, const char *name,
                           const json_t *requirement)
{
    size_t i;
    json_t *advisory;
    if (session->json) {
        print_json(requirement);
        return;
    }
    json_array_foreach(json_object_get(requirement, "advisories"), i, advisory)
        print_field(session, i == 0 ? W_F_ADVISORIES : W_BLANK, text_at(advisory, "text"));
    say_text(session, stdout, 2, text_at(requirement, "suggestion.text"));
    print_status_line(session, name, json_object_get(requirement, "status"));
}

static err send_demand(struct session *session, const char *who, const char *etag,
                       const json_t *body, struct hoshitori_answer *answer)
{
    struct hoshitori_request request = {.method = "PUT",
                                        .json = body,
                                        .if_match = etag,
                                        .if_none_match = etag == NULL ? "*" : NULL};
    hoshitori_target(&request.target, "/v1/suppliers/%s/requirement", who);
    return call(session, &request, 0, answer);
}

static err remove_demand(struct session *session, const char *who, const char *name,
                         const char *etag, struct hoshitori_answer *answer)
{
    TRY(confirm(session, W_ASK_REMOVE_DEMAND, name, NULL));
    return call_delete(session, etag, answer, "/v1/suppliers/%s/requirement", who);
}

err run_require(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    SCOPED(free_at) char *operand_text = supplier_of(operand(session->arguments));
    json_auto_t *body = json_object();
    struct hoshitori_request read = {.method = "GET"};
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", operand_text));
    const char *who = text_at(supplier.json, "relationship");
    const char *name = text_at(supplier.json, "name");
    hoshitori_target(&read.target, "/v1/suppliers/%s/requirement", who);
    TRY(call(session, &read, 404, &now));
    const json_t *before = now.status == 200 ? now.json : NULL;
    if (argument(session->arguments, OPTION_REMOVE) != NULL) {
        if (before == NULL)
            return refuse(session, ERR_INVALID, W_NOTHING_REQUIRED, name, NULL);
        TRY(remove_demand(session, who, name, now.etag, &done));
    } else {
        TRY(next_requirement(session, before, body));
        if (!session->json)
            say(session, stdout, W_DEMAND_OF, name, NULL);
        if (!changes_print(session, before, body)) {
            say(session, stderr, W_NO_CHANGE, NULL);
            return OK;
        }
        TRY(confirm(session, W_ASK_REQUIRE, NULL));
        TRY(send_demand(session, who, before != NULL ? now.etag : NULL, body, &done));
    }
    print_required(session, name, done.json);
    return OK;
}
