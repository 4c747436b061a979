/* SPDX-License-Identifier: Apache-2.0 */
/* supplier succeed, accept-predecessor, accept-number, dismiss-remark, end-alias; organisation
 * show, change. */
#include "companies.h"

#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "say.h"

static void print_remarks(const struct session *session, const json_t *remarks)
{
    size_t i;
    json_t *remark;
    json_array_foreach(remarks, i, remark)
    {
        SCOPED(free_at)
        char *line = phrase(session, W_REMARK,
                            label_of(session, TEXT_NUMBER_REMARK, text_at(remark, "code")),
                            text_at(remark, "published_name"), text_at(remark, "closed_on"),
                            text_at(remark, "successor_number"), NULL);
        print_field(session, i == 0 ? W_F_REMARKS : W_BLANK, line);
    }
}

/* Names and numbers of before, with the day on which they ended. */
static void print_before(const struct session *session, const json_t *items)
{
    size_t i;
    json_t *before;
    json_array_foreach(items, i, before)
    {
        SCOPED(free_at)
        char *line = phrase(session, W_BEFORE, text_at(before, "name"),
                            text_at(before, "corporate_number"), text_at(before, "day"), NULL);
        print_field(session, i == 0 ? W_F_BEFORE : W_BLANK, line);
    }
}

void print_company(const struct session *session, const json_t *supplier)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(supplier, "tasks"), i, item) print_field(
        session, i == 0 ? W_F_TASKS : W_BLANK, label_of(session, TEXT_TASK, text_at(item, "code")));
    print_remarks(session, json_object_get(supplier, "number_remarks"));
    print_before(session, json_object_get(supplier, "predecessors"));
    json_array_foreach(json_object_get(supplier, "aliases"), i, item)
        print_field(session, i == 0 ? W_F_ALIASES : W_BLANK, text_at(item, "alias"));
}

/* The option's value; NULL: refused, since it is needed. */
static const char *needed(const struct session *session, enum option_id id)
{
    char name[40];
    const char *value = argument(session->arguments, id);
    snprintf(name, sizeof name, "--%s", option_of(id)->name);
    if (value == NULL)
        (void)refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, name, NULL);
    return value;
}

/* Posts to the operand's record, and says what was done. */
static err post_to(struct session *session, const char *action, const json_t *body, enum word said)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    TRY(call_post(session, body, &done, "/v1/suppliers/%s:%s", who, action));
    return tell_answer(session, done.json, said, text_at(done.json, "name"), NULL);
}

err run_supplier_succeed(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *kind = needed(session, OPTION_SUCCESSION);
    const char *day = kind ? needed(session, OPTION_ON) : NULL;
    const char *number = day ? needed(session, OPTION_NUMBER) : NULL;
    if (number == NULL)
        return (err){ERR_MALFORMED};
    json_auto_t *body =
        json_pack("{s:s, s:s, s:s}", "kind", kind, "day", day, "corporate_number", number);
    set_text(body, "name", argument(session->arguments, OPTION_NAME));
    set_text(body, "reading", argument(session->arguments, OPTION_READING));
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(confirm(session, W_ASK_SUCCEED, text_at(supplier.json, "name"),
                text_at(supplier.json, "corporate_number"), day, number, NULL));
    return post_to(session, "succeed", body, W_SUCCEEDED);
}

err run_supplier_accept_predecessor(struct session *session)
{
    json_auto_t *body = json_object();
    set_text(body, "reason", argument(session->arguments, OPTION_REASON));
    return post_to(session, "accept-predecessor", body, W_PREDECESSOR_ACCEPTED);
}

err run_supplier_accept_number(struct session *session)
{
    const char *reason = needed(session, OPTION_REASON);
    if (reason == NULL)
        return (err){ERR_MALFORMED};
    json_auto_t *body = json_pack("{s:s}", "reason", reason);
    return post_to(session, "accept-number", body, W_NUMBER_ACCEPTED);
}

err run_supplier_dismiss_remark(struct session *session)
{
    const char *code = needed(session, OPTION_NUMBER_REMARK);
    if (code == NULL)
        return (err){ERR_MALFORMED};
    json_auto_t *body = json_pack("{s:s}", "code", code);
    set_text(body, "reason", argument(session->arguments, OPTION_REASON));
    return post_to(session, "dismiss-number-remark", body, W_REMARK_DISMISSED);
}

/* An alias is written as what it stands for is: a code, or a number. */
err run_supplier_end_alias(struct session *session)
{
    const char *given = needed(session, OPTION_ALIAS);
    if (given == NULL)
        return (err){ERR_MALFORMED};
    SCOPED(free_at) char *alias = supplier_of(given);
    json_auto_t *body = json_pack("{s:s}", "alias", alias);
    return post_to(session, "end-alias", body, W_ALIAS_ENDED);
}

static void print_organisation(const struct session *session, const json_t *organisation)
{
    print_field(session, W_F_ORGANISATION, text_at(organisation, "name"));
    print_field(session, W_F_READING, text_at(organisation, "reading"));
    print_field(session, W_F_NUMBER, text_at(organisation, "corporate_number"));
    if (text_at(organisation, "corporate_number")[0] != '\0')
        print_field(session, W_F_PROVEN,
                    label_of_yes(session, json_object_get(organisation, "number_proven")));
    print_remarks(session, json_object_get(organisation, "number_remarks"));
    print_before(session, json_object_get(organisation, "history"));
}

err run_organisation_show(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer organisation = {0};
    TRY(call_get(session, &organisation, "/v1/organisation"));
    return show_answer(session, organisation.json, print_organisation);
}

/* What was given; "none" takes reading and number away. */
static json_t *changes_of(const struct session *session)
{
    static const enum option_id removable[] = {OPTION_READING, OPTION_NUMBER};
    json_t *changes = json_object();
    const char *kind = argument(session->arguments, OPTION_SUCCESSION);
    const char *day = argument(session->arguments, OPTION_ON);
    set_text(changes, "name", argument(session->arguments, OPTION_NAME));
    for (size_t i = 0; i < sizeof removable / sizeof *removable; i++) {
        const char *value = argument(session->arguments, removable[i]);
        if (value != NULL && strcmp(value, "none") == 0)
            json_object_set_new(changes, option_of(removable[i])->member, json_null());
        else
            set_text(changes, option_of(removable[i])->member, value);
    }
    if (kind != NULL || day != NULL) {
        json_t *succession = json_object();
        set_text(succession, "kind", kind);
        set_text(succession, "day", day);
        json_object_set_new(changes, "succession", succession);
    }
    return changes;
}

err run_organisation_change(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer changed = {0};
    json_auto_t *changes = changes_of(session);
    if (json_object_size(changes) == 0)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--name, --reading, --number",
                      NULL);
    TRY(confirm(session, W_ASK_ORGANISATION, NULL));
    TRY(call_patch(session, changes, &changed, "/v1/organisation"));
    return tell_answer(session, changed.json, W_ORGANISATION_CHANGED, text_at(changed.json, "name"),
                       NULL);
}
