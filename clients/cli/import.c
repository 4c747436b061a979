/* SPDX-License-Identifier: Apache-2.0 */
/* import: a sheet, first as a trial that is shown, then for real. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "contract_limits.h"
#include "files.h"
#include "jobs.h"
#include "labels.h"
#include "say.h"
#include "settle.h"
#include "table.h"

struct sheet {
    char *bytes; /* owned */
    size_t length;
    const char *content_type;
};

static void sheet_release(struct sheet *sheet)
{
    free(sheet->bytes);
}

static const char *type_of(const char *path, const char *encoding, const struct sheet *sheet)
{
    if (file_ends(path, ".ndjson") || file_ends(path, ".jsonl"))
        return "application/x-ndjson";
    if (file_ends(path, ".json"))
        return "application/json";
    return sheet_type(path, encoding, sheet->bytes, sheet->length);
}

static err send_rows(struct session *session, const struct sheet *sheet,
                     const struct settled *settled, size_t round, bool trial,
                     struct hoshitori_answer *answer)
{
    struct hoshitori_request request = {
        .method = "POST",
        .bytes = sheet->bytes,
        .length = sheet->length,
        .content_type = sheet->content_type,
    };
    hoshitori_target(&request.target, "/v1/suppliers:import");
    call_filters(session, &request.target, OPTION_SOURCE, OPTION_IGNORE);
    settled_query(settled, round, &request.target);
    hoshitori_query(&request.target, "dry_run", trial ? "true" : "false");
    session->doing = W_P_SENDING;
    return call(session, &request, 0, answer);
}

/* Which columns were left out, be it because an earlier sheet left them out. */
static void print_ignored(const struct session *session, const json_t *headings)
{
    size_t i;
    json_t *heading;
    json_array_foreach(headings, i, heading)
        say(session, stdout, W_IMPORT_IGNORED, json_string_value(heading), NULL);
}

static enum style style_of(const char *outcome)
{
    return strcmp(outcome, "conflict") == 0  ? STYLE_YELLOW
           : strcmp(outcome, "refused") == 0 ? STYLE_RED
                                             : STYLE_PLAIN;
}

/* `said`: its "faults" or its "notes". */
static void add_said(struct table *table, const json_t *row, const char *said)
{
    size_t i;
    json_t *fault;
    json_array_foreach(json_object_get(row, said), i, fault)
    {
        int64_t line = whole_at(row, "line");
        if (line >= 0)
            table_add_number(table, line);
        else
            table_add(table, STYLE_PLAIN, "");
        table_add(table, style_of(text_at(row, "outcome")),
                  label_of(table->session, TEXT_IMPORT_OUTCOME, text_at(row, "outcome")));
        table_texts(table, label_of(table->session, TEXT_HEADING, text_at(fault, "column")),
                    text_at(fault, "text"));
    }
}

static void print_rows(const struct session *session, const json_t *rows, const char *said,
                       enum word title)
{
    const enum word titles[] = {W_T_LINE, W_T_OUTCOME, W_T_COLUMN, title, W_NONE};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *row;
    table_begin(&table, session, titles);
    json_array_foreach(rows, i, row) add_said(&table, row, said);
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
}

static int64_t count_of(const json_t *result, const char *outcome)
{
    return whole_at(json_object_get(result, "counts"), outcome);
}

/* Conflicts that nobody settled. */
static int64_t unsettled(const json_t *result, const struct settled *settled, size_t round)
{
    return count_of(result, "conflict") - settled_held(settled, round);
}

static bool has_problems(const json_t *result, const struct settled *settled, size_t round)
{
    return count_of(result, "refused") > 0 || unsettled(result, settled, round) > 0;
}

static bool changes_anything(const json_t *result)
{
    return count_of(result, "added") > 0 || count_of(result, "changed") > 0 ||
           count_of(result, "ended") > 0;
}

static void print_trial(const struct session *session, const json_t *trial)
{
    outcomes_print(session, trial, W_IMPORT_ROWS);
    print_ignored(session, json_object_get(trial, "ignored"));
    print_rows(session, json_object_get(trial, "problems"), "faults", W_T_FAULT);
    print_rows(session, json_object_get(trial, "notes"), "notes", W_T_REMARK);
}

static bool is_atomic(const json_t *trial)
{
    return strcmp(text_at(trial, "mode"), "atomic") == 0;
}

static void tell_conflicts(const struct session *session, const struct settled *settled,
                           int64_t conflicts)
{
    char left[NUMBER_SIZE], most[NUMBER_SIZE], rounds[NUMBER_SIZE];
    size_t times = settled_rounds(settled);
    if (times > 1)
        say(session, stderr, W_SETTLED_ROUNDS,
            number_text((int64_t)json_array_size(settled->over), left),
            number_text(LIMIT_PARAMETER_IMPORT_OVER_MAX_ITEMS, most),
            number_text((int64_t)times, rounds), NULL);
    if (conflicts > 0)
        say(session, stderr, W_UNSETTLED, number_text(conflicts, left), NULL);
}

static err settle_trial(struct session *session, const json_t *trial, struct settled *settled)
{
    char most[NUMBER_SIZE];
    TRY(settle(session, trial, settled));
    if (is_atomic(trial) && !settled_at_once(settled))
        return refuse(session, ERR_INVALID, W_SETTLED_TOO_MANY,
                      number_text(LIMIT_PARAMETER_IMPORT_OVER_MAX_ITEMS, most), NULL);
    return OK;
}

/* The trial is made again with what was settled. */
static err try_out(struct session *session, const struct sheet *sheet, struct settled *settled,
                   struct hoshitori_answer *trial)
{
    TRY(send_rows(session, sheet, settled, 0, true, trial));
    if (count_of(trial->json, "conflict") > 0 && settle_wanted(session))
        TRY(settle_trial(session, trial->json, settled));
    if (settled_any(settled)) {
        hoshitori_answer_release(trial);
        TRY(send_rows(session, sheet, settled, 0, true, trial));
    }
    if (!session->json)
        print_trial(session, trial->json);
    tell_conflicts(session, settled, unsettled(trial->json, settled, 0));
    return OK;
}

/* With --json the answer of each round is printed. */
static err send_round(struct session *session, const struct sheet *sheet,
                      const struct settled *settled, size_t round, bool *faulty)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer job = {0};
    TRY(send_rows(session, sheet, settled, round, false, &answer));
    if (answer.status == 202)
        TRY(job_wait(session, text_at(answer.json, "job"), &job));
    if (session->json)
        print_json(answer.json);
    if (!json_is_true(json_object_get(answer.json, "applied")))
        return refuse(session, ERR_INVALID, W_IMPORT_ATOMIC, NULL);
    *faulty = has_problems(answer.json, settled, round);
    return OK;
}

static err carry_out(struct session *session, const struct sheet *sheet,
                     const struct settled *settled)
{
    bool faulty = false;
    for (size_t round = 0; round < settled_rounds(settled); round++)
        TRY(send_round(session, sheet, settled, round, &faulty));
    if (!session->json)
        say(session, stdout, W_IMPORTED, NULL);
    return faulty ? (err){ERR_INVALID} : OK;
}

err run_import(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer trial = {0};
    SCOPED(sheet_release) struct sheet sheet = {0};
    SCOPED(settled_release) struct settled settled;
    settled_begin(&settled);
    const char *path = operand(session->arguments);
    TRY(file_read(session, path, &sheet.bytes, &sheet.length));
    sheet.content_type = type_of(path, argument(session->arguments, OPTION_ENCODING), &sheet);
    TRY(try_out(session, &sheet, &settled, &trial));
    bool faulty = has_problems(trial.json, &settled, 0);
    if (argument(session->arguments, OPTION_DRY_RUN) != NULL) {
        if (session->json)
            print_json(trial.json);
        return faulty ? (err){ERR_INVALID} : OK;
    }
    if (faulty && is_atomic(trial.json))
        return refuse(session, ERR_INVALID, W_IMPORT_ATOMIC, NULL);
    if (!changes_anything(trial.json)) {
        if (session->json)
            print_json(trial.json);
        say(session, stderr, W_NO_CHANGE, NULL);
        return faulty ? (err){ERR_INVALID} : OK;
    }
    TRY(confirm(session, faulty ? W_ASK_IMPORT_REST : W_ASK_IMPORT, NULL));
    return carry_out(session, &sheet, &settled);
}
