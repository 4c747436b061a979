/* SPDX-License-Identifier: Apache-2.0 */
/* What every handler may use: struct request's app. Made once by main, read by all threads. */
#ifndef HANDLERS_WAY_APP_H
#define HANDLERS_WAY_APP_H

#include <stdatomic.h>

#include "base/config.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "base/signing.h"
#include "http/request.h"
#include "store/exchange.h"
#include "store/pool.h"

struct lanes;
struct page_cache;
struct feed_wait;
struct standby;

struct app {
    struct pool *pool;
    struct lanes *lanes;      /* NULL: light reads go alone, too */
    struct page_cache *pages; /* NULL: none is kept */
    struct feed_wait *feed_wait;
    struct standby *standby; /* NULL: the server is at the primary */
    const struct secret *secret;
    const struct signing_key *signing_key;   /* of checkpoints */
    const struct signing_key *statement_key; /* of statements */
    const struct config *config;
    struct metrics *metrics;
    /* Under which people reach the service; with port 0 known only once it is listened on. */
    _Atomic(const char *) public_url;
    atomic_bool leaving; /* told to stop: it serves, but nobody new should come */
};

static inline struct app *app_of(const struct request *request)
{
    return request->app;
}

/* An exchange for many requests together: charged to none of their organisations. */
err app_begin_for_all(struct app *app, struct exchange *out, struct fault *fault) MUST_CHECK;
/* An exchange of this request: waits for its organisation's turn, and is charged to it. ERR_INVALID
 * when the request has faults already. */
err app_begin(struct request *request, struct exchange *out, struct fault *fault) MUST_CHECK;
/* The parameters of `enter`: the request's key, its right and its day, which live as long as the
 * request. It must have a key. `rights`: bits of which one suffices, 0 = any key. */
struct q_enter app_entrance(const struct request *request, unsigned rights);
/* The first statement of an exchange: `enter` with these. */
void app_enter(struct exchange *exchange, const struct request *request, unsigned rights);
/* A new key of the request's organisation, with this id. */
err app_new_key(const struct request *request, enum key_kind kind, int64_t id, struct new_key *out,
                struct fault *fault) MUST_CHECK;
/* That a statement's rows have a shape of queries.h; others would read as nothing. */
err app_expect(const struct statement *statement, enum query_shape shape,
               struct fault *fault) MUST_CHECK;
/* The same alone: whether the request's key is good for its operation. One exchange. */
err app_admit(struct request *request, struct fault *fault) MUST_CHECK;
/* The same of another pool, whose connections no organisation pays for. */
err app_admit_at(struct pool *pool, const struct request *request, struct fault *fault) MUST_CHECK;
/* Nothing is computed for the request for now: see pool_rest. */
void app_rest(struct request *request);
/* The same as app_enter for a request without a key. */
void app_enter_open(struct exchange *exchange, const struct request *request);

/* Parameters of a statement, in QUERY(): the request's parameter of the same name, a text of its
 * body, and the organisation that asks. */
#define FROM(name) .name = request_parameter(request, #name)
#define TEXT(name) .name = request_text(request, #name)
#define OWN .organisation = request->credential.organisation_id

#endif
