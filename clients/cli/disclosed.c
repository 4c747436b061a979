/* SPDX-License-Identifier: Apache-2.0 */
/* supplier disclosures, readiness, gaps, answers: what a buyer reads of what its supplier shows. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "disclosures.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

err run_supplier_disclosures(struct session *session)
{
    static const enum word titles[] = {W_T_DISCLOSED, W_T_STATE, W_T_SHOWN_FROM, W_T_LAST_DAY,
                                       W_NONE};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer kinds = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    TRY(call_get(session, &kinds, "/v1/suppliers/%s/disclosures", who));
    return items_print(session, json_object_get(kinds.json, "items"), titles, add_kind);
}

/* The newest self-assessments, each with what is shown of it. */
static err read_disclosed(struct session *session, const char *kind, json_t *items)
{
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/%s", who, kind);
    call_filters(session, &target, OPTION_AS_OF, OPTION_KNOWN_AT);
    return list_read(session, &target, items);
}

static void add_readiness(struct table *table, const json_t *item)
{
    char star[STAR_TEXT_SIZE], number[NUMBER_SIZE];
    int64_t total = whole_at(item, "total");
    table_texts(table, star_text(table->session, whole_at(item, "star"), star),
                text_at(item, "scope_text"), text_at(item, "assessed_on"));
    table_add_number(table, whole_at(item, "met"));
    table_add(table, STYLE_PLAIN,
              total >= 0 ? number_text(total, number) : word(table->session, W_NOTHING));
    table_add_number(table, whole_at(item, "unanswered"));
}

err run_supplier_readiness(struct session *session)
{
    static const enum word titles[] = {W_T_STAR,  W_T_SCOPE,      W_T_ASSESSED_ON, W_T_MET,
                                       W_T_TOTAL, W_T_UNANSWERED, W_NONE};
    json_auto_t *items = json_array();
    TRY(read_disclosed(session, "readiness", items));
    return items_print(session, items, titles, add_readiness);
}

/* The member of the one among `rows` whose `name` is `value`. */
static const char *found(const struct session *session, const json_t *rows, const char *name,
                         const char *value, const char *member)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) if (strcmp(text_at(row, name), value) == 0) return text_at(
        json_object_get(row, member), session->language == LANGUAGE_JA ? "ja" : "en");
    return value;
}

/* With the edition's word for the answer, and its text where none stands beside the answer. */
static void add_answer(struct table *table, const json_t *edition, const json_t *answer)
{
    const struct session *session = table->session;
    const char *criterion = text_at(answer, "criterion");
    const char *value = text_at(answer, "answer");
    const char *text = text_at(answer, "text");
    table_texts(table, criterion,
                value[0] == '\0'
                    ? word(session, W_UNANSWERED)
                    : found(session, json_object_get(edition, "answers"), "value", value, "label"),
                text[0] != '\0' ? text
                                : found(session, json_object_get(edition, "criteria"), "id",
                                        criterion, "text"));
    if (table->columns > 3)
        table_add(table, STYLE_PLAIN, text_at(answer, "justification"));
}

static err print_disclosed(struct session *session, const json_t *item, const char *member,
                           const enum word *titles)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer edition = {0};
    SCOPED(table_release) struct table table;
    char star[STAR_TEXT_SIZE];
    const char *scope = text_at(item, "scope_text");
    size_t i;
    json_t *answer;
    table_begin(&table, session, titles);
    TRY(call_get(session, &edition, "/v1/editions/%s", text_at(item, "edition")));
    json_array_foreach(json_object_get(item, member), i, answer)
        add_answer(&table, edition.json, answer);
    SCOPED(free_at)
    char *heading = phrase(session, W_ASSESSED_OF, star_text(session, whole_at(item, "star"), star),
                           text_at(item, "assessed_on"), NULL);
    say(session, stdout, scope[0] != '\0' ? W_NAME_CODE : W_AS_IS, heading, scope, NULL);
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
    else
        say(session, stdout, W_NO_ROWS, NULL);
    return OK;
}

static err show_disclosed(struct session *session, const char *kind, const enum word *titles)
{
    json_auto_t *items = json_array();
    size_t i;
    json_t *item;
    TRY(read_disclosed(session, kind, items));
    if (session->json)
        print_json(items);
    else
        json_array_foreach(items, i, item) TRY(print_disclosed(session, item, kind, titles));
    return OK;
}

err run_supplier_gaps(struct session *session)
{
    static const enum word titles[] = {W_T_CRITERION, W_T_ANSWER, W_T_MEMBER, W_NONE};
    return show_disclosed(session, "gaps", titles);
}

err run_supplier_answers(struct session *session)
{
    static const enum word titles[] = {W_T_CRITERION, W_T_ANSWER, W_T_MEMBER, W_T_JUSTIFICATION,
                                       W_NONE};
    return show_disclosed(session, "answers", titles);
}
