/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of API keys, of links that are used once (invitations, users') and of sessions.
 *
 * Prefix (hst_, hsi_, hsu_ or hss_), 22 base62 digits of the organisation, 11 of the 64-bit id, 32
 * random ones (190 bits) and 6 of the CRC-32 of everything before them. The checksum refuses typing
 * mistakes before any look-up; the organisation inside says on which shard the look-up is. */
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include <stdint.h>

#include "base/secret.h"
#include "base/uuid.h"

enum key_kind { KEY_API, KEY_INVITATION, KEY_USER_LINK, KEY_SESSION };

enum {
    KEY_LENGTH = 75,
    KEY_TEXT_SIZE = KEY_LENGTH + 1,
    KEY_ID_TEXT_SIZE = 21,
    KEY_HASH_DIGITS = 66,    /* the generation of the secret and the hash */
    KEY_HASH_TEXT_SIZE = 69, /* "\x" and its digits: a bytea parameter */
    KEY_HASHES_TEXT_SIZE = 3 + GENERATIONS_MAX * KEY_HASH_DIGITS,
};

struct key {
    struct uuid organisation;
    int64_t id;
};

/* A new text with a fresh secret part: shown once, stored as its hash only. */
void key_make(enum key_kind kind, const struct key *key, char out[static KEY_TEXT_SIZE]);
/* A key that was made: the text is shown once, the hash stored. */
struct new_key {
    int64_t id;
    char text[KEY_TEXT_SIZE];
    char hash[KEY_HASH_TEXT_SIZE];
};

/* Makes the key of an organisation with an id, new ones secret_random_id(); false when the
 * organisation is no id. */
bool new_key_make(enum key_kind kind, const char *organisation, int64_t id,
                  const struct secret *secret, struct new_key *out) MUST_CHECK;
void new_key_wipe(struct new_key *key);
/* Its last characters, which are shown ever after. */
const char *new_key_last4(const struct new_key *key);
/* False unless kind, length, digits, ranges and checksum are right. */
bool key_parse(enum key_kind kind, const char *text, struct key *out);
/* What is stored and compared: keyed BLAKE2b-256 of the whole text, as a bytea parameter. */
void key_hash(const struct secret *secret, const char *text, char out[static KEY_HASH_TEXT_SIZE]);
/* What may be stored of a text that is shown: one behind the other, the current one first. */
void key_hashes(const struct secret *secret, const char *text,
                char out[static KEY_HASHES_TEXT_SIZE]);
void key_id_text(int64_t id, char out[static KEY_ID_TEXT_SIZE]);

#endif
