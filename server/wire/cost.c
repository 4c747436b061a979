/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/cost.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/banned.h"

/* Two that meet in one place are thought to cost the same until one of them is asked for again. */
enum { PLACES = 65536, SLOWNESS = 16, HEAVY = 20000, TIMES_QUICK = 32, QUICK_AT_FIRST = 2000 };

struct costs {
    _Atomic int32_t quick;            /* about one request in nine took less; microseconds */
    _Atomic int32_t expected[PLACES]; /* microseconds */
};

err costs_new(struct costs **out, struct fault *fault)
{
    struct costs *costs = calloc(1, sizeof *costs);
    if (!costs)
        return fault_log(fault, ERR_INTERNAL, "no memory for costs");
    costs->quick = QUICK_AT_FIRST;
    *out = costs;
    return OK;
}

void costs_free(struct costs **costs)
{
    free_at(costs);
}

static _Atomic int32_t *place_of_cost(struct costs *costs, const struct payer_name *payer,
                                      const struct operation *operation)
{
    uint64_t bits = payer->low ^ payer_spread((uint64_t)(uintptr_t)operation);
    return &costs->expected[bits % PLACES];
}

int64_t costs_expected(struct costs *costs, const struct payer_name *payer,
                       const struct operation *operation)
{
    return atomic_load(place_of_cost(costs, payer, operation));
}

bool costs_heavy(const struct costs *costs, int64_t expected)
{
    return expected > HEAVY && expected > (int64_t)TIMES_QUICK * atomic_load(&costs->quick);
}

static void learn_quick(struct costs *costs, int32_t used)
{
    int32_t quick = atomic_load(&costs->quick);
    atomic_store(&costs->quick, used < quick ? quick - quick / 4 : quick + quick / 32 + 1);
}

/* Of two threads at the same time one may be forgotten: it is an estimate. */
void costs_learn(struct costs *costs, const struct payer_name *payer,
                 const struct operation *operation, int64_t used)
{
    _Atomic int32_t *place = place_of_cost(costs, payer, operation);
    int32_t before = atomic_load(place);
    int32_t now = used < INT32_MAX ? (int32_t)used : INT32_MAX;
    learn_quick(costs, now);
    if (now != before)
        atomic_store(place, now > before ? now : before - (before - now + SLOWNESS - 1) / SLOWNESS);
}
