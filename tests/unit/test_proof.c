/* SPDX-License-Identifier: Apache-2.0 */
/* Is everything that does not fit its checkpoints, or what was kept, called by its name? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/scope.h"
#include "domain/proof.h"

enum { COUNT = 100, EVERY = 2 };

#define ORGANISATION "0193a5b0-7c00-7a10-8b20-000000000001"
#define STRANGER "0193a5b0-7c00-7a10-8b20-000000000002"

static struct signing_key key, other_key;
static struct public_keys keys;

static void make_key(unsigned char filling, struct signing_key *out)
{
    char path[] = "/tmp/hoshitori-proof-XXXXXX";
    SCOPED(fault_release) struct fault fault = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    for (int i = 0; i < SECRET_SIZE; i++)
        assert_int_equal(dprintf(file, "%02x", filling), 2);
    close(file);
    assert_int_equal(signing_load(path, false, out, &fault).code, ERR_NONE);
    unlink(path);
}

static int start_proof(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return -1;
    make_key(1, &key);
    make_key(2, &other_key);
    memcpy(keys.keys[keys.count++], key.public_key, PUBLIC_KEY_SIZE);
    return 0;
}

/* The chain's hash after so many entries. */
static void head_at(int64_t sequence, unsigned char out[static DIGEST_SIZE])
{
    memset(out, (int)sequence, DIGEST_SIZE);
}

static void make_all(struct checkpoint out[static COUNT])
{
    unsigned char previous[DIGEST_SIZE] = {0};
    for (int i = 0; i < COUNT; i++) {
        out[i] = (struct checkpoint){
            .organisation = ORGANISATION, .sequence = EVERY * (i + 1), .signed_at = i};
        head_at(out[i].sequence, out[i].head);
        memcpy(out[i].previous, previous, sizeof previous);
        checkpoint_sign(&key, &out[i]);
        checkpoint_hash(&out[i], previous);
    }
}

static enum proof_break take_checkpoint(struct proof *proof, const struct checkpoint *checkpoint)
{
    SCOPED(fault_release) struct fault fault = {0};
    enum proof_break found = PROOF_WHOLE;
    assert_int_equal(proof_checkpoint(proof, checkpoint, &found, &fault).code, ERR_NONE);
    return found;
}

static enum proof_break take_kept(struct proof *proof, const struct checkpoint *checkpoint)
{
    SCOPED(fault_release) struct fault fault = {0};
    enum proof_break found = PROOF_WHOLE;
    assert_int_equal(proof_kept(proof, checkpoint, &found, &fault).code, ERR_NONE);
    return found;
}

/* All but the one at `skip`. */
static enum proof_break take_all(struct proof *proof, const struct checkpoint items[static COUNT],
                                 int skip)
{
    enum proof_break found = PROOF_WHOLE;
    proof_start(proof, ORGANISATION, &keys);
    for (int i = 0; i < COUNT && found == PROOF_WHOLE; i++)
        if (i != skip)
            found = take_checkpoint(proof, &items[i]);
    return found;
}

/* A chain of so many entries, of which one has another hash. */
static enum proof_break pass_all(struct proof *proof, int64_t count, int64_t changed)
{
    struct chain chain;
    int64_t sequence = 0;
    chain_start(&chain, ORGANISATION);
    proof_arrange(proof);
    while (chain.sequence < count) {
        head_at(++chain.sequence, chain.hash);
        chain.hash[0] ^= chain.sequence == changed;
        enum proof_break found = proof_pass(proof, &chain);
        if (found != PROOF_WHOLE)
            return found;
    }
    return proof_end(proof, &sequence);
}

static void what_fits(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    SCOPED(proof_release) struct proof proof;
    make_all(items);
    assert_int_equal(take_all(&proof, items, -1), PROOF_WHOLE);
    assert_int_equal(proof.checkpoints, COUNT);
    assert_int_equal(pass_all(&proof, EVERY * COUNT + 5, -1), PROOF_WHOLE);
}

static void rewritten_and_cut_off(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    int64_t sequence = 0;
    make_all(items);
    SCOPED(proof_release) struct proof rewritten;
    assert_int_equal(take_all(&rewritten, items, -1), PROOF_WHOLE);
    assert_int_equal(pass_all(&rewritten, EVERY * COUNT, EVERY * 7), PROOF_HEAD);
    SCOPED(proof_release) struct proof cut;
    assert_int_equal(take_all(&cut, items, -1), PROOF_WHOLE);
    assert_int_equal(pass_all(&cut, EVERY * COUNT - 1, -1), PROOF_BEYOND);
    assert_int_equal(proof_end(&cut, &sequence), PROOF_BEYOND);
    assert_int_equal(sequence, EVERY * COUNT);
}

static void each_checkpoint(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    make_all(items);
    SCOPED(proof_release) struct proof first_missing;
    assert_int_equal(take_all(&first_missing, items, 0), PROOF_LINK);
    SCOPED(proof_release) struct proof missing;
    assert_int_equal(take_all(&missing, items, 50), PROOF_LINK);
    SCOPED(proof_release) struct proof proof;
    proof_start(&proof, NULL, &keys);
    assert_int_equal(take_checkpoint(&proof, &items[0]), PROOF_WHOLE);
    assert_string_equal(proof.organisation, ORGANISATION);
    assert_int_equal(take_checkpoint(&proof, &items[0]), PROOF_ORDER);
    struct checkpoint changed = items[1];
    snprintf(changed.organisation, sizeof changed.organisation, STRANGER);
    checkpoint_sign(&key, &changed);
    assert_int_equal(take_checkpoint(&proof, &changed), PROOF_ORGANISATION);
    changed = items[1];
    checkpoint_sign(&other_key, &changed);
    assert_int_equal(take_checkpoint(&proof, &changed), PROOF_KEY);
    memcpy(changed.public_key, key.public_key, PUBLIC_KEY_SIZE);
    assert_int_equal(take_checkpoint(&proof, &changed), PROOF_SIGNATURE);
    assert_int_equal(take_checkpoint(&proof, &items[1]), PROOF_WHOLE);
    assert_int_equal(proof.checkpoints, 2);
}

/* After a key was changed both are given. */
static void two_keys(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    struct public_keys both = keys;
    memcpy(both.keys[both.count++], other_key.public_key, PUBLIC_KEY_SIZE);
    make_all(items);
    checkpoint_sign(&other_key, &items[1]);
    SCOPED(proof_release) struct proof proof;
    proof_start(&proof, ORGANISATION, &both);
    assert_int_equal(take_checkpoint(&proof, &items[0]), PROOF_WHOLE);
    assert_int_equal(take_checkpoint(&proof, &items[1]), PROOF_WHOLE);
}

/* In any order, with any number missing, beside the checkpoints or without. */
static void what_was_kept(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    make_all(items);
    SCOPED(proof_release) struct proof proof;
    proof_start(&proof, ORGANISATION, &keys);
    assert_int_equal(take_kept(&proof, &items[9]), PROOF_WHOLE);
    assert_int_equal(take_kept(&proof, &items[3]), PROOF_WHOLE);
    assert_int_equal(take_kept(&proof, &items[3]), PROOF_WHOLE);
    assert_int_equal(pass_all(&proof, EVERY * COUNT, -1), PROOF_WHOLE);
    SCOPED(proof_release) struct proof rewritten;
    proof_start(&rewritten, ORGANISATION, &keys);
    assert_int_equal(take_kept(&rewritten, &items[9]), PROOF_WHOLE);
    assert_int_equal(pass_all(&rewritten, EVERY * COUNT, items[9].sequence), PROOF_HEAD);
    items[5].signature[0] ^= 1;
    assert_int_equal(take_kept(&proof, &items[5]), PROOF_SIGNATURE);
}

static struct receipt receipt_of(const struct checkpoint *checkpoint,
                                 const struct signing_key *signing_key)
{
    struct receipt receipt = {.relationship = STRANGER, .sealed_at = 12};
    unsigned char hash[DIGEST_SIZE];
    checkpoint_hash(checkpoint, hash);
    receipt_sign(signing_key, hash, &receipt);
    return receipt;
}

static void receipts(void **state)
{
    (void)state;
    struct checkpoint items[COUNT];
    unsigned char hash[DIGEST_SIZE], none[DIGEST_SIZE] = {0};
    make_all(items);
    SCOPED(proof_release) struct proof proof;
    assert_int_equal(take_all(&proof, items, -1), PROOF_WHOLE);
    struct receipt receipt = receipt_of(&items[42], &key);
    assert_int_equal(proof_receipt(&proof, &receipt), PROOF_WHOLE);
    receipt.sealed_at++;
    assert_int_equal(proof_receipt(&proof, &receipt), PROOF_SIGNATURE);
    receipt = receipt_of(&items[42], &other_key);
    assert_int_equal(proof_receipt(&proof, &receipt), PROOF_KEY);
    struct checkpoint gone = items[42];
    gone.head[0] ^= 1;
    receipt = receipt_of(&gone, &key);
    assert_int_equal(proof_receipt(&proof, &receipt), PROOF_ABSENT);
    checkpoint_hash(&items[42], hash);
    assert_true(proof_has(&proof, hash));
    assert_true(proof_has(&proof, none));
    hash[0] ^= 1;
    assert_false(proof_has(&proof, hash));
}

static void each_has_words(void **state)
{
    (void)state;
    assert_string_equal(proof_break_text((enum proof_break)(PROOF_ABSENT + 1)), "unknown");
    for (int i = PROOF_WHOLE; i <= PROOF_ABSENT; i++)
        for (int j = PROOF_WHOLE; j < i; j++)
            assert_string_not_equal(proof_break_text((enum proof_break)i),
                                    proof_break_text((enum proof_break)j));
    for (int i = CHAIN_WHOLE; i <= CHAIN_HEAD; i++)
        for (int j = CHAIN_WHOLE; j < i; j++)
            assert_string_not_equal(chain_break_text((enum chain_break)i),
                                    chain_break_text((enum chain_break)j));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits),       cmocka_unit_test(rewritten_and_cut_off),
        cmocka_unit_test(each_checkpoint), cmocka_unit_test(two_keys),
        cmocka_unit_test(what_was_kept),   cmocka_unit_test(receipts),
        cmocka_unit_test(each_has_words),
    };
    return cmocka_run_group_tests(tests, start_proof, NULL);
}
