/* SPDX-License-Identifier: Apache-2.0 */
/* status: all of them as a table, or one in full; once, watched, or as a condition of a script. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/scope.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { INTERVAL_USUAL = 30 };

static void print_one(const struct session *session, const json_t *view)
{
    const char *code = text_at(view, "code");
    printf("%s%s%s%s%s\n", terminal_style(&session->terminal, STYLE_BOLD),
           text_at(view, "counterparty.name"), terminal_end(&session->terminal, STYLE_BOLD),
           code[0] != '\0' ? "  " : "", code);
    print_status(session, json_object_get(view, "status"));
}

static err show_one(struct session *session, const char *named, bool *unmet)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    struct hoshitori_request request = {.method = "GET"};
    SCOPED(free_at) char *who = NULL;
    const char *side;
    TRY(side_of(session, &side));
    if (strcmp(side, "buyer") == 0) {
        who = supplier_of(named);
        hoshitori_target(&request.target, "/v1/suppliers/%s/status", who);
    } else {
        TRY(buyer_of(session, named, &who));
        hoshitori_target(&request.target, "/v1/buyers/%s/status", who);
    }
    call_filters(session, &request.target, OPTION_AS_OF, OPTION_KNOWN_AT);
    TRY(call(session, &request, 0, &answer));
    *unmet = json_is_false(json_at(answer.json, "status.meets"));
    return show_answer(session, answer.json, print_one);
}

static err show_all(struct session *session, bool *unmet)
{
    const char *side;
    TRY(side_of(session, &side));
    struct rows rows = {
        .path = "/v1/statuses",
        .name = "counterparty.name",
        .code = strcmp(side, "buyer") == 0 ? "code" : "",
    };
    TRY(rows_print(session, &rows));
    *unmet = rows.unmet;
    return OK;
}

static err show(struct session *session)
{
    bool unmet = false;
    const char *named = operand(session->arguments);
    TRY(named != NULL ? show_one(session, named, &unmet) : show_all(session, &unmet));
    if (!unmet || argument(session->arguments, OPTION_REQUIRE) == NULL)
        return OK;
    say(session, stderr, W_UNMET, NULL);
    return (err){ERR_PRECONDITION};
}

static err watch(struct session *session)
{
    const char *given = argument(session->arguments, OPTION_INTERVAL);
    long seconds = given != NULL ? strtol(given, NULL, 10) : INTERVAL_USUAL;
    const struct timespec pause = {.tv_sec = seconds > 0 ? seconds : 1};
    for (;;) {
        if (session->terminal.colour)
            fputs("\033[H\033[2J", stdout);
        err shown = show(session);
        if (shown.code != ERR_NONE && shown.code != ERR_UNAVAILABLE)
            return shown; /* a server that is away comes back */
        fflush(stdout);
        nanosleep(&pause, NULL);
    }
}

err run_status(struct session *session)
{
    return argument(session->arguments, OPTION_WATCH) != NULL ? watch(session) : show(session);
}
