/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/entered.h"
#include "base/scope.h"
#include "base/uuid.h"
#include "contract_limits.h"
#include "problem.h"
#include "progress.h"
#include "say.h"

enum { PATH_VALUES_MAX = 4, PATH_NAME_MAX = 64, PARAMETER_MAX = 64, LISTED_MAX = 1000 };

err call(struct session *session, const struct hoshitori_request *request, int allowed,
         struct hoshitori_answer *answer)
{
    TRY(session_sign_in(session));
    enum hoshitori_result result = hoshitori_send(session->client, request, answer);
    bool whole = result == HOSHITORI_OK || (allowed != 0 && answer->status == allowed);
    if (!whole || session->doing != W_NONE)
        progress_end(session); /* else it is the bar of a longer job */
    session->doing = W_NONE;
    if (whole)
        return OK;
    return problem_tell(session, result, answer);
}

/* Reads a path from the caller's values. The library knows %s alone, so the values are texts. */
static void target_of(struct hoshitori_target *target, const char *format, va_list values)
{
    const char *texts[PATH_VALUES_MAX] = {"", "", "", ""};
    size_t count = 0;
    for (const char *at = format; (at = strchr(at, '%')) != NULL; at++) {
        assert(count < PATH_VALUES_MAX);
        texts[count++] = va_arg(values, const char *);
    }
    hoshitori_target(target, format, texts[0], texts[1], texts[2], texts[3]);
}

#define CALL(...)                                                                                  \
    struct hoshitori_request request = {__VA_ARGS__};                                              \
    va_list values;                                                                                \
    va_start(values, format);                                                                      \
    target_of(&request.target, format, values);                                                    \
    va_end(values);                                                                                \
    return call(session, &request, 0, answer)

err call_get(struct session *session, struct hoshitori_answer *answer, const char *format, ...)
{
    CALL(.method = "GET");
}

err call_post(struct session *session, const json_t *body, struct hoshitori_answer *answer,
              const char *format, ...)
{
    CALL(.method = "POST", .json = body);
}

err call_put(struct session *session, const json_t *body, const char *etag,
             struct hoshitori_answer *answer, const char *format, ...)
{
    CALL(.method = "PUT", .json = body, .if_match = etag);
}

err call_patch(struct session *session, const json_t *body, struct hoshitori_answer *answer,
               const char *format, ...)
{
    CALL(.method = "PATCH", .json = body, .content_type = "application/merge-patch+json");
}

err call_delete(struct session *session, const char *etag, struct hoshitori_answer *answer,
                const char *format, ...)
{
    CALL(.method = "DELETE", .if_match = etag);
}

err call_list_begin(struct session *session, struct hoshitori_list *list)
{
    TRY(session_sign_in(session));
    list->client = session->client;
    return OK;
}

err call_list_end(struct session *session, const struct hoshitori_list *list)
{
    return list->result == HOSHITORI_OK ? OK : problem_tell(session, list->result, &list->answer);
}

/* --due-by is due_by. */
static void parameter_of(const char *option, char out[static PARAMETER_MAX])
{
    snprintf(out, PARAMETER_MAX, "%s", option);
    for (char *at = out; *at; at++)
        if (*at == '-')
            *at = '_';
}

/* All values of an option, with commas between them. */
static void join(const struct arguments *arguments, enum option_id id, struct buf *out)
{
    const char *value;
    for (size_t at = 0; (value = argument_each(arguments, id, &at)) != NULL;) {
        if (out->length > 0)
            buf_char(out, ',');
        buf_text_add(out, value);
    }
}

void call_large_pages(struct hoshitori_target *target)
{
    char most[NUMBER_SIZE];
    hoshitori_query(target, "limit", number_text(LIMIT_PARAMETER_LIMIT_MAXIMUM, most));
}

void call_filters(const struct session *session, struct hoshitori_target *target,
                  enum option_id first, enum option_id last)
{
    for (enum option_id id = first; id <= last; id++) {
        const struct option *option = option_of(id);
        const char *value = argument(session->arguments, id);
        char parameter[PARAMETER_MAX];
        if (value == NULL || id == OPTION_LIMIT)
            continue;
        SCOPED(buf_release) struct buf all = BUF_INIT(LISTED_MAX);
        if (option->kind == KIND_MANY && option->choices[0] != '\0')
            join(session->arguments, id, &all);
        else
            buf_text_add(&all, value);
        parameter_of(option->name, parameter);
        hoshitori_query(target, parameter, buf_text(&all));
    }
}

char *supplier_of(const char *operand)
{
    struct uuid id;
    char narrow[ENTERED_MAX];
    if (entered_narrow(operand, narrow))
        operand = narrow;
    bool is_number = strlen(operand) == 13 && strspn(operand, "0123456789") == 13;
    struct buf text = BUF_INIT(1000);
    if (!is_number && !uuid_parse(operand, &id) && strncmp(operand, "code:", 5) != 0)
        buf_text_add(&text, "code:");
    buf_text_add(&text, operand);
    return buf_steal(&text);
}

const json_t *json_at(const json_t *json, const char *path)
{
    while (json != NULL && *path) {
        char name[PATH_NAME_MAX];
        size_t length = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        json = json_object_get(json, name);
        path += length + (path[length] == '.' ? 1 : 0);
    }
    return json;
}

const char *text_at(const json_t *json, const char *path)
{
    const char *text = json_string_value(json_at(json, path));
    return text != NULL ? text : "";
}

int64_t whole_at(const json_t *json, const char *path)
{
    const json_t *value = json_at(json, path);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

void set_text(json_t *object, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, name, json_string(text));
}

void set_number(json_t *object, const char *name, const char *text)
{
    if (text != NULL && is_number(text))
        json_object_set_new(object, name, json_integer(strtoll(text, NULL, 10)));
    else
        set_text(object, name, text);
}

void print_json(const json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
}

err tell_answer(const struct session *session, const json_t *json, enum word id, ...)
{
    va_list values;
    va_start(values, id);
    if (session->json)
        print_json(json);
    else
        say_values(session, stdout, id, values);
    va_end(values);
    return OK;
}

err show_answer(const struct session *session, const json_t *json,
                void (*print)(const struct session *session, const json_t *json))
{
    if (session->json)
        print_json(json);
    else
        print(session, json);
    return OK;
}
