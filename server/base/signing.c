/* SPDX-License-Identifier: Apache-2.0 */
#include "base/signing.h"

#include <sodium.h>

#include "base/secret.h"

#include "base/banned.h"

_Static_assert(SECRET_SIZE == crypto_sign_SEEDBYTES, "the file holds a seed");
_Static_assert(PUBLIC_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "public keys fit");
_Static_assert(SIGNATURE_SIZE == crypto_sign_BYTES, "signatures fit");
_Static_assert(sizeof((struct signing_key *)0)->secret == crypto_sign_SECRETKEYBYTES, "keys fit");

err signing_load(const char *path, bool create, struct signing_key *out, struct fault *fault)
{
    unsigned char seed[SECRET_SIZE];
    err done = secret_read(path, create, seed, fault);
    if (done.code == ERR_NONE)
        crypto_sign_seed_keypair(out->public_key, out->secret, seed);
    sodium_memzero(seed, sizeof seed);
    return done;
}

void signing_release(struct signing_key *key)
{
    sodium_memzero(key, sizeof *key);
}

void signing_sign(const struct signing_key *key, const void *bytes, size_t length,
                  unsigned char out[static SIGNATURE_SIZE])
{
    crypto_sign_detached(out, NULL, bytes, length, key->secret);
}

bool signing_check(const unsigned char public_key[static PUBLIC_KEY_SIZE], const void *bytes,
                   size_t length, const unsigned char signature[static SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, bytes, length, public_key) == 0;
}
