/* SPDX-License-Identifier: Apache-2.0 */
/* Rights of an API key: names in the contract and commands, bits in tables and in `enter`. */
#ifndef BASE_RIGHTS_H
#define BASE_RIGHTS_H

#include "base/buf.h"

#define RIGHTS_LIST(X)                                                                             \
    X(BUYER_READ, 1, "buyer:read")                                                                 \
    X(BUYER_WRITE, 2, "buyer:write")                                                               \
    X(SUPPLIER_READ, 4, "supplier:read")                                                           \
    X(SUPPLIER_WRITE, 8, "supplier:write")                                                         \
    X(AUDIT_READ, 16, "audit:read")                                                                \
    X(KEYS_WRITE, 32, "keys:write")

enum right {
#define X(name, bit, text) RIGHT_##name = bit,
    RIGHTS_LIST(X)
#undef X
};

/* The bit of one name; 0 = no such right. */
unsigned right_of(const char *name);
/* The name of one bit; NULL = no such right. */
const char *right_name(unsigned right);
/* "buyer:read,buyer:write" → bits; false when empty or a name is unknown. */
bool rights_parse(const char *names, unsigned *out);
/* Bits → "buyer:read,buyer:write". */
void rights_write(unsigned rights, struct buf *out);

#endif
