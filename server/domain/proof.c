/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void proof_start(struct proof *proof, const char *organisation, const struct public_keys *keys)
{
    *proof = (struct proof){.keys = keys};
    if (organisation)
        snprintf(proof->organisation, sizeof proof->organisation, "%s", organisation);
}

void proof_release(struct proof *proof)
{
    free(proof->marks);
    free(proof->hashes);
    *proof = (struct proof){0};
}

/* Room for one more; doubles. */
static bool grow(void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? 2 * *capacity : 64;
    void *grown = reallocarray(*items, wanted, size);
    if (!grown)
        return false;
    *items = grown;
    *capacity = wanted;
    return true;
}

static err add_mark(struct proof *proof, const struct checkpoint *checkpoint, struct fault *fault)
{
    void *marks = proof->marks;
    if (!grow(&marks, proof->mark_count, &proof->mark_capacity, sizeof *proof->marks))
        return fault_log(fault, ERR_INTERNAL, "out of memory for checkpoints");
    proof->marks = marks;
    struct mark *mark = &proof->marks[proof->mark_count++];
    mark->sequence = checkpoint->sequence;
    memcpy(mark->head, checkpoint->head, sizeof mark->head);
    return OK;
}

static err add_hash(struct proof *proof, const struct checkpoint *checkpoint, struct fault *fault)
{
    void *hashes = proof->hashes;
    if (!grow(&hashes, proof->checkpoints, &proof->hash_capacity, DIGEST_SIZE))
        return fault_log(fault, ERR_INTERNAL, "out of memory for checkpoints");
    proof->hashes = hashes;
    checkpoint_hash(checkpoint, proof->hashes + proof->checkpoints++ * DIGEST_SIZE);
    return OK;
}

static bool is_given(const struct public_keys *keys,
                     const unsigned char public_key[static PUBLIC_KEY_SIZE])
{
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->keys[i], public_key, PUBLIC_KEY_SIZE) == 0)
            return true;
    return false;
}

static enum proof_break check_signed(struct proof *proof, const struct checkpoint *checkpoint)
{
    if (!proof->organisation[0])
        memcpy(proof->organisation, checkpoint->organisation, sizeof proof->organisation);
    if (strcmp(proof->organisation, checkpoint->organisation) != 0)
        return PROOF_ORGANISATION;
    if (!is_given(proof->keys, checkpoint->public_key))
        return PROOF_KEY;
    return checkpoint_signed(checkpoint) ? PROOF_WHOLE : PROOF_SIGNATURE;
}

static const unsigned char no_hash[DIGEST_SIZE];

static const unsigned char *newest(const struct proof *proof)
{
    return proof->checkpoints ? proof->hashes + (proof->checkpoints - 1) * DIGEST_SIZE : no_hash;
}

bool proof_has(const struct proof *proof, const unsigned char hash[static DIGEST_SIZE])
{
    for (size_t i = proof->checkpoints; i-- > 0;)
        if (memcmp(proof->hashes + i * DIGEST_SIZE, hash, DIGEST_SIZE) == 0)
            return true;
    return memcmp(hash, no_hash, DIGEST_SIZE) == 0;
}

static enum proof_break check_next(struct proof *proof, const struct checkpoint *checkpoint)
{
    enum proof_break found = check_signed(proof, checkpoint);
    if (found != PROOF_WHOLE)
        return found;
    if (checkpoint->sequence <= proof->sequence)
        return PROOF_ORDER;
    return memcmp(checkpoint->previous, newest(proof), DIGEST_SIZE) == 0 ? PROOF_WHOLE : PROOF_LINK;
}

err proof_checkpoint(struct proof *proof, const struct checkpoint *checkpoint,
                     enum proof_break *found, struct fault *fault)
{
    *found = check_next(proof, checkpoint);
    if (*found != PROOF_WHOLE)
        return OK;
    TRY(add_hash(proof, checkpoint, fault));
    proof->sequence = checkpoint->sequence;
    return add_mark(proof, checkpoint, fault);
}

err proof_kept(struct proof *proof, const struct checkpoint *checkpoint, enum proof_break *found,
               struct fault *fault)
{
    *found = check_signed(proof, checkpoint);
    return *found == PROOF_WHOLE ? add_mark(proof, checkpoint, fault) : OK;
}

enum proof_break proof_receipt(const struct proof *proof, const struct receipt *receipt)
{
    if (!is_given(proof->keys, receipt->public_key))
        return PROOF_KEY;
    if (!receipt_signed(receipt))
        return PROOF_SIGNATURE;
    /* It is of the newest at its time, so mostly near the end. */
    for (size_t i = proof->checkpoints; i-- > 0;)
        if (receipt_fits(receipt, proof->hashes + i * DIGEST_SIZE))
            return PROOF_WHOLE;
    return PROOF_ABSENT;
}

static int by_sequence(const void *a, const void *b)
{
    const struct mark *one = a, *other = b;
    return (one->sequence > other->sequence) - (one->sequence < other->sequence);
}

void proof_arrange(struct proof *proof)
{
    if (proof->mark_count)
        qsort(proof->marks, proof->mark_count, sizeof *proof->marks, by_sequence);
}

enum proof_break proof_pass(struct proof *proof, const struct chain *chain)
{
    for (; proof->next < proof->mark_count; proof->next++) {
        const struct mark *mark = &proof->marks[proof->next];
        if (mark->sequence > chain->sequence)
            break;
        if (memcmp(mark->head, chain->hash, DIGEST_SIZE) != 0)
            return PROOF_HEAD;
    }
    return PROOF_WHOLE;
}

enum proof_break proof_end(const struct proof *proof, int64_t *sequence)
{
    if (proof->next == proof->mark_count)
        return PROOF_WHOLE;
    *sequence = proof->marks[proof->next].sequence;
    return PROOF_BEYOND;
}

const char *proof_break_text(enum proof_break what)
{
    switch (what) {
    case PROOF_WHOLE:
        return "fits";
    case PROOF_ORGANISATION:
        return "is of another organisation";
    case PROOF_ORDER:
        return "does not come after the checkpoint before it";
    case PROOF_LINK:
        return "does not name the checkpoint before it: one is missing or was rewritten";
    case PROOF_KEY:
        return "is signed with a key that was not given";
    case PROOF_SIGNATURE:
        return "the signature is not that of the content";
    case PROOF_HEAD:
        return "the chain has another hash at this entry: it was rewritten up to here";
    case PROOF_BEYOND:
        return "the chain ends before this entry: it was cut off";
    case PROOF_ABSENT:
        return "no checkpoint is the sealed one: the chain was rewritten or cut off";
    }
    return "unknown";
}
