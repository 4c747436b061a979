/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/read.h"

#include <stdio.h>
#include <string.h>

#include "handlers/way/replaced.h"
#include "store/lanes.h"

enum { RUNS_MAX = 5, TYPE_MAX = 80, REST_DIGITS = 16 };

/* One row, or none, by an index: these go with others' in one exchange. */
static bool is_light(const struct query *query)
{
    static const enum query_id light[] = {Q_STATUS_GET, Q_ME, Q_REQUIREMENT_GET, Q_STATUS_SUMMARY,
                                          Q_STANDING_GET};
    for (size_t i = 0; i < sizeof light / sizeof *light; i++)
        if (query == &queries[light[i]])
            return true;
    return false;
}

static err read_lightly(struct request *request, unsigned rights, struct statement statement,
                        struct exchange *out, size_t *index, struct fault *fault)
{
    const struct q_enter entrance = app_entrance(request, rights);
    const struct statement statements[] = {q_enter(&entrance), statement};
    TRY(fault_invalid(fault));
    *index = 1;
    return lanes_read(app_of(request)->lanes, &request->payer, statements, 2, out, fault);
}

err read_rows_as(struct request *request, unsigned rights, struct statement statement,
                 struct exchange *out, size_t *index, struct fault *fault)
{
    if (is_light(statement.query) && app_of(request)->lanes && !request->payer.heavy)
        return read_lightly(request, rights, statement, out, index, fault);
    TRY(app_begin(request, out, fault));
    app_enter(out, request, rights);
    *index = exchange_send(out, statement);
    return exchange_finish(out, fault);
}

err read_rows(struct request *request, struct statement statement, struct exchange *out,
              size_t *index, struct fault *fault)
{
    return read_rows_as(request, request->operation->rights, statement, out, index, fault);
}

err read_rows_again(struct request *request, struct statement statement, struct exchange *out,
                    size_t *index, struct fault *fault)
{
    err read = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        exchange_release(out);
        fault_clear(fault);
        read = read_rows(request, statement, out, index, fault);
        if (read.code != ERR_AGAIN)
            break;
    }
    return read;
}

static err one_value(struct request *request, struct statement statement, struct exchange *out,
                     const char **json, struct fault *fault)
{
    size_t index = 0;
    TRY(app_expect(&statement, SHAPE_VALUE, fault));
    TRY(read_rows(request, statement, out, &index, fault));
    *json = q_value_row(out, index, 0).value;
    return *json ? OK : fault_set(fault, ERR_NOT_FOUND, NULL);
}

/* Never from the key: a rotated key would turn every 304 into a 200. */
static void content_tag(const struct request *request, const char *type, const char *json,
                        size_t length, char out[static DIGEST_HEX_SIZE])
{
    char viewer[UUID_TEXT_SIZE + CLOCK_DAY_SIZE + sizeof "ja" + TYPE_MAX];
    unsigned char hash[DIGEST_SIZE];
    snprintf(viewer, sizeof viewer, "%s %s %s%s", request->credential.organisation_id, request->day,
             request->language == LANGUAGE_JA ? "ja" : "en", type);
    digest_fast(viewer, json, length, hash);
    digest_hex(hash, out);
    out[32] = '\0';
}

bool read_unchanged(const struct request *request, struct response *response, const char *type,
                    const char *source)
{
    char tag[DIGEST_HEX_SIZE];
    content_tag(request, type, source, strlen(source), tag);
    return response_not_modified(response, request, tag);
}

void read_answer(struct request *request, struct response *response, const char *json,
                 size_t length)
{
    char tag[DIGEST_HEX_SIZE];
    content_tag(request, "", json, length, tag);
    if (!response_not_modified(response, request, tag))
        response_json_text(response, 200, json, length);
}

err read_json(struct request *request, struct response *response, struct statement statement,
              struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    const char *json = NULL;
    TRY(one_value(request, statement, &exchange, &json, fault));
    read_answer(request, response, json, strlen(json));
    return OK;
}

static err one_object(struct request *request, struct statement statement, json_t **out,
                      struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    const char *json = NULL;
    TRY(one_value(request, statement, &exchange, &json, fault));
    *out = json_loads(json, 0, NULL);
    return *out ? OK
                : fault_log(fault, ERR_INTERNAL, "%s did not return a JSON object",
                            statement.query->name);
}

err read_filled(struct request *request, struct response *response, struct statement statement,
                read_fill_fn *fill, struct fault *fault)
{
    json_auto_t *body = NULL;
    TRY(one_object(request, statement, &body, fault));
    TRY(fill(request, body, fault));
    SCOPED(free_at) char *text = json_dumps(body, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    read_answer(request, response, text, strlen(text));
    return OK;
}

err read_replaced(struct request *request, struct response *response, struct statement statement,
                  const char *const *members, read_fill_fn *fill, struct fault *fault)
{
    json_auto_t *body = NULL;
    char beginning[RESPONSE_ETAG_SIZE], tag[RESPONSE_ETAG_SIZE + REST_DIGITS + 1],
        rest[DIGEST_HEX_SIZE];
    TRY(one_object(request, statement, &body, fault));
    TRY(replaced_tag(request, body, members, beginning, fault));
    if (fill)
        TRY(fill(request, body, fault));
    SCOPED(free_at) char *text = json_dumps(body, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    content_tag(request, "", text, strlen(text), rest);
    snprintf(tag, sizeof tag, "%s.%.*s", beginning, (int)REST_DIGITS, rest);
    if (!response_not_modified(response, request, tag))
        response_json_text(response, 200, text, strlen(text));
    return OK;
}

const char *read_instant(const struct request *request, const char *name,
                         char out[static CLOCK_TEXT_SIZE])
{
    const char *text = request_parameter(request, name);
    int64_t instant = 0;
    if (!text || !clock_parse(text, &instant))
        return NULL;
    clock_format(instant, out);
    return out;
}

err read_known_at(const struct request *request, char text[static CLOCK_TEXT_SIZE],
                  const char **out, struct fault *fault)
{
    char now[CLOCK_TEXT_SIZE];
    const char *known_at = read_instant(request, "known_at", text);
    clock_format(request->now, now);
    if (known_at && strcmp(known_at, now) > 0) {
        fault_add(fault, "?known_at", "known_at_in_future", NULL);
        return fault_invalid(fault);
    }
    *out = known_at;
    return OK;
}
