/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pkce.h"

#include <sodium.h>
#include <string.h>

#include "base/secret.h"

#include "base/banned.h"

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert((int)PKCE_VERIFIER_SIZE == (int)DIGEST_HEX_SIZE, "a verifier is 32 random bytes");
_Static_assert(PKCE_CHALLENGE_SIZE == sodium_base64_ENCODED_LEN(DIGEST_SIZE, BASE64), "a SHA-256");

void pkce_make(char verifier[static PKCE_VERIFIER_SIZE])
{
    unsigned char bytes[DIGEST_SIZE];
    secret_random(bytes, sizeof bytes);
    digest_hex(bytes, verifier);
    secret_wipe(bytes, sizeof bytes);
}

void pkce_challenge(const char *verifier, char out[static PKCE_CHALLENGE_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    digest_sha256(verifier, strlen(verifier), digest);
    sodium_bin2base64(out, PKCE_CHALLENGE_SIZE, digest, sizeof digest, BASE64);
}
