/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519: what the server signs, and anybody can check who has its public key. The key is a file
 * of its own, of the same form and as closed as that of secret.h, so that it can be kept apart. */
#ifndef BASE_SIGNING_H
#define BASE_SIGNING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
    PUBLIC_KEY_SIZE = 32,
    PUBLIC_KEY_HEX_SIZE = 65,
    SIGNATURE_SIZE = 64,
    SIGNATURE_HEX_SIZE = 129,
};

struct signing_key {
    unsigned char secret[64];
    unsigned char public_key[PUBLIC_KEY_SIZE];
};

/* With `create`, a missing file is made with a new key. */
err signing_load(const char *path, bool create, struct signing_key *out,
                 struct fault *fault) MUST_CHECK;
void signing_release(struct signing_key *key); /* wipes */

void signing_sign(const struct signing_key *key, const void *bytes, size_t length,
                  unsigned char out[static SIGNATURE_SIZE]);
bool signing_check(const unsigned char public_key[static PUBLIC_KEY_SIZE], const void *bytes,
                   size_t length, const unsigned char signature[static SIGNATURE_SIZE]) MUST_CHECK;

#endif
