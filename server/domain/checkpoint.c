/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 320, PREFIX_SIZE = 8, NUMBER_SIZE = 24 };

/* Room for the longest row of fields. */
struct fields {
    unsigned char bytes[FIELDS_MAX];
    size_t length;
};

static void add_field(struct fields *fields, const void *bytes, size_t length)
{
    for (int i = 0; i < PREFIX_SIZE; i++)
        fields->bytes[fields->length++] = (unsigned char)((uint64_t)length >> (56 - 8 * i));
    memcpy(fields->bytes + fields->length, bytes, length);
    fields->length += length;
}

static void add_text_field(struct fields *fields, const char *text)
{
    add_field(fields, text, strlen(text));
}

static void add_number_field(struct fields *fields, int64_t number)
{
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%" PRId64, number);
    add_text_field(fields, text);
}

static struct fields of_checkpoint(const struct checkpoint *checkpoint)
{
    struct fields fields = {.length = 0};
    add_text_field(&fields, "hoshitori checkpoint 1");
    add_text_field(&fields, checkpoint->organisation);
    add_number_field(&fields, checkpoint->sequence);
    add_field(&fields, checkpoint->head, DIGEST_SIZE);
    add_number_field(&fields, checkpoint->signed_at);
    add_field(&fields, checkpoint->previous, DIGEST_SIZE);
    add_field(&fields, checkpoint->public_key, PUBLIC_KEY_SIZE);
    return fields;
}

void checkpoint_sign(const struct signing_key *key, struct checkpoint *checkpoint)
{
    memcpy(checkpoint->public_key, key->public_key, PUBLIC_KEY_SIZE);
    const struct fields fields = of_checkpoint(checkpoint);
    signing_sign(key, fields.bytes, fields.length, checkpoint->signature);
}

bool checkpoint_signed(const struct checkpoint *checkpoint)
{
    const struct fields fields = of_checkpoint(checkpoint);
    return signing_check(checkpoint->public_key, fields.bytes, fields.length,
                         checkpoint->signature);
}

void checkpoint_hash(const struct checkpoint *checkpoint, unsigned char out[static DIGEST_SIZE])
{
    const struct fields fields = of_checkpoint(checkpoint);
    digest_sha256(fields.bytes, fields.length, out);
}

static void seal(const struct receipt *receipt, const unsigned char *checkpoint,
                 unsigned char out[static DIGEST_SIZE])
{
    struct fields fields = {.length = 0};
    add_text_field(&fields, "hoshitori seal 1");
    add_text_field(&fields, receipt->relationship);
    add_number_field(&fields, receipt->sealed_at);
    add_field(&fields, checkpoint, DIGEST_SIZE);
    digest_sha256(fields.bytes, fields.length, out);
}

static struct fields of_receipt(const struct receipt *receipt)
{
    struct fields fields = {.length = 0};
    add_text_field(&fields, "hoshitori receipt 1");
    add_text_field(&fields, receipt->relationship);
    add_number_field(&fields, receipt->sealed_at);
    add_field(&fields, receipt->seal, DIGEST_SIZE);
    add_field(&fields, receipt->public_key, PUBLIC_KEY_SIZE);
    return fields;
}

void receipt_sign(const struct signing_key *key, const unsigned char checkpoint[static DIGEST_SIZE],
                  struct receipt *receipt)
{
    memcpy(receipt->public_key, key->public_key, PUBLIC_KEY_SIZE);
    seal(receipt, checkpoint, receipt->seal);
    const struct fields fields = of_receipt(receipt);
    signing_sign(key, fields.bytes, fields.length, receipt->signature);
}

bool receipt_signed(const struct receipt *receipt)
{
    const struct fields fields = of_receipt(receipt);
    return signing_check(receipt->public_key, fields.bytes, fields.length, receipt->signature);
}

bool receipt_fits(const struct receipt *receipt, const unsigned char checkpoint[static DIGEST_SIZE])
{
    unsigned char expected[DIGEST_SIZE];
    seal(receipt, checkpoint, expected);
    return memcmp(expected, receipt->seal, DIGEST_SIZE) == 0;
}
