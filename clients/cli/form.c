/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "say.h"

static enum word correction(const struct option *option)
{
    return option->kind == KIND_DAY      ? W_NO_DAY
           : option->kind == KIND_NUMBER ? W_NO_NUMBER
                                         : W_NO_CHOICE;
}

static err ask_until(const struct session *session, enum option_id id, enum word question,
                     bool needed, char **out)
{
    const struct option *option = option_of(id);
    for (;;) {
        SCOPED(free_at) char *line = ask(session, question, NULL);
        if (line == NULL)
            return refuse(session, ERR_PRECONDITION_MISSING, W_CANCELLED, NULL);
        if (line[0] == '\0' && !needed)
            return OK;
        char form[ARGUMENT_FORM_SIZE];
        const char *value;
        if (line[0] != '\0' && argument_read(option, line, form, &value) == W_NONE) {
            *out = strdup(value);
            return OK;
        }
        if (line[0] != '\0')
            say(session, stderr, correction(option), line, option->choices, NULL);
    }
}

err form_text(const struct session *session, enum option_id id, enum word question, bool needed,
              char **out)
{
    const char *given = argument(session->arguments, id);
    if (given != NULL) {
        *out = strdup(given);
        return OK;
    }
    if (session->terminal.in && !session->yes)
        return ask_until(session, id, question, needed, out);
    return needed ? refuse(session, ERR_MALFORMED, W_OPTION_NEEDED, option_of(id)->name, NULL) : OK;
}

err form_number(const struct session *session, enum option_id id, enum word question, bool needed,
                int64_t *out)
{
    SCOPED(free_at) char *text = NULL;
    TRY(form_text(session, id, question, needed, &text));
    *out = text != NULL ? strtoll(text, NULL, 10) : -1;
    return OK;
}

err form_either(const struct session *session, enum option_id one, enum option_id other)
{
    if (argument(session->arguments, one) == NULL || argument(session->arguments, other) == NULL)
        return OK;
    return refuse(session, ERR_MALFORMED, W_NOT_TOGETHER, option_of(one)->name,
                  option_of(other)->name, NULL);
}

static void set_yes(json_t *object, const char *name, const char *given)
{
    if (given != NULL)
        json_object_set_new(object, name, json_boolean(strcmp(given, "yes") == 0));
}

void form_demand(const struct session *session, json_t *body)
{
    const struct arguments *given = session->arguments;
    const char *star = argument(given, OPTION_STAR);
    if (star != NULL)
        json_object_set_new(body, "required_star", json_integer(star[0] - '0'));
    set_text(body, "reason", argument(given, OPTION_REASON));
    set_text(body, "required_assurance", argument(given, OPTION_ASSURANCE));
    set_yes(body, "accept_higher", argument(given, OPTION_HIGHER));
    json_t *questions = json_object_get(body, "questions");
    if (questions == NULL) {
        questions = json_object();
        json_object_set_new(body, "questions", questions);
    }
    set_yes(questions, "important_information", argument(given, OPTION_INFORMATION));
    set_yes(questions, "unacceptable_interruption", argument(given, OPTION_INTERRUPTION));
    set_yes(questions, "internal_access", argument(given, OPTION_ACCESS));
    if (json_object_size(questions) == 0)
        json_object_del(body, "questions");
}

void form_tags(const struct session *session, json_t *body)
{
    const char *value;
    json_t *tags = json_array();
    for (size_t at = 0; (value = argument_each(session->arguments, OPTION_TAG, &at)) != NULL;)
        json_array_append_new(tags, json_string(value));
    if (json_array_size(tags) > 0)
        json_object_set(body, "tags", tags);
    json_decref(tags);
}
