/* SPDX-License-Identifier: Apache-2.0 */
/* campaign add, list, show, send, letters: writing to many suppliers at once. */
#include <string.h>

#include "call.h"
#include "commands.h"
#include "jobs.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static void add_campaign(struct table *table, const json_t *item)
{
    char total[NUMBER_SIZE], when[CLOCK_TEXT_SIZE];
    table_texts(table, text_at(item, "campaign"), text_at(item, "name"),
                number_text(whole_at(item, "total"), total),
                tokyo_time(text_at(item, "recorded_at"), when) ? when : "");
}

err run_campaign_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_NAME, W_T_COUNT, W_T_WHEN, W_NONE};
    return list_print(session, "/v1/campaigns", titles, add_campaign);
}

static void add_recipient(struct table *table, const json_t *item)
{
    char written[CLOCK_TEXT_SIZE], opened[CLOCK_TEXT_SIZE];
    table_texts(table, text_at(item, "code"), text_at(item, "name"),
                label_of(table->session, TEXT_RECIPIENT_OUTCOME, text_at(item, "outcome")),
                tokyo_time(text_at(item, "written_at"), written) ? written : "",
                tokyo_time(text_at(item, "opened_at"), opened) ? opened : "",
                text_at(item, "answered_on"),
                text_at(item, "mail")[0] != '\0'
                    ? label_of(table->session, TEXT_MAIL_STATE, text_at(item, "mail"))
                    : label_of(table->session, TEXT_NOT_BY_MAIL, text_at(item, "not_by_mail")));
}

err run_campaign_show(struct session *session)
{
    static const enum word titles[] = {W_T_CODE,   W_T_NAME,     W_T_STATE, W_T_WRITTEN,
                                       W_T_OPENED, W_T_ANSWERED, W_T_MAIL,  W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/campaigns/%s/recipients", operand(session->arguments));
    call_filters(session, &target, OPTION_OUTCOME, OPTION_OUTCOME);
    call_filters(session, &target, OPTION_TEXT, OPTION_TEXT);
    if (argument(session->arguments, OPTION_MAIL_STATE))
        hoshitori_query(&target, "mail", argument(session->arguments, OPTION_MAIL_STATE));
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_recipient);
}

err run_campaign_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_object();
    struct hoshitori_request request = {.method = "POST", .json = body};
    char total[NUMBER_SIZE];
    set_text(body, "name", operand(session->arguments));
    set_text(body, "purpose", argument(session->arguments, OPTION_PURPOSE));
    set_text(body, "reminds", argument(session->arguments, OPTION_REMINDS));
    hoshitori_target(&request.target, "/v1/campaigns");
    call_filters(session, &request.target, OPTION_STATUS, OPTION_UNCHECKED_SINCE);
    call_filters(session, &request.target, OPTION_TASK, OPTION_NUMBER_REMARK);
    call_filters(session, &request.target, OPTION_CATEGORY, OPTION_TAG);
    TRY(call(session, &request, 0, &answer));
    return tell_answer(session, answer.json, W_CAMPAIGN_ADDED, text_at(answer.json, "name"),
                       number_text(whole_at(answer.json, "total"), total),
                       text_at(answer.json, "campaign"), NULL);
}

static void include_recent(const struct session *session, struct hoshitori_target *target)
{
    if (argument(session->arguments, OPTION_INCLUDE_RECENT) != NULL)
        hoshitori_query(target, "include_recent", "true");
}

/* Each on a page of its own. */
static void print_letters(const json_t *items)
{
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item) printf("%s\f\n", text_at(item, "letter"));
}

static err next_letters(struct session *session, struct hoshitori_answer *out)
{
    struct hoshitori_request request = {.method = "POST"};
    hoshitori_target(&request.target, "/v1/campaigns/%s:letters", operand(session->arguments));
    include_recent(session, &request.target);
    return call(session, &request, 0, out);
}

/* In parts, until none is left; a part is given out once, so it is printed before the next one. */
err run_campaign_letters(struct session *session)
{
    bool more = true;
    while (more) {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
        TRY(next_letters(session, &answer));
        more = json_is_string(json_object_get(answer.json, "next_after"));
        if (session->json)
            print_json(answer.json);
        else
            print_letters(json_object_get(answer.json, "items"));
        fflush(stdout);
    }
    return OK;
}

static err ask_to_send(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer before = {0};
    bool all = argument(session->arguments, OPTION_INCLUDE_RECENT) != NULL;
    char left[NUMBER_SIZE], recent[NUMBER_SIZE];
    if (session->yes)
        return OK;
    TRY(call_get(session, &before, "/v1/campaigns/%s", operand(session->arguments)));
    const json_t *counts = json_object_get(before.json, "counts");
    int64_t lately = whole_at(counts, "recently_written");
    number_text(whole_at(counts, "waiting") + (all ? lately : 0), left);
    return confirm(session, all ? W_ASK_CAMPAIGN_SEND_ALL : W_ASK_CAMPAIGN_SEND, left,
                   number_text(lately, recent), NULL);
}

/* A job sends them; --quiet or not, it goes on when this program ends. */
err run_campaign_send(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0}, job = {0}, after = {0};
    struct hoshitori_request request = {.method = "POST"};
    char sent[NUMBER_SIZE], left[NUMBER_SIZE];
    const char *campaign = operand(session->arguments);
    TRY(ask_to_send(session));
    hoshitori_target(&request.target, "/v1/campaigns/%s:send", campaign);
    include_recent(session, &request.target);
    TRY(call(session, &request, 0, &answer));
    if (text_at(answer.json, "job")[0] == '\0')
        return tell_answer(session, answer.json, W_CAMPAIGN_WRITTEN, NULL);
    TRY(job_wait(session, text_at(answer.json, "job"), &job));
    TRY(call_get(session, &after, "/v1/campaigns/%s", campaign));
    return tell_answer(
        session, job.json, W_CAMPAIGN_SENT, number_text(whole_at(job.json, "changed"), sent),
        number_text(whole_at(json_object_get(after.json, "counts"), "waiting"), left), NULL);
}
