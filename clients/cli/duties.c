/* SPDX-License-Identifier: Apache-2.0 */
/* duties: what recurs, when it was done last, and noting that it was done. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "say.h"
#include "table.h"

static void print_duties(const struct session *session, const json_t *duties)
{
    static const enum word titles[] = {W_T_NEXT_ON, W_T_LAST_DONE, W_T_CRITERION, W_T_MEMBER,
                                       W_NONE};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *one;
    table_begin(&table, session, titles);
    json_array_foreach(json_object_get(duties, "items"), i, one)
    {
        const char *last = text_at(one, "last_done_on");
        bool due = strcmp(text_at(one, "state"), "done") != 0;
        table_add(&table, due ? style_of_status("overdue", "") : STYLE_PLAIN,
                  text_at(one, "next_on"));
        table_texts(&table, last[0] != '\0' ? last : word(session, W_NEVER_DONE),
                    text_at(one, "criterion"), text_at(one, "text"));
    }
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
    else
        say(session, stdout, W_NO_DUTIES, NULL);
}

static err list_duties(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer duties = {0};
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/duties");
    call_filters(session, &request.target, OPTION_STAR, OPTION_STAR);
    call_filters(session, &request.target, OPTION_DUE_BY, OPTION_DUE_BY);
    TRY(call(session, &request, 0, &duties));
    return show_answer(session, duties.json, print_duties);
}

/* --on, else the server's day. */
static err day_done(struct session *session, char **out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer me = {0};
    const char *day = argument(session->arguments, OPTION_ON);
    if (day == NULL) {
        TRY(call_get(session, &me, "/v1/me"));
        day = text_at(me.json, "day");
    }
    *out = strdup(day);
    return OK;
}

static err note_done(struct session *session, const char *criterion)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer duty = {0};
    SCOPED(free_at) char *day = NULL;
    TRY(day_done(session, &day));
    json_auto_t *body = json_pack("{s:s}", "done_on", day);
    TRY(call_put(session, body, NULL, &duty, "/v1/duties/%s", criterion));
    return tell_answer(session, duty.json, W_DUTY_DONE, criterion,
                       text_at(duty.json, "last_done_on"), text_at(duty.json, "next_on"), NULL);
}

err run_duties(struct session *session)
{
    const char *criterion = operand(session->arguments);
    return criterion != NULL ? note_done(session, criterion) : list_duties(session);
}
