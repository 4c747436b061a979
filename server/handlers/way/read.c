/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/read.h"

#include <stdio.h>
#include <string.h>

#include "store/lanes.h"

/* One row, or none, by an index: these go with others' in one exchange. */
static bool is_light(enum query_id query)
{
    return query == Q_STATUS_GET || query == Q_ME || query == Q_REQUIREMENT_GET ||
           query == Q_STATUS_SUMMARY || query == Q_STANDING_GET;
}

static err read_lightly(struct request *request, unsigned rights, enum query_id query,
                        const char *const *values, size_t count, struct exchange *out,
                        size_t *index, struct fault *fault)
{
    struct app_entrance entrance;
    app_entrance(request, rights, &entrance);
    const struct lanes_statement statements[] = {{Q_ENTER, entrance.values, APP_ENTRANCE_VALUES},
                                                 {query, values, count}};
    TRY(fault_invalid(fault));
    *index = 1;
    return lanes_read(app_of(request)->lanes, &request->payer, statements, 2, out, fault);
}

err read_rows_as(struct request *request, unsigned rights, enum query_id query,
                 const char *const *values, size_t count, struct exchange *out, size_t *index,
                 struct fault *fault)
{
    if (is_light(query) && app_of(request)->lanes && !request->payer.heavy)
        return read_lightly(request, rights, query, values, count, out, index, fault);
    TRY(app_begin(request, out, fault));
    app_enter(out, request, rights);
    *index = exchange_send(out, query, values, count);
    return exchange_finish(out, fault);
}

err read_rows(struct request *request, enum query_id query, const char *const *values, size_t count,
              struct exchange *out, size_t *index, struct fault *fault)
{
    return read_rows_as(request, request->operation->rights, query, values, count, out, index,
                        fault);
}

static err one_value(const struct exchange *exchange, size_t index, const char **json,
                     struct fault *fault)
{
    *json = exchange_rows(exchange, index) ? exchange_value(exchange, index, 0, 0) : NULL;
    return *json ? OK : fault_set(fault, ERR_NOT_FOUND, NULL);
}

/* Never from the key: a rotated key would turn every 304 into a 200. */
static void content_tag(const struct request *request, const char *json, size_t length,
                        char out[static DIGEST_HEX_SIZE])
{
    char viewer[UUID_TEXT_SIZE + CLOCK_DAY_SIZE + sizeof "ja"];
    unsigned char hash[DIGEST_SIZE];
    snprintf(viewer, sizeof viewer, "%s %s %s", request->credential.organisation_id, request->day,
             request->language == LANGUAGE_JA ? "ja" : "en");
    digest_fast(viewer, json, length, hash);
    digest_hex(hash, out);
    out[32] = '\0';
}

void read_answer(struct request *request, struct response *response, const char *json,
                 size_t length)
{
    char tag[DIGEST_HEX_SIZE];
    content_tag(request, json, length, tag);
    if (!response_not_modified(response, request, tag))
        response_json_text(response, 200, json, length);
}

err read_json(struct request *request, struct response *response, enum query_id query,
              const char *const *values, size_t count, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    const char *json = NULL;
    TRY(read_rows(request, query, values, count, &exchange, &index, fault));
    TRY(one_value(&exchange, index, &json, fault));
    const char *tag =
        exchange_columns(&exchange, index) > 1 ? exchange_value(&exchange, index, 0, 1) : NULL;
    size_t length = exchange_length(&exchange, index, 0, 0);
    if (!tag)
        read_answer(request, response, json, length);
    else if (!response_not_modified(response, request, tag))
        response_json_text(response, 200, json, length);
    return OK;
}

err read_filled(struct request *request, struct response *response, enum query_id query,
                const char *const *values, size_t count, read_fill_fn *fill, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    const char *json = NULL;
    TRY(read_rows(request, query, values, count, &exchange, &index, fault));
    TRY(one_value(&exchange, index, &json, fault));
    json_auto_t *body = json_loads(json, 0, NULL);
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "statement %d did not return a JSON object", query);
    TRY(fill(request, body, fault));
    SCOPED(free_at) char *text = json_dumps(body, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    read_answer(request, response, text, strlen(text));
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
