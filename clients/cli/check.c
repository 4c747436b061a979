/* SPDX-License-Identifier: Apache-2.0 */
/* check: what the buyer found in the public list about one declaration. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "declarations.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

err declarations_read(struct session *session, const char *who, json_t *items)
{
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/declarations", who);
    call_large_pages(&target);
    return list_read(session, &target, items);
}

err declaration_chosen(const struct session *session, const json_t *items, const json_t **out)
{
    const char *wanted = argument(session->arguments, OPTION_DECLARATION);
    size_t i, count = 0;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        /* What was recorded for a joined record is history. */
        if (text_at(item, "joined")[0] != '\0')
            continue;
        bool fits = wanted != NULL ? strcmp(wanted, text_at(item, "declaration")) == 0 ||
                                         strcmp(wanted, text_at(item, "id")) == 0
                                   : strcmp(text_at(item, "state"), "active") == 0;
        if (fits) {
            *out = item;
            count++;
        }
    }
    if (count == 1)
        return OK;
    json_array_foreach(items, i, item)
        say(session, stderr, W_DECLARATION_LINE, text_at(item, "declaration"), text_at(item, "id"),
            text_at(item, "declared_on"),
            label_of(session, TEXT_DECLARATION_STATE, text_at(item, "state")), NULL);
    return refuse(session, ERR_INVALID, count == 0 ? W_NO_DECLARATION : W_MANY_DECLARATIONS, NULL);
}

static json_t *differences_of(const struct session *session)
{
    json_t *differences = json_array();
    const char *value;
    for (size_t at = 0;
         (value = argument_each(session->arguments, OPTION_DIFFERENCE, &at)) != NULL;)
        while (*value) {
            size_t length = strcspn(value, ",");
            json_array_append_new(differences, json_stringn(value, length));
            value += length + (value[length] == ',' ? 1 : 0);
        }
    return differences;
}

static json_t *check_of(const struct session *session, const char *result)
{
    const char *method = argument(session->arguments, OPTION_METHOD);
    json_t *check = json_object();
    json_t *differences = differences_of(session);
    set_text(check, "result", result);
    set_text(check, "method", method != NULL ? method : "public_list");
    set_text(check, "checked_on", argument(session->arguments, OPTION_ON));
    set_text(check, "note", argument(session->arguments, OPTION_NOTE));
    if (json_array_size(differences) > 0)
        json_object_set(check, "differences", differences);
    json_decref(differences);
    return check;
}

err run_check(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer checked = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    SCOPED(free_at) char *result = NULL;
    json_auto_t *declarations = json_array();
    const json_t *declaration = NULL;
    char star[STAR_TEXT_SIZE];
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(declarations_read(session, who, declarations));
    TRY(declaration_chosen(session, declarations, &declaration));
    if (!session->json)
        say(session, stdout, W_CHECKING, text_at(supplier.json, "name"),
            star_text(session, whole_at(declaration, "star"), star), text_at(declaration, "id"),
            text_at(declaration, "declared_on"), NULL);
    TRY(form_text(session, OPTION_RESULT, W_ASK_RESULT, true, &result));
    json_auto_t *check = check_of(session, result);
    TRY(call_post(session, check, &checked, "/v1/suppliers/%s/declarations/%s/checks",
                  text_at(supplier.json, "relationship"), text_at(declaration, "declaration")));
    if (session->json)
        print_json(checked.json);
    else
        print_status_line(session, text_at(supplier.json, "name"),
                          json_object_get(checked.json, "status"));
    return OK;
}
