/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"
#include "base/hex.h"

#include "base/secret.h"

#include <stdatomic.h>

#include "base/banned.h"

static bool hyphen_before(int byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool uuid_parse(const char *text, struct uuid *out)
{
    struct uuid uuid;
    for (int i = 0; i < UUID_SIZE; i++) {
        if (hyphen_before(i) && *text++ != '-')
            return false;
        int byte = hex_byte(text);
        if (byte < 0)
            return false;
        uuid.bytes[i] = (unsigned char)byte;
        text += 2;
    }
    if (*text != '\0')
        return false;
    *out = uuid;
    return true;
}

void uuid_format(const struct uuid *uuid, char out[static UUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < UUID_SIZE; i++) {
        if (hyphen_before(i))
            *out++ = '-';
        *out++ = digits[uuid->bytes[i] >> 4];
        *out++ = digits[uuid->bytes[i] & 15];
    }
    *out = '\0';
}

/* The time of an id, in 4096ths of a millisecond: what one process makes sorts by the order of
 * making, also where the clock stands still. A clock that was set back by more than a second is
 * followed. */
static uint64_t next_stamp(int64_t instant)
{
    static _Atomic uint64_t last;
    enum { SECOND = 1000 * 4096 };
    uint64_t now = (uint64_t)(instant / 1000) * 4096 + (uint64_t)(instant % 1000) * 4096 / 1000;
    uint64_t before = atomic_load(&last);
    uint64_t next;
    do
        next = before >= now && before - now < SECOND ? before + 1 : now;
    while (!atomic_compare_exchange_weak(&last, &before, next));
    return next;
}

void uuid_make_text(int64_t instant, char out[static UUID_TEXT_SIZE])
{
    struct uuid uuid;
    secret_random(uuid.bytes, sizeof uuid.bytes);
    uint64_t stamp = next_stamp(instant);
    for (int i = 0; i < 6; i++)
        uuid.bytes[i] = (unsigned char)(stamp >> (52 - 8 * i));
    /* The 12 bits after the version carry the part of the millisecond (RFC 9562, 6.2, method 3). */
    uuid.bytes[6] = (unsigned char)(0x70 | (stamp >> 8 & 0x0f));
    uuid.bytes[7] = (unsigned char)stamp;
    uuid.bytes[8] = (unsigned char)(0x80 | (uuid.bytes[8] & 0x3f));
    uuid_format(&uuid, out);
}
