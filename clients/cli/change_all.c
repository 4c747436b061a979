/* SPDX-License-Identifier: Apache-2.0 */
/* supplier change-all: one change of all suppliers that the filters let through, shown first. */
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "jobs.h"
#include "labels.h"
#include "rows.h"
#include "say.h"
#include "table.h"
#include "views.h"

/* "none" takes away. */
static void set_or_none(json_t *change, const char *member, const char *given)
{
    if (given != NULL)
        json_object_set_new(change, member,
                            strcmp(given, "none") == 0 ? json_null() : json_string(given));
}

static void set_tags(const struct session *session, json_t *change, const char *member,
                     enum option_id option)
{
    json_t *tags = json_array();
    const char *tag;
    for (size_t at = 0; (tag = argument_each(session->arguments, option, &at)) != NULL;)
        json_array_append_new(tags, json_string(tag));
    if (json_array_size(tags) > 0)
        json_object_set(change, member, tags);
    json_decref(tags);
}

static json_t *all_change_of(const struct session *session)
{
    json_t *change = json_object();
    json_t *demand = json_object();
    set_or_none(change, "category", argument(session->arguments, OPTION_SET_CATEGORY));
    set_or_none(change, "owner", argument(session->arguments, OPTION_SET_OWNER));
    set_tags(session, change, "tags_add", OPTION_ADD_TAG);
    set_tags(session, change, "tags_remove", OPTION_REMOVE_TAG);
    form_demand(session, demand);
    set_text(demand, "due_on", argument(session->arguments, OPTION_DUE));
    if (argument(session->arguments, OPTION_REMOVE) != NULL)
        json_object_set_new(change, "demand", json_null());
    else if (json_object_size(demand) > 0)
        json_object_set(change, "demand", demand);
    json_decref(demand);
    return change;
}

/* What became of the suppliers is the job's, where it was too much for one answer. */
static err ask_server(struct session *session, struct hoshitori_request *request, json_t **result)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0}, job = {0};
    TRY(call(session, request, 0, &answer));
    if (answer.status == 202) {
        TRY(job_wait(session, text_at(answer.json, "job"), &job));
        json_object_set(answer.json, "counts", (json_t *)json_at(job.json, "detail.counts"));
        json_object_set_new(answer.json, "state", json_string("done"));
    }
    *result = json_incref(answer.json);
    return OK;
}

static err preview_all(struct session *session, json_t *change, json_t **shown)
{
    json_auto_t *body = json_pack("{s:O}", "change", change);
    struct hoshitori_request request = {.method = "POST", .json = body};
    hoshitori_target(&request.target, "/v1/suppliers:change");
    call_filters(session, &request.target, OPTION_STATUS, OPTION_UNCHECKED_SINCE);
    call_filters(session, &request.target, OPTION_STATE, OPTION_NUMBER_REMARK);
    call_filters(session, &request.target, OPTION_CATEGORY, OPTION_TAG);
    TRY(view_filters(session, &request.target, false));
    hoshitori_query(&request.target, "dry_run", "true");
    return ask_server(session, &request, shown);
}

static err carry_out_shown(struct session *session, const json_t *shown, json_t **done)
{
    json_auto_t *body = json_pack("{s:s}", "preview", text_at(shown, "job"));
    struct hoshitori_request request = {.method = "POST", .json = body};
    hoshitori_target(&request.target, "/v1/suppliers:change");
    return ask_server(session, &request, done);
}

static void add_problem(struct table *table, const json_t *row)
{
    size_t i;
    json_t *fault;
    json_array_foreach(json_object_get(row, "faults"), i, fault)
    {
        table_texts(table, text_at(row, "code"), text_at(row, "name"));
        table_add(table, STYLE_YELLOW,
                  label_of(table->session, TEXT_IMPORT_OUTCOME, text_at(row, "outcome")));
        table_add(table, STYLE_PLAIN, text_at(fault, "text"));
    }
}

static void print_result(const struct session *session, const json_t *result)
{
    static const enum word titles[] = {W_T_CODE, W_T_NAME, W_T_OUTCOME, W_T_FAULT, W_NONE};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *row;
    outcomes_print(session, result, W_CHANGE_ROWS);
    table_begin(&table, session, titles);
    json_array_foreach(json_object_get(result, "problems"), i, row) add_problem(&table, row);
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
}

static err tell_all(const struct session *session, const json_t *result, bool of_preview)
{
    if (session->json)
        print_json(result);
    else if (!of_preview) {
        print_result(session, result);
        say(session, stdout, W_CHANGED_ALL, NULL);
    }
    return whole_at(result, "counts.refused") > 0 || whole_at(result, "counts.conflict") > 0
               ? (err){ERR_INVALID}
               : OK;
}

err run_supplier_change_all(struct session *session)
{
    json_auto_t *shown = NULL, *done = NULL;
    json_auto_t *change = all_change_of(session);
    char number[NUMBER_SIZE];
    if (json_object_size(change) == 0)
        return refuse(session, ERR_MALFORMED, W_NOTHING_TO_CHANGE, NULL);
    TRY(preview_all(session, change, &shown));
    if (!session->json)
        print_result(session, shown);
    if (argument(session->arguments, OPTION_DRY_RUN) != NULL)
        return tell_all(session, shown, true);
    if (whole_at(shown, "counts.changed") == 0) {
        say(session, stderr, W_NO_CHANGE, NULL);
        return tell_all(session, shown, true);
    }
    TRY(confirm(session, W_ASK_CHANGE_ALL, number_text(whole_at(shown, "counts.changed"), number),
                NULL));
    TRY(carry_out_shown(session, shown, &done));
    return tell_all(session, done, false);
}
