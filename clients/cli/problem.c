/* SPDX-License-Identifier: Apache-2.0 */
#include "problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

static err refusal_of(int status)
{
    if (status == 401 || status == 403)
        return (err){ERR_UNAUTHENTICATED};
    return status == 429 || status >= 500 ? (err){ERR_UNAVAILABLE} : (err){ERR_INVALID};
}

/* What the program itself can add to the server's words; W_NONE: nothing. */
static enum word advice(int status)
{
    switch (status) {
    case 401:
        return W_ADVICE_401;
    case 403:
        return W_ADVICE_403;
    case 412:
    case 428:
        return W_ADVICE_412;
    case 429:
    case 503:
        return W_ADVICE_503;
    default:
        return W_NONE;
    }
}

/* "/rows/4/answer": a cell of a sheet. */
static bool tell_cell(const struct session *session, const struct hoshitori_fault *fault)
{
    char line[NUMBER_SIZE];
    char *end;
    if (strncmp(fault->pointer, "/rows/", 6) != 0)
        return false;
    number_text(strtoll(fault->pointer + 6, &end, 10), line);
    say(session, stderr, W_CELL_FAULT, line, *end == '/' ? end + 1 : end, fault->text, NULL);
    return true;
}

static void tell_fault(const struct session *session, const struct hoshitori_fault *fault)
{
    char option[64];
    if (tell_cell(session, fault))
        return;
    const struct command *command = session->arguments->command;
    enum option_id id = command ? command_pointed(command, fault->pointer) : OPTION_NONE;
    if (id != OPTION_NONE) {
        snprintf(option, sizeof option, "--%s", option_of(id)->name);
        say(session, stderr, W_FAULT, option, fault->text, NULL);
    } else
        say(session, stderr, W_FAULT, fault->pointer, fault->text, NULL);
}

static err tell_refusal(const struct session *session, const struct hoshitori_answer *answer)
{
    char status[NUMBER_SIZE];
    struct hoshitori_problem problem;
    number_text(answer->status, status);
    if (!hoshitori_problem(answer, &problem)) {
        refuse(session, ERR_INVALID, W_NOT_HOSHITORI, session->url, status, NULL);
        return refusal_of(answer->status);
    }
    if (problem.faults > 0)
        refuse(session, ERR_INVALID, W_FAULTS, NULL);
    else
        refuse(session, ERR_INVALID, W_PROBLEM, problem.title, problem.code, NULL);
    if (problem.detail[0] != '\0' && strcmp(problem.detail, problem.title) != 0)
        say(session, stderr, W_DETAIL, problem.detail, NULL);
    for (size_t i = 0; i < problem.faults; i++) {
        struct hoshitori_fault fault;
        hoshitori_fault(answer, i, &fault);
        tell_fault(session, &fault);
        if (strcmp(fault.code, "encoding_invalid") == 0 && session->arguments->command != NULL &&
            command_takes(session->arguments->command, OPTION_ENCODING))
            say(session, stderr, W_ADVICE_ENCODING, NULL);
    }
    if (problem.left_out > 0) {
        char left_out[24];
        snprintf(left_out, sizeof left_out, "%zu", problem.left_out);
        say(session, stderr, W_MORE_FAULTS, left_out, NULL);
    }
    if (advice(answer->status) != W_NONE)
        say(session, stderr, advice(answer->status), session->profile, NULL);
    if (answer->status >= 500)
        say(session, stderr, W_REQUEST_ID, problem.request_id, NULL);
    return refusal_of(answer->status);
}

err problem_tell(const struct session *session, enum hoshitori_result result,
                 const struct hoshitori_answer *answer)
{
    switch (result) {
    case HOSHITORI_REFUSED:
        return tell_refusal(session, answer);
    case HOSHITORI_UNREACHABLE:
        return refuse(session, ERR_UNAVAILABLE, W_UNREACHABLE, session->url, answer->failure, NULL);
    case HOSHITORI_UNREADABLE:
        return refuse(session, ERR_UNAVAILABLE, W_UNREADABLE, session->url, NULL);
    case HOSHITORI_STOPPED:
        return (err){ERR_INVALID}; /* whoever stopped it said why */
    case HOSHITORI_OK:
        return OK;
    case HOSHITORI_MISUSED:
        break;
    }
    return refuse(session, ERR_MALFORMED, W_NOT_SENDABLE, NULL);
}
