/* SPDX-License-Identifier: Apache-2.0 */
/* simulate: who would not meet a rule or a demand, and how much work it would be for whom. */
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "say.h"
#include "table.h"

static json_t *change_of(const struct session *session)
{
    const char *rule = argument(session->arguments, OPTION_RULE);
    json_t *demand = json_object();
    form_demand(session, demand);
    set_text(demand, "effective_from", argument(session->arguments, OPTION_FROM));
    set_text(demand, "due_on", argument(session->arguments, OPTION_DUE));
    set_number(demand, "due_in_days", argument(session->arguments, OPTION_DUE_IN_DAYS));
    if (rule != NULL)
        return json_pack("{s:{s:s, s:o}}", "rule", "rule", rule, "demand", demand);
    return json_pack("{s:o}", "requirement", demand);
}

static json_t *simulation_of(const struct session *session)
{
    json_t *simulation = json_object();
    json_t *filter = json_object();
    json_object_set_new(simulation, "change", change_of(session));
    set_text(simulation, "on", argument(session->arguments, OPTION_ON));
    set_text(filter, "category", argument(session->arguments, OPTION_CATEGORY));
    set_text(filter, "tag", argument(session->arguments, OPTION_TAG));
    if (json_object_size(filter) > 0)
        json_object_set(simulation, "filter", filter);
    json_decref(filter);
    set_number(simulation, "limit", argument(session->arguments, OPTION_LIMIT));
    return simulation;
}

static int64_t count_of_status(const json_t *counts, const json_t *wanted)
{
    size_t i;
    json_t *item;
    json_array_foreach(
        counts, i, item) if (strcmp(text_at(item, "status"), text_at(wanted, "status")) == 0 &&
                             strcmp(text_at(item, "waiting_on"), text_at(wanted, "waiting_on")) ==
                                 0) return whole_at(item, "count");
    return 0;
}

static void add_counts(struct table *table, const json_t *result, const json_t *item)
{
    add_status(table, item);
    table_add(table, STYLE_PLAIN, label_of_actor(table->session, text_at(item, "waiting_on")));
    table_add_number(table, count_of_status(json_object_get(result, "before"), item));
    table_add_number(table, count_of_status(json_object_get(result, "after"), item));
}

static void print_before_after(const struct session *session, const json_t *result)
{
    static const enum word titles[] = {W_T_STATUS, W_T_ACTOR, W_T_BEFORE, W_T_AFTER, W_NONE};
    const json_t *before = json_object_get(result, "before");
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *item;
    table_begin(&table, session, titles);
    json_array_foreach(before, i, item) add_counts(&table, result, item);
    json_array_foreach(json_object_get(result, "after"), i,
                       item) if (count_of_status(before, item) == 0)
        add_counts(&table, result, item);
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
}

static void print_failing(const struct session *session, const json_t *result)
{
    static const enum word titles[] = {W_T_CODE,   W_T_NAME,      W_T_HELD,
                                       W_T_STATUS, W_T_NEXT_STEP, W_NONE};
    const json_t *failing = json_object_get(result, "failing");
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *item;
    char total[NUMBER_SIZE];
    table_begin(&table, session, titles);
    say(session, stdout, W_FAILING, number_text(whole_at(result, "failing_total"), total), NULL);
    json_array_foreach(failing, i, item)
    {
        const json_t *status = json_object_get(item, "status");
        table_texts(&table, text_at(item, "code"), text_at(item, "name"));
        add_stars(&table, status);
        add_status(&table, status);
        table_add(&table, STYLE_PLAIN, text_at(status, "next_step.text"));
    }
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
}

err run_simulate(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    char suppliers[NUMBER_SIZE], changed[NUMBER_SIZE];
    if (argument(session->arguments, OPTION_STAR) == NULL)
        return refuse(session, ERR_MALFORMED, W_OPTION_NEEDED, "star", NULL);
    json_auto_t *simulation = simulation_of(session);
    TRY(call_post(session, simulation, &answer, "/v1/requirements:simulate"));
    if (session->json) {
        print_json(answer.json);
        return OK;
    }
    say(session, stdout, W_SIMULATED, text_at(answer.json, "on"),
        number_text(whole_at(answer.json, "suppliers"), suppliers),
        number_text(whole_at(answer.json, "changed"), changed), NULL);
    print_decided_at(session, answer.json);
    print_before_after(session, answer.json);
    print_failing(session, answer.json);
    return OK;
}
