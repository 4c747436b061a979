/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_door.h"

#include <string.h>

#include "http/response.h"
#include "operations.h"

enum { TRIES = 5 };
#define DUE_ROWS "5000"

err door_open(struct pool *pool, const struct session *session, const struct config *config,
              struct door *out, struct fault *fault)
{
    out->app = (struct app){.pool = pool, .secret = &session->secret, .config = config};
    return contract_open(operations, operation_count, &out->contract, fault);
}

void door_close(struct door *door)
{
    contract_close(&door->contract);
}

bool credential_read(const struct secret *secret, const char *text, struct credential *out)
{
    struct key key;
    if (!key_parse(KEY_API, text, &key))
        return false;
    out->present = true;
    uuid_format(&key.organisation, out->organisation_id);
    key_id_text(key.id, out->key_id);
    key_hash(secret, text, out->key_hash);
    return true;
}

static const struct operation *operation_of(const char *id)
{
    for (size_t i = 0; i < operation_count; i++)
        if (strcmp(operations[i].id, id) == 0)
            return &operations[i];
    return NULL;
}

static err fill(const struct door *door, struct call *call, struct request *request,
                struct fault *fault)
{
    request->operation = operation_of(call->operation);
    if (!request->operation)
        return fault_log(fault, ERR_INTERNAL, "no operation %s", call->operation);
    request->app = (void *)&door->app;
    request->contract = door->contract;
    request->language = LANGUAGE_JA;
    request->now = call->now;
    clock_format(call->now, request->now_text);
    clock_tokyo_day(call->now, request->day);
    uuid_make_text(call->now, request->id);
    request->path = request->query = request->body = "";
    request->if_match = call->if_match;
    if (call->credential)
        request->credential = *call->credential;
    for (size_t i = 0; i < sizeof call->values / sizeof *call->values && call->values[i].name; i++)
        request->values[request->value_count++] = call->values[i];
    if (!request->json)
        return OK;
    request->media_type = request->operation->media_types[0];
    const struct schema *schema = contract_body(door->contract, request->operation);
    return schema ? schema_check(schema, request->json, "", fault) : OK;
}

static err run(struct request *request, struct response *response, struct fault *fault)
{
    err done = {ERR_AGAIN};
    for (int i = 0; i < TRIES && done.code == ERR_AGAIN; i++) {
        *fault = (struct fault){0};
        response_clear(response);
        done = request->operation->handler(request, response, fault);
    }
    return done;
}

err door_call(const struct door *door, struct call *call, json_t **answer, struct fault *fault)
{
    SCOPED(request_release) struct request request = {.json = call->body};
    SCOPED(response_release) struct response response;
    call->body = NULL;
    response_init(&response);
    TRY(fill(door, call, &request, fault));
    TRY(run(&request, &response, fault));
    if (!answer)
        return OK;
    json_t *body = json_loads(buf_text(&response.body), 0, NULL);
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "%s did not answer with JSON", call->operation);
    *answer = body;
    return OK;
}

err door_new_day(const struct door *door, int64_t now, struct fault *fault)
{
    char now_text[CLOCK_TEXT_SIZE], day[CLOCK_DAY_SIZE];
    clock_format(now, now_text);
    clock_tokyo_day(now, day);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(door->app.pool, &exchange, fault));
    const char *due[] = {now_text, day, DUE_ROWS};
    exchange_send(&exchange, Q_WORKER_CATCH_UP, due, 3);
    exchange_send(&exchange, Q_WORKER_NUMBER_EVENTS, (const char *[]){DUE_ROWS}, 1);
    return exchange_commit(&exchange, fault);
}
