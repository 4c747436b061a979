/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/uuid.h"
#include "http/address.h"
#include "wire/cost.h"

#include "base/banned.h"

enum { POLICY_SIZE = 64 };

static const int64_t SECOND = 1000000;
static const int64_t TOKEN_TIME = 10000; /* of a connection; microseconds */

struct limit_side {
    struct bucket_rate rate;
    struct buckets *buckets;
    const char *name;
    char policy[POLICY_SIZE]; /* RateLimit-Policy */
};

struct limit {
    struct limit_side organisation;
    struct limit_side address;
    struct buckets *proven; /* keys: a bucket that is never empty */
    struct costs *costs;
    int64_t token_time; /* of a connection; microseconds */
};

static int seconds_up(int64_t microseconds)
{
    return (int)((microseconds + SECOND - 1) / SECOND);
}

/* Draft RateLimit fields: q tokens in the w seconds after which an empty bucket is full. */
static err open_side(struct limit_side *side, const char *name, struct bucket_rate rate,
                     struct fault *fault)
{
    if (rate.burst < 1)
        rate.burst = 1;
    side->rate = rate;
    side->name = name;
    if (rate.per_second > 0)
        snprintf(side->policy, sizeof side->policy, "\"%s\";q=%d;w=%d", name, rate.burst,
                 (rate.burst + rate.per_second - 1) / rate.per_second);
    return buckets_new(rate, &side->buckets, fault);
}

static int64_t token_time(int per_second)
{
    int64_t interval = per_second > 0 ? SECOND / per_second : 0;
    return interval > TOKEN_TIME ? interval : TOKEN_TIME;
}

err limit_new(const struct limit_options *options, struct limit **out, struct fault *fault)
{
    SCOPED(limit_free) struct limit *limit = calloc(1, sizeof *limit);
    if (!limit)
        return fault_log(fault, ERR_INTERNAL, "no memory for limits");
    TRY(open_side(&limit->organisation, "organisation", options->organisation, fault));
    TRY(open_side(&limit->address, "address", options->address, fault));
    TRY(buckets_new((struct bucket_rate){0}, &limit->proven, fault));
    limit->token_time = token_time(options->organisation.per_second);
    TRY(costs_new(&limit->costs, fault));
    *out = steal(&limit);
    return OK;
}

void limit_free(struct limit **address)
{
    struct limit *limit = steal(address);
    if (!limit)
        return;
    buckets_free(&limit->organisation.buckets);
    buckets_free(&limit->address.buckets);
    buckets_free(&limit->proven);
    costs_free(&limit->costs);
    free(limit);
}

static void tell_allowance(const struct limit_side *side, const struct bucket_state *state,
                           struct request *request)
{
    if (side->rate.per_second == 0)
        return;
    request->allowance = (struct allowance){
        .name = side->name,
        .policy = side->policy,
        .left = state->left,
        .seconds = seconds_up(state->full_in),
    };
}

static err refuse_too_many(const struct bucket_state *state, const char *code, struct fault *fault)
{
    fault_clear(fault);
    return fault_set_later(fault, ERR_TOO_MANY, code, seconds_up(state->next_token_in));
}

/* The first half of a keyed hash: nobody outside can aim at a place in the table. */
static struct payer_name name_of_key(const struct credential *credential)
{
    struct payer_name name = {0};
    const char *hex = credential->key_hash + strlen("\\x");
    for (size_t i = 0; i < 16; i++) {
        name.high = name.high << 4 | (unsigned)hex_digit(hex[i]);
        name.low = name.low << 4 | (unsigned)hex_digit(hex[16 + i]);
    }
    return name;
}

static struct payer_name name_of_organisation(const struct credential *credential)
{
    struct uuid id = {0};
    uuid_parse(credential->organisation_id, &id);
    return payer_name_of(id.bytes);
}

/* From now on the organisation pays: what is expected of the request, or what it has used. */
static void let_organisation_pay(struct limit *limit, struct request *request)
{
    request->payer.name = name_of_organisation(&request->credential);
    if (!request->operation)
        return;
    int64_t expected = costs_expected(limit->costs, &request->payer.name, request->operation);
    request->payer.expected = expected;
    request->payer.heavy = costs_heavy(limit->costs, expected);
}

static int64_t tokens_for(const struct limit *limit, int64_t microseconds)
{
    int64_t amount = microseconds * BUCKET_TOKEN / limit->token_time;
    return amount > BUCKET_TOKEN ? amount : BUCKET_TOKEN;
}

static err charge_organisation(struct limit *limit, struct request *request, struct charge *charge,
                               struct fault *fault)
{
    struct bucket_state state;
    let_organisation_pay(limit, request);
    int64_t amount = tokens_for(limit, request->payer.expected);
    buckets_take(limit->organisation.buckets, request->payer.name, amount, charge->now, true,
                 &state);
    tell_allowance(&limit->organisation, &state, request);
    if (!state.granted)
        return refuse_too_many(&state, NULL, fault);
    charge->taken = amount;
    return OK;
}

static err charge_address(struct limit *limit, struct request *request, struct charge *charge,
                          struct fault *fault)
{
    struct bucket_state state;
    request->payer.name = charge->address;
    buckets_take(limit->address.buckets, charge->address, BUCKET_TOKEN, charge->now, true, &state);
    tell_allowance(&limit->address, &state, request);
    return state.granted ? OK : refuse_too_many(&state, "too_many_without_key", fault);
}

err limit_admit(struct limit *limit, const char *peer, const struct head *head, int64_t now,
                struct request *request, struct charge *out, struct fault *fault)
{
    struct bucket_state state;
    const struct credential *credential = &request->credential;
    *out = (struct charge){.now = now, .began = clock_thread(), .has_key = credential->present};
    out->address = address_name(peer, head);
    request->payer.name = out->address;
    if (request->operation && request->operation->unlimited)
        return OK;
    out->counted = true;
    if (out->has_key) {
        out->key = name_of_key(credential);
        out->proven = buckets_take(limit->proven, out->key, 0, now, false, &state);
    }
    return out->proven ? charge_organisation(limit, request, out, fault)
                       : charge_address(limit, request, out, fault);
}

/* Of the database's connections and of the processor. */
static int64_t used(const struct charge *charge, const struct request *request)
{
    return request->payer.used + clock_thread() - charge->began;
}

/* What was taken becomes what was used. */
static void correct_charge(struct limit *limit, struct charge *charge, struct request *request,
                           int64_t microseconds)
{
    int64_t amount = tokens_for(limit, microseconds);
    struct bucket_state state = buckets_correct(limit->organisation.buckets, request->payer.name,
                                                amount - charge->taken, charge->now);
    charge->taken = amount;
    tell_allowance(&limit->organisation, &state, request);
}

static void give_back_token(struct limit *limit, const struct charge *charge)
{
    buckets_correct(limit->address.buckets, charge->address, -BUCKET_TOKEN, charge->now);
}

err limit_prove(struct limit *limit, struct request *request, struct charge *charge,
                struct fault *fault)
{
    struct bucket_state state;
    if (!charge->counted || !charge->has_key || charge->proven)
        return OK;
    buckets_take(limit->proven, charge->key, 0, charge->now, true, &state);
    charge->proven = true;
    give_back_token(limit, charge);
    return charge_organisation(limit, request, charge, fault);
}

/* The key is none any more. */
static void forget(struct limit *limit, struct charge *charge, struct request *request)
{
    SCOPED(fault_release) struct fault ignored = {0};
    buckets_forget(limit->proven, charge->key);
    buckets_correct(limit->organisation.buckets, request->payer.name, -charge->taken, charge->now);
    charge->taken = 0;
    (void)charge_address(limit, request, charge, &ignored).code;
}

void limit_settle(struct limit *limit, struct charge *charge, err outcome, struct request *request)
{
    bool key_needed = request->operation && !request->operation->open;
    if (charge->taken == 0)
        return;
    if (key_needed && outcome.code == ERR_UNAUTHENTICATED)
        forget(limit, charge, request);
    else
        correct_charge(limit, charge, request, used(charge, request));
}

void limit_close(struct limit *limit, struct charge *charge, struct request *request)
{
    if (charge->taken == 0)
        return;
    int64_t microseconds = used(charge, request);
    correct_charge(limit, charge, request, microseconds);
    if (request->operation && request->payer.used > 0)
        costs_learn(limit->costs, &request->payer.name, request->operation, microseconds);
}
