/* SPDX-License-Identifier: Apache-2.0 */
#include "base/key.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum {
    PREFIX_LENGTH = 4,
    ORGANISATION_DIGITS = 22,
    ID_DIGITS = 11,
    SECRET_DIGITS = 32,
    CHECKSUM_DIGITS = 6,
    ID_SIZE = 8,
    CHECKSUM_SIZE = 4,
    BASE = 62,
};

_Static_assert(PREFIX_LENGTH + ORGANISATION_DIGITS + ID_DIGITS + SECRET_DIGITS + CHECKSUM_DIGITS ==
                   KEY_LENGTH,
               "the parts make the whole");

static const char *const prefixes[] = {[KEY_API] = "hst_",
                                       [KEY_INVITATION] = "hsi_",
                                       [KEY_USER_LINK] = "hsu_",
                                       [KEY_SESSION] = "hss_"};
static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int base62_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 36;
    return -1;
}

/* Big-endian number of at most UUID_SIZE bytes → digits, by long division. */
static void base62_write(const unsigned char *bytes, size_t size, char *out, size_t digits)
{
    unsigned char number[UUID_SIZE];
    memcpy(number, bytes, size);
    while (digits-- > 0) {
        unsigned rest = 0;
        for (size_t i = 0; i < size; i++) {
            unsigned value = rest << 8 | number[i];
            number[i] = (unsigned char)(value / BASE);
            rest = value % BASE;
        }
        out[digits] = base62[rest];
    }
}

/* The reverse; false when a digit is none or the number does not fit. */
static bool base62_read(const char *text, size_t digits, unsigned char *out, size_t size)
{
    memset(out, 0, size);
    for (size_t d = 0; d < digits; d++) {
        int digit = base62_value(text[d]);
        if (digit < 0)
            return false;
        unsigned carry = (unsigned)digit;
        for (size_t i = size; i-- > 0;) {
            unsigned value = out[i] * (unsigned)BASE + carry;
            out[i] = (unsigned char)value;
            carry = value >> 8;
        }
        if (carry != 0)
            return false;
    }
    return true;
}

/* CRC-32 (IEEE 802.3), four bits a step. */
static uint32_t crc32_of(const char *text, size_t length)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)text[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

static void big_endian(uint64_t number, unsigned char *out, size_t size)
{
    for (size_t i = size; i-- > 0; number >>= 8)
        out[i] = (unsigned char)number;
}

static void checksum_write(const char *text, char out[static CHECKSUM_DIGITS])
{
    unsigned char bytes[CHECKSUM_SIZE];
    big_endian(crc32_of(text, KEY_LENGTH - CHECKSUM_DIGITS), bytes, sizeof bytes);
    base62_write(bytes, sizeof bytes, out, CHECKSUM_DIGITS);
}

void key_make(enum key_kind kind, const struct key *key, char out[static KEY_TEXT_SIZE])
{
    char *place = out;
    memcpy(place, prefixes[kind], PREFIX_LENGTH);
    place += PREFIX_LENGTH;
    base62_write(key->organisation.bytes, UUID_SIZE, place, ORGANISATION_DIGITS);
    place += ORGANISATION_DIGITS;
    unsigned char id[ID_SIZE];
    big_endian((uint64_t)key->id, id, sizeof id);
    base62_write(id, sizeof id, place, ID_DIGITS);
    place += ID_DIGITS;
    for (int i = 0; i < SECRET_DIGITS; i++)
        *place++ = base62[secret_random_below(BASE)];
    checksum_write(out, place);
    out[KEY_LENGTH] = '\0';
}

static bool digits_only(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (base62_value(text[i]) < 0)
            return false;
    return true;
}

bool key_parse(enum key_kind kind, const char *text, struct key *out)
{
    if (strnlen(text, KEY_LENGTH + 1) != KEY_LENGTH ||
        memcmp(text, prefixes[kind], PREFIX_LENGTH) != 0)
        return false;
    struct key key;
    unsigned char id[ID_SIZE];
    const char *place = text + PREFIX_LENGTH;
    if (!base62_read(place, ORGANISATION_DIGITS, key.organisation.bytes, UUID_SIZE) ||
        !base62_read(place + ORGANISATION_DIGITS, ID_DIGITS, id, sizeof id) ||
        !digits_only(place + ORGANISATION_DIGITS + ID_DIGITS, SECRET_DIGITS))
        return false;
    char checksum[CHECKSUM_DIGITS];
    checksum_write(text, checksum);
    if (memcmp(checksum, text + KEY_LENGTH - CHECKSUM_DIGITS, CHECKSUM_DIGITS) != 0)
        return false;
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof id; i++)
        number = number << 8 | id[i];
    key.id = (int64_t)number;
    *out = key;
    return true;
}

static void write_hash(const struct secret *secret, size_t index, const char *text, char *out)
{
    unsigned char hash[DIGEST_SIZE];
    secret_hash_under(secret, index, SECRET_PEPPER, text, strlen(text), hash);
    hex_write(&secret->generations[index], 1, out);
    digest_hex(hash, out + 2);
}

void key_hash(const struct secret *secret, const char *text, char out[static KEY_HASH_TEXT_SIZE])
{
    memcpy(out, "\\x", 2);
    write_hash(secret, 0, text, out + 2);
}

void key_hashes(const struct secret *secret, const char *text,
                char out[static KEY_HASHES_TEXT_SIZE])
{
    memcpy(out, "\\x", 2);
    for (size_t i = 0; i < secret->count; i++)
        write_hash(secret, i, text, out + 2 + i * KEY_HASH_DIGITS);
}

void key_id_text(int64_t id, char out[static KEY_ID_TEXT_SIZE])
{
    snprintf(out, KEY_ID_TEXT_SIZE, "%lld", (long long)id);
}

bool new_key_make(enum key_kind kind, const char *organisation, int64_t id,
                  const struct secret *secret, struct new_key *out)
{
    struct key key = {.id = id};
    if (!uuid_parse(organisation, &key.organisation))
        return false;
    key_make(kind, &key, out->text);
    key_hash(secret, out->text, out->hash);
    out->id = id;
    return true;
}

void new_key_wipe(struct new_key *key)
{
    secret_wipe(key, sizeof *key);
}

const char *new_key_last4(const struct new_key *key)
{
    return key->text + KEY_LENGTH - 4;
}
