/* SPDX-License-Identifier: Apache-2.0 */
/* Who a request's cost is charged to: the organisation of a key that was proven, else the address
 * that the request comes from. Threads, connections to the database and the allowance are shared
 * out between payers, never between keys or connections. */
#ifndef BASE_PAYER_H
#define BASE_PAYER_H

#include <stdbool.h>
#include <stdint.h>

/* Of payer_name_of: places in tables are chosen by the bits of `low`. */
struct payer_name {
    uint64_t high, low;
};

struct turn_share;

struct payer {
    struct payer_name name;
    int64_t expected; /* microseconds that this request will probably take (wire/cost.h) */
    int64_t used;     /* microseconds for which it has held connections so far */
    bool heavy;       /* it will probably hold one for long */
    struct turn_share *working; /* counts it as heavy work now (store/turns.h); NULL = none does */
    /* Whether whoever sent it has closed; NULL = nobody can tell. */
    bool (*gone)(const void *client);
    const void *client;
};

static inline bool payer_same(const struct payer_name *left, const struct payer_name *right)
{
    return left->high == right->high && left->low == right->low;
}

/* Of the 16 bytes of an address or an organisation's id. */
struct payer_name payer_name_of(const unsigned char bytes[static 16]);
/* A number whose bits all depend on all bits of the given one. */
uint64_t payer_spread(uint64_t bits);

#endif
