/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/app.h"

#include <stdio.h>
#include <string.h>

err app_begin(struct request *request, struct exchange *out, struct fault *fault)
{
    TRY(fault_invalid(fault));
    return exchange_begin_for(app_of(request)->pool, &request->payer, out, fault);
}

err app_begin_for_all(struct app *app, struct exchange *out, struct fault *fault)
{
    return exchange_begin(app->pool, out, fault);
}

struct q_enter app_entrance(const struct request *request, unsigned rights)
{
    const struct credential *credential = &request->credential;
    return (struct q_enter){.org = credential->organisation_id,
                            .key = credential->key_id,
                            .hash = credential->key_hash,
                            .rights = (int32_t)rights,
                            .proof = request->operation->proof,
                            .now = request->now_text,
                            .day = request->day,
                            .request = request->id};
}

void app_enter(struct exchange *exchange, const struct request *request, unsigned rights)
{
    const struct q_enter entrance = app_entrance(request, rights);
    exchange_send(exchange, q_enter(&entrance));
}

err app_expect(const struct statement *statement, enum query_shape shape, struct fault *fault)
{
    if (statement->query->shape == (int)shape)
        return OK;
    return fault_log(fault, ERR_INTERNAL, "%s returns other columns", statement->query->name);
}

err app_admit_at(struct pool *pool, const struct request *request, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    return exchange_finish(&exchange, fault);
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
    exchange_send(exchange, QUERY(enter_open, .now = request->now_text, .day = request->day,
                                  .request = request->id));
}

err app_new_key(const struct request *request, enum key_kind kind, int64_t id, struct new_key *out,
                struct fault *fault)
{
    if (new_key_make(kind, request->credential.organisation_id, id, app_of(request)->secret, out))
        return OK;
    return fault_log(fault, ERR_INTERNAL, "organisation of a credential");
}
