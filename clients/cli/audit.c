/* SPDX-License-Identifier: Apache-2.0 */
/* audit: the log, newest first, and all of it to take home; and what decided a status. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "base/uuid.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { SHOWN = 200, PAGE = 200 };

static void add_log_row(struct table *table, const json_t *entry)
{
    char at[CLOCK_TEXT_SIZE] = "";
    const char *name = text_at(entry, "object_name"), *operation = text_at(entry, "operation");
    const char *who = text_at(entry, "by.name");
    tokyo_time(text_at(entry, "recorded_at"), at);
    table_add_number(table, whole_at(entry, "sequence"));
    table_texts(table, at,
                operation[0] != '\0' ? label_of(table->session, TEXT_OPERATION, operation)
                                     : word(table->session, W_NOTHING),
                who[0] != '\0' ? who : word(table->session, W_NOTHING),
                name[0] != '\0' ? name : text_at(entry, "object"));
}

/* One page behind the number `after` (-1: from the beginning); *after becomes the last one's. */
static err read_numbered(struct session *session, const struct hoshitori_target *of, int64_t *after,
                         struct hoshitori_answer *answer)
{
    char text[NUMBER_SIZE];
    struct hoshitori_request request = {.method = "GET", .target = *of};
    hoshitori_query(&request.target, "limit", number_text(PAGE, text));
    if (*after >= 0)
        hoshitori_query(&request.target, "after", number_text(*after, text));
    TRY(call(session, &request, 0, answer));
    *after = whole_at(answer->json, "next_after");
    return OK;
}

static void filter_log(struct session *session, struct hoshitori_target *target)
{
    call_filters(session, target, OPTION_FROM, OPTION_FROM);
    call_filters(session, target, OPTION_THROUGH, OPTION_THROUGH);
    call_filters(session, target, OPTION_OPERATION, OPTION_OBJECT);
    hoshitori_query(target, "by", argument(session->arguments, OPTION_ACTOR));
}

static size_t limit_of_log(const struct session *session)
{
    const char *given = argument(session->arguments, OPTION_LIMIT);
    long most = given != NULL ? strtol(given, NULL, 10) : SHOWN;
    return most > 0 ? (size_t)most : SIZE_MAX;
}

err run_audit_list(struct session *session)
{
    static const enum word titles[] = {W_T_NUMBER, W_T_WHEN,   W_T_OPERATION,
                                       W_T_WHO,    W_T_OBJECT, W_NONE};
    json_auto_t *items = json_array();
    struct hoshitori_target target;
    size_t most = limit_of_log(session);
    int64_t after = -1, before;
    hoshitori_target(&target, "/v1/audit/events");
    hoshitori_query(&target, "order", "newest");
    filter_log(session, &target);
    do {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer page = {0};
        size_t i;
        json_t *entry;
        before = after;
        TRY(read_numbered(session, &target, &after, &page));
        json_array_foreach(json_object_get(page.json, "items"), i, entry)
        {
            if (json_array_size(items) < most)
                json_array_append(items, entry);
        }
    } while (after != before && json_array_size(items) < most);
    return items_print(session, items, titles, add_log_row);
}

static bool write_lines(struct new_file *file, const json_t *items)
{
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        SCOPED(free_at) char *line = json_dumps(item, JSON_COMPACT);
        if (line == NULL || !new_file_write(file, line, strlen(line)) ||
            !new_file_write(file, "\n", 1))
            return false;
    }
    return true;
}

/* Pages behind numbers, or, of receipts, behind cursors. */
static err write_log(struct session *session, const char *what, struct new_file *file, bool *whole)
{
    struct hoshitori_target target;
    int64_t after = -1, before;
    hoshitori_target(&target, "/v1/audit/%s", what);
    if (strcmp(what, "receipts") == 0) {
        json_auto_t *items = json_array();
        TRY(list_read(session, &target, items));
        *whole = write_lines(file, items);
        return OK;
    }
    do {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer page = {0};
        before = after;
        TRY(read_numbered(session, &target, &after, &page));
        *whole = write_lines(file, json_object_get(page.json, "items"));
    } while (*whole && after != before);
    return OK;
}

err run_audit_export(struct session *session)
{
    const char *what = operand(session->arguments);
    const char *path = argument(session->arguments, OPTION_OUTPUT);
    struct new_file file;
    bool whole = false;
    if (what == NULL)
        what = "events";
    if (!is_choice("events|checkpoints|receipts", what, strlen(what)))
        return refuse(session, ERR_MALFORMED, W_NO_CHOICE, what, "events|checkpoints|receipts",
                      NULL);
    TRY(session_sign_in(session));
    TRY(new_file_open(session, path, &file));
    err done = write_log(session, what, &file, &whole);
    err closed = new_file_close(&file, done.code == ERR_NONE && whole);
    TRY(done);
    TRY(closed);
    if (path != NULL && !session->quiet)
        say(session, stderr, W_EXPORTED, path, NULL);
    return OK;
}

/* What decided */

static void print_revision(const struct session *session, const json_t *facts)
{
    char number[NUMBER_SIZE];
    const json_t *revision = json_object_get(facts, "revision");
    if (json_is_object(revision))
        print_field(session, W_T_REVISION, number_text(whole_at(revision, "revision"), number));
}

static void print_papers(const struct session *session, const json_t *facts)
{
    size_t i;
    json_t *paper;
    json_array_foreach(json_object_get(facts, "papers"), i, paper)
    {
        SCOPED(free_at)
        char *text =
            phrase(session, W_NAME_CODE, label_of(session, TEXT_PAPER, text_at(paper, "kind")),
                   text_at(paper, "dated_on"), NULL);
        print_field(session, W_T_PAPER, text);
    }
}

static void print_facts(const struct session *session, const json_t *facts)
{
    char at[CLOCK_TEXT_SIZE] = "";
    tokyo_time(text_at(facts, "recorded_at"), at);
    print_field(session, W_T_STATE,
                label_of(session, TEXT_STATE, text_at(facts, "relationship.state")));
    print_revision(session, facts);
    print_field(session, W_T_DECLARATION, text_at(facts, "declaration.id"));
    print_field(session, W_T_CHECKED,
                label_of(session, TEXT_CHECK_RESULT, text_at(facts, "check.result")));
    print_field(session, W_T_ASSESSED_ON, text_at(facts, "assessment.assessed_on"));
    print_field(session, W_T_EDITION, text_at(facts, "assessment.edition"));
    print_papers(session, facts);
    print_field(session, W_T_RULES, text_at(facts, "rules"));
    print_field(session, W_T_ON_FILE, at);
    print_field(session, W_T_REPRODUCED,
                label_of_yes(session, json_object_get(facts, "reproduced")));
}

/* What the buyer read that day. */
static void print_reads(const struct session *session, const json_t *reads)
{
    size_t i;
    json_t *read;
    json_array_foreach(reads, i, read)
    {
        char at[CLOCK_TEXT_SIZE] = "";
        const char *kind = label_of(session, TEXT_DISCLOSURE_KIND, text_at(read, "kind"));
        tokyo_time(text_at(read, "read_at"), at);
        SCOPED(free_at) char *text = phrase(session, W_NAME_CODE, kind, at, NULL);
        print_field(session, W_T_READ, text);
    }
}

err run_audit_decision(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer decision = {0};
    const char *named = operand(session->arguments);
    SCOPED(free_at) char *who = supplier_of(named);
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/audit/decisions/%s", who);
    call_filters(session, &request.target, OPTION_AS_OF, OPTION_KNOWN_AT);
    TRY(call(session, &request, 0, &decision));
    if (session->json) {
        print_json(decision.json);
        return OK;
    }
    say(session, stdout, W_AS_IS, text_at(decision.json, "counterparty.name"), NULL);
    print_status(session, json_object_get(decision.json, "status"));
    print_facts(session, json_object_get(decision.json, "decided_by"));
    print_reads(session, json_object_get(decision.json, "reads"));
    return OK;
}
