/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a rewritten audit chain visible to those who cannot see the database.
 *
 * A checkpoint states, signed, how a chain stood at an instant. It names the one before it by its
 * hash. Its organisation reads it: sequence, head and times tell how much it does, and when.
 *
 * A receipt is what the other party of a relationship gets of the newest checkpoint: a seal that
 * differs at each asking, so that two of them do not even tell whether anything happened between
 * them. Whoever has the checkpoints finds out which one was sealed; nobody else does.
 *
 * What is signed is a row of fields, each behind its length (8 bytes, big-endian): a label with its
 * version, texts as UTF-8, numbers as decimal text, hashes and keys as bytes.
 *   checkpoint  "hoshitori checkpoint 1", organisation, sequence, head, signed_at, previous,
 *               public_key; its hash is the SHA-256 of these fields
 *   receipt     "hoshitori receipt 1", relationship, sealed_at, seal, public_key
 *   seal        SHA-256 of "hoshitori seal 1", relationship, sealed_at, hash of the checkpoint
 * Instants are microseconds since 1970-01-01 UTC. */
#ifndef DOMAIN_CHECKPOINT_H
#define DOMAIN_CHECKPOINT_H

#include <stdint.h>

#include "base/secret.h"
#include "base/signing.h"
#include "base/uuid.h"

struct checkpoint {
    char organisation[UUID_TEXT_SIZE];
    int64_t sequence; /* of the last entry that it covers */
    int64_t signed_at;
    unsigned char head[DIGEST_SIZE];     /* that entry's hash */
    unsigned char previous[DIGEST_SIZE]; /* zeros in the first one */
    unsigned char public_key[PUBLIC_KEY_SIZE];
    unsigned char signature[SIGNATURE_SIZE];
};

struct receipt {
    char relationship[UUID_TEXT_SIZE];
    int64_t sealed_at;
    unsigned char seal[DIGEST_SIZE];
    unsigned char public_key[PUBLIC_KEY_SIZE];
    unsigned char signature[SIGNATURE_SIZE];
};

/* Fills public_key and signature; all else is set. */
void checkpoint_sign(const struct signing_key *key, struct checkpoint *checkpoint);
/* Whether the signature is that of its own public key: whose that is, the caller must know. */
bool checkpoint_signed(const struct checkpoint *checkpoint) MUST_CHECK;
void checkpoint_hash(const struct checkpoint *checkpoint, unsigned char out[static DIGEST_SIZE]);

/* Fills seal, public_key and signature. */
void receipt_sign(const struct signing_key *key, const unsigned char checkpoint[static DIGEST_SIZE],
                  struct receipt *receipt);
bool receipt_signed(const struct receipt *receipt) MUST_CHECK;
/* Whether it seals the checkpoint with this hash. */
bool receipt_fits(const struct receipt *receipt,
                  const unsigned char checkpoint[static DIGEST_SIZE]) MUST_CHECK;

#endif
