/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit chain must fit besides itself: its checkpoints, one after the other, and the
 * checkpoints and receipts that somebody kept.
 *
 *   proof_start, proof_checkpoint…, proof_kept…, then for each entry that the chain followed
 *   proof_pass, at its end proof_end; proof_receipt… at any time after the checkpoints. */
#ifndef DOMAIN_PROOF_H
#define DOMAIN_PROOF_H

#include "domain/chain.h"
#include "domain/checkpoint.h"

enum proof_break {
    PROOF_WHOLE,
    PROOF_ORGANISATION, /* it is of another organisation */
    PROOF_ORDER,        /* its sequence is not after that of the one before */
    PROOF_LINK,         /* it does not name the one before: one is missing, or was rewritten */
    PROOF_KEY,          /* it is signed with a key that was not given */
    PROOF_SIGNATURE,    /* the signature is not that of the content */
    PROOF_HEAD,         /* the chain has another hash at that entry */
    PROOF_BEYOND,       /* the chain ends before that entry */
    PROOF_ABSENT,       /* no checkpoint is what the receipt sealed */
};

enum { PROOF_KEYS_MAX = 32 };

struct public_keys {
    size_t count;
    unsigned char keys[PROOF_KEYS_MAX][PUBLIC_KEY_SIZE];
};

/* How the chain stood at one entry. */
struct mark {
    int64_t sequence;
    unsigned char head[DIGEST_SIZE];
};

struct proof {
    const struct public_keys *keys;
    char organisation[UUID_TEXT_SIZE]; /* empty = taken from the first checkpoint */
    size_t checkpoints;
    struct mark *marks; /* of checkpoints and kept ones; owned */
    size_t mark_count, mark_capacity;
    size_t next;           /* the first mark that was not passed */
    unsigned char *hashes; /* of the checkpoints, for receipts; owned */
    size_t hash_capacity;
    int64_t sequence; /* of the last checkpoint */
};

/* `organisation` may be NULL. The keys outlive the proof. */
void proof_start(struct proof *proof, const char *organisation, const struct public_keys *keys);
void proof_release(struct proof *proof);

/* The next of all its checkpoints, beginning with the first. ERR_INTERNAL: out of memory. */
err proof_checkpoint(struct proof *proof, const struct checkpoint *checkpoint,
                     enum proof_break *found, struct fault *fault) MUST_CHECK;
/* One that was kept, in any order. */
err proof_kept(struct proof *proof, const struct checkpoint *checkpoint, enum proof_break *found,
               struct fault *fault) MUST_CHECK;
enum proof_break proof_receipt(const struct proof *proof, const struct receipt *receipt);

/* When all marks are in. */
void proof_arrange(struct proof *proof);
/* Holds the entry that the chain has just followed against the marks. */
enum proof_break proof_pass(struct proof *proof, const struct chain *chain);
/* The chain has ended: a mark is left over. `sequence` is set to it. */
enum proof_break proof_end(const struct proof *proof, int64_t *sequence);
/* Whether a checkpoint has this hash, or it is the 32 zero bytes that stand for none. */
bool proof_has(const struct proof *proof, const unsigned char hash[static DIGEST_SIZE]);

/* What is wrong, in English. */
const char *proof_break_text(enum proof_break what);

#endif
