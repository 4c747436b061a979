/* SPDX-License-Identifier: Apache-2.0 */
/* Are checkpoints and receipts what the contract says, and is every change of one seen? */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "domain/checkpoint.h"

#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEAD "82663afb1f17ba3ed7a98c3602266a811e14abe4ac3804d69c7376460da4c511"
/* The examples of the contract, made by another program with that seed. */
#define PUBLIC_KEY "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define CHECKPOINT_SIGNATURE                                                                       \
    "7ea25c93d110a16f6f691013f6d8b90b5253a61f7d2818a1d1b61d540352daef"                             \
    "bcdcb580914088b8f2a21bba8edb56d44943c625203c9adab6cff18f5cda2706"
#define SEAL "b82d4607a4adf85705fd912dd72d6383c3bd531212f2507a6e9dadb5f7198e42"
#define RECEIPT_SIGNATURE                                                                          \
    "4578512cb0dd66fc14f9bf78593ddcc7a7bf2ce7cdae615ad3add0853bcf6a65"                             \
    "4510c665d00a302a13e03dcf4f5962ca31a9a7a559b4450394a61d8c9a988702"

static struct signing_key key;

static int load_key(void **state)
{
    (void)state;
    char path[] = "/tmp/hoshitori-signing-XXXXXX";
    SCOPED(fault_release) struct fault fault = {0};
    int file = mkstemp(path);
    bool written = file >= 0 && write(file, SEED, strlen(SEED)) == (ssize_t)strlen(SEED);
    close(file);
    written = written && secret_start(&fault).code == ERR_NONE &&
              signing_load(path, false, &key, &fault).code == ERR_NONE;
    unlink(path);
    return written ? 0 : -1;
}

static struct checkpoint signed_checkpoint(void)
{
    struct checkpoint checkpoint = {.organisation = "0193a5b0-7c00-7a10-8b20-000000000001",
                                    .sequence = 1};
    assert_true(clock_parse("2026-12-01T01:20:04Z", &checkpoint.signed_at));
    assert_true(hex_read(HEAD, strlen(HEAD), checkpoint.head, sizeof checkpoint.head));
    checkpoint_sign(&key, &checkpoint);
    return checkpoint;
}

static struct receipt signed_receipt(void)
{
    struct receipt receipt = {.relationship = "0193a5b0-7c00-7a10-8b20-0000000000a1"};
    const struct checkpoint checkpoint = signed_checkpoint();
    unsigned char hash[DIGEST_SIZE];
    assert_true(clock_parse("2026-12-01T02:00:00Z", &receipt.sealed_at));
    checkpoint_hash(&checkpoint, hash);
    receipt_sign(&key, hash, &receipt);
    return receipt;
}

static void assert_hex(const void *bytes, size_t size, const char *expected)
{
    char text[SIGNATURE_HEX_SIZE];
    hex_write(bytes, size, text);
    assert_string_equal(text, expected);
}

static void as_the_contract_says(void **state)
{
    (void)state;
    const struct checkpoint checkpoint = signed_checkpoint();
    const struct receipt receipt = signed_receipt();
    assert_hex(checkpoint.public_key, PUBLIC_KEY_SIZE, PUBLIC_KEY);
    assert_hex(checkpoint.signature, SIGNATURE_SIZE, CHECKPOINT_SIGNATURE);
    assert_hex(receipt.seal, DIGEST_SIZE, SEAL);
    assert_hex(receipt.signature, SIGNATURE_SIZE, RECEIPT_SIGNATURE);
}

/* Each bit of all that is signed, one after the other; a text ends at its NUL. */
static void every_change_is_seen(void **state)
{
    (void)state;
    struct checkpoint checkpoint = signed_checkpoint();
    assert_true(checkpoint_signed(&checkpoint));
    unsigned char *bytes = (unsigned char *)&checkpoint;
    for (size_t i = 0; i < 8 * sizeof checkpoint; i++) {
        if (i / 8 >= strlen(checkpoint.organisation) &&
            i / 8 < offsetof(struct checkpoint, sequence))
            continue;
        bytes[i / 8] ^= (unsigned char)(1U << i % 8);
        if (checkpoint_signed(&checkpoint))
            fail_msg("bit %zu may change", i);
        bytes[i / 8] ^= (unsigned char)(1U << i % 8);
    }
    assert_true(checkpoint_signed(&checkpoint));
}

static void receipts_fit_one_checkpoint(void **state)
{
    (void)state;
    struct receipt receipt = signed_receipt();
    struct checkpoint checkpoint = signed_checkpoint();
    unsigned char hash[DIGEST_SIZE];
    checkpoint_hash(&checkpoint, hash);
    assert_true(receipt_signed(&receipt));
    assert_true(receipt_fits(&receipt, hash));
    checkpoint.sequence++;
    checkpoint_hash(&checkpoint, hash);
    assert_false(receipt_fits(&receipt, hash));
    receipt.sealed_at++;
    assert_false(receipt_signed(&receipt));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_contract_says),
        cmocka_unit_test(every_change_is_seen),
        cmocka_unit_test(receipts_fit_one_checkpoint),
    };
    return cmocka_run_group_tests(tests, load_key, NULL);
}
