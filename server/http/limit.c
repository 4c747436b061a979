/* SPDX-License-Identifier: Apache-2.0 */
#include "http/limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/address.h"

#include "base/banned.h"

enum { POLICY_SIZE = 64 };

static const int64_t SECOND = 1000000;

struct side {
    struct bucket_rate rate;
    struct buckets *buckets;
    const char *name;
    char policy[POLICY_SIZE]; /* RateLimit-Policy */
};

struct limit {
    struct side key;
    struct side address;
};

static int seconds_up(int64_t microseconds)
{
    return (int)((microseconds + SECOND - 1) / SECOND);
}

/* Draft RateLimit fields: q tokens in the w seconds after which an empty bucket is full. */
static err open_side(struct side *side, const char *name, struct bucket_rate rate,
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

err limit_new(const struct limit_options *options, struct limit **out, struct fault *fault)
{
    SCOPED(limit_free) struct limit *limit = calloc(1, sizeof *limit);
    if (!limit)
        return fault_log(fault, ERR_INTERNAL, "no memory for limits");
    TRY(open_side(&limit->key, "key", options->key, fault));
    TRY(open_side(&limit->address, "address", options->address, fault));
    *out = steal(&limit);
    return OK;
}

void limit_free(struct limit **address)
{
    struct limit *limit = steal(address);
    if (!limit)
        return;
    buckets_free(&limit->key.buckets);
    buckets_free(&limit->address.buckets);
    free(limit);
}

static void tell(const struct side *side, const struct bucket_state *state, struct request *request)
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

static err refuse(const struct bucket_state *state, const char *code, struct fault *fault)
{
    fault_clear(fault);
    fault->retry_after = seconds_up(state->next_token_in);
    return fault_set(fault, ERR_TOO_MANY, code);
}

static unsigned digit_of(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* The first half of a keyed hash: nobody outside can aim at a place in the table. */
static struct bucket_name name_of(const struct credential *credential)
{
    struct bucket_name name = {0};
    const char *hex = credential->key_hash + strlen("\\x");
    for (size_t i = 0; i < 16; i++) {
        name.high = name.high << 4 | digit_of(hex[i]);
        name.low = name.low << 4 | digit_of(hex[16 + i]);
    }
    return name;
}

/* Whether the key is one of those that were proven; then *refused says what its bucket said. */
static bool charge_key(struct limit *limit, struct request *request, struct charge *charge,
                       err *refused, struct fault *fault)
{
    struct bucket_state state;
    charge->key = name_of(&request->credential);
    charge->known_key = buckets_take(limit->key.buckets, charge->key, charge->now, false, &state);
    if (!charge->known_key)
        return false;
    tell(&limit->key, &state, request);
    *refused = state.granted ? OK : refuse(&state, NULL, fault);
    return true;
}

err limit_admit(struct limit *limit, const char *peer, const struct head *head, int64_t now,
                struct request *request, struct charge *out, struct fault *fault)
{
    err refused = OK;
    *out = (struct charge){.now = now, .has_key = request->credential.present};
    if (request->operation && request->operation->unlimited)
        return OK;
    if (limit->key.rate.per_second == 0 && limit->address.rate.per_second == 0)
        return OK;
    out->address = address_name(peer, head);
    if (out->has_key && charge_key(limit, request, out, &refused, fault))
        return refused;
    struct bucket_state state;
    out->at_address = buckets_take(limit->address.buckets, out->address, now, true, &state);
    tell(&limit->address, &state, request);
    return state.granted ? OK : refuse(&state, "too_many_without_key", fault);
}

void limit_settle(struct limit *limit, struct charge *charge, err outcome, struct request *request)
{
    struct bucket_state state;
    bool key_needed = request->operation && !request->operation->open;
    if (!charge->has_key || !key_needed)
        return;
    if (charge->known_key && outcome.code == ERR_UNAUTHENTICATED) {
        buckets_forget(limit->key.buckets, charge->key);
        buckets_take(limit->address.buckets, charge->address, charge->now, true, &state);
    } else if (charge->at_address && outcome.code == ERR_NONE) {
        buckets_give_back(limit->address.buckets, charge->address);
        buckets_take(limit->key.buckets, charge->key, charge->now, true, &state);
        tell(&limit->key, &state, request);
    }
}
