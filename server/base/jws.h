/* SPDX-License-Identifier: Apache-2.0 */
/* Signed texts that any JOSE library can check: JSON Web Signature in its compact form (RFC 7515)
 * with Ed25519 (RFC 8037), and the public keys as JSON Web Keys (RFC 7517).
 *
 * Read is only what is written here: a header of exactly alg EdDSA, kid and typ, base64url without
 * padding and in its one canonical form. So each change of a byte is found, in the signature too.
 * A key is called by its thumbprint (RFC 7638): a kid cannot name another key. */
#ifndef BASE_JWS_H
#define BASE_JWS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/signing.h"

/* The type of the statements that suppliers give out (domain/claims.h). */
#define JWS_STATEMENT "hoshitori-statement+jwt"

enum { KID_SIZE = 44, JWS_MAX = 32 * 1024 };

struct jws {
    char kid[KID_SIZE];
    json_t *payload;      /* an object; owned */
    size_t signed_length; /* of the text: header and payload */
    unsigned char signature[SIGNATURE_SIZE];
};

void jwk_kid(const unsigned char public_key[static PUBLIC_KEY_SIZE], char out[static KID_SIZE]);
/* {"kty", "crv", "x", "kid", "use", "alg"}; NULL without memory. */
json_t *jwk_write(const unsigned char public_key[static PUBLIC_KEY_SIZE]);
/* False for a key of another kind, or one whose kid is not its thumbprint. */
bool jwk_read(const json_t *jwk, unsigned char out[static PUBLIC_KEY_SIZE]) MUST_CHECK;

/* Appends the signed text. `payload` is JSON text of an object. */
void jws_write(const struct signing_key *key, const char *type, const struct buf *payload,
               struct buf *out);
/* What a text of this type says; whether it is signed is not asked. False: it is no such text. */
bool jws_read(const char *text, const char *type, struct jws *out) MUST_CHECK;
/* Whether the text, which was read into `jws`, is signed with the key, and the key is its kid's. */
bool jws_signed(const struct jws *jws, const char *text,
                const unsigned char public_key[static PUBLIC_KEY_SIZE]) MUST_CHECK;
void jws_release(struct jws *jws);

#endif
