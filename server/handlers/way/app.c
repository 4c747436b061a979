/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/app.h"

#include <stdio.h>
#include <string.h>

err app_begin(struct request *request, struct exchange *out, struct fault *fault)
{
    TRY(fault_invalid(fault));
    return exchange_begin_for(app_of(request)->pool, &request->payer, out, fault);
}

void app_entrance(const struct request *request, unsigned rights, struct app_entrance *out)
{
    const struct credential *credential = &request->credential;
    snprintf(out->rights, sizeof out->rights, "%u", rights);
    const char *values[] = {
        credential->organisation_id, credential->key_id, credential->key_hash, out->rights,
        request->now_text,           request->day,       request->id};
    memcpy(out->values, values, sizeof values);
}

void app_enter(struct exchange *exchange, const struct request *request, unsigned rights)
{
    struct app_entrance entrance;
    app_entrance(request, rights, &entrance);
    exchange_send(exchange, Q_ENTER, entrance.values, APP_ENTRANCE_VALUES);
}

err app_admit(struct request *request, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    return exchange_finish(&exchange, fault);
}

void app_rest(struct request *request)
{
    if (request->payer.working)
        pool_rest(app_of(request)->pool, &request->payer);
}

void app_enter_open(struct exchange *exchange, const struct request *request)
{
    const char *values[] = {request->now_text, request->day, request->id};
    exchange_send(exchange, Q_ENTER_OPEN, values, 3);
}
