/* SPDX-License-Identifier: Apache-2.0 */
/* erasure add, list. */
#include <stdlib.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"
#include "table.h"

static const struct {
    const char *member;
    enum word name;
} COUNTS[] = {
    {"suppliers", W_F_ERASED_SUPPLIERS},   {"papers", W_F_ERASED_PAPERS},
    {"users", W_F_ERASED_USERS},           {"audit_values", W_F_ERASED_VALUES},
    {"audit_entries", W_F_ERASED_ENTRIES}, {"answers", W_F_ERASED_ANSWERS},
    {"import_rows", W_F_ERASED_ROWS},
};

/* False when all are 0. */
static bool print_erased(const struct session *session, const json_t *counts)
{
    char number[NUMBER_SIZE];
    bool any = false;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        int64_t count = whole_at(counts, COUNTS[i].member);
        if (count > 0)
            print_field(session, COUNTS[i].name, number_text(count, number));
        any = any || count > 0;
    }
    return any;
}

/* A supplier that ended, or a person by address, name or both. */
static err what_of(struct session *session, json_t *body)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    const char *email = argument(session->arguments, OPTION_EMAIL);
    const char *name = argument(session->arguments, OPTION_PERSON);
    if ((operand(session->arguments) != NULL) == (email != NULL || name != NULL))
        return refuse(session, ERR_MALFORMED, W_ERASURE_OF_WHOM, NULL);
    if (operand(session->arguments) != NULL) {
        SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
        TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
        set_text(body, "relationship", text_at(supplier.json, "relationship"));
        return OK;
    }
    json_t *person = json_object();
    set_text(person, "email", email);
    set_text(person, "name", name);
    json_object_set_new(body, "person", person);
    return OK;
}

err run_erasure_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer found = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    json_auto_t *body = json_object();
    bool trial = argument(session->arguments, OPTION_DRY_RUN) != NULL;
    TRY(what_of(session, body));
    json_object_set_new(body, "dry_run", json_true());
    TRY(call_post(session, body, &found, "/v1/erasures"));
    if (trial && session->json)
        print_json(found.json);
    else if (!session->json && !print_erased(session, found.json))
        say(session, stderr, W_NO_ROWS, NULL);
    if (trial)
        return OK;
    TRY(confirm(session, W_ASK_ERASE, NULL));
    json_object_set_new(body, "dry_run", json_false());
    TRY(call_post(session, body, &done, "/v1/erasures"));
    return tell_answer(session, done.json, W_ERASED, NULL);
}

static void add_entry(struct table *table, const json_t *entry)
{
    SCOPED(free_at)
    char *what = phrase(table->session, W_ERASURE_WHAT,
                        label_of(table->session, TEXT_ERASURE_WHAT, text_at(entry, "what")),
                        text_at(entry, "supplier"), NULL);
    int64_t records = 0;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        records += whole_at(entry, COUNTS[i].member);
    table_texts(table, text_at(entry, "recorded_at"), what, text_at(entry, "by"),
                label_of(table->session, TEXT_ERASURE_CAUSE, text_at(entry, "cause")));
    table_add_number(table, records);
}

err run_erasure_list(struct session *session)
{
    static const enum word titles[] = {W_T_WHEN, W_T_WHOSE, W_T_WHO, W_T_CAUSE, W_T_COUNT, W_NONE};
    return list_print(session, "/v1/erasures", titles, add_entry);
}
