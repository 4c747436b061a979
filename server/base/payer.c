/* SPDX-License-Identifier: Apache-2.0 */
#include "base/payer.h"

#include <string.h>

#include "base/banned.h"

/* Addresses of one network differ in few bits, ids of one instant too. */
uint64_t payer_spread(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31);
}

struct payer_name payer_name_of(const unsigned char bytes[static 16])
{
    struct payer_name name;
    memcpy(&name.high, bytes, sizeof name.high);
    memcpy(&name.low, bytes + sizeof name.high, sizeof name.low);
    name.low = payer_spread(name.low ^ payer_spread(name.high));
    return name;
}
