/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider of OpenID Connect says of somebody: an ID token (OpenID Connect
 * Core 1.0, 3.1.3.7), its signature checked by cjose. Pure.
 *
 * Which key and which algorithm count is ours to say, never the token's: a key of the provider's
 * set whose kind fits one of RS, PS and ES with 256, 384 or 512 bits. So "none", and a public key
 * taken for a shared secret (HS256), are no algorithms here. */
#ifndef BASE_ID_TOKEN_H
#define BASE_ID_TOKEN_H

#include <jansson.h>
#include <stdint.h>

enum {
    ID_TOKEN_MAX = 32 * 1024, /* characters */
    ID_TOKEN_SKEW = 60,       /* seconds by which clocks may differ */
};

enum id_token_fault {
    ID_TOKEN_FINE,
    ID_TOKEN_MALFORMED,   /* no signed object, or claims of the wrong kind */
    ID_TOKEN_ALGORITHM,   /* none of ours, or extensions that we do not know */
    ID_TOKEN_KEY_UNKNOWN, /* no key of the set fits; there may be a newer set */
    ID_TOKEN_SIGNATURE,
    ID_TOKEN_ISSUER,
    ID_TOKEN_AUDIENCE, /* made for another client, or for others too */
    ID_TOKEN_EXPIRED,  /* or not good yet */
    ID_TOKEN_NONCE,    /* of another sign-in */
    ID_TOKEN_SUBJECT,  /* none of 1 to 255 printable ASCII characters */
};

struct id_token_expected {
    const char *issuer, *client, *nonce;
    int64_t now; /* seconds since 1970 */
};

/* `keys`: a JSON Web Key Set. *claims is new, and only set when the token is fine. */
enum id_token_fault id_token_read(const char *text, const json_t *keys,
                                  const struct id_token_expected *expected, json_t **claims);
/* The fault in a word, for the log. */
const char *id_token_fault_text(enum id_token_fault fault);

#endif
