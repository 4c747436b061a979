/* SPDX-License-Identifier: Apache-2.0 */
/* Proof that who redeems a code is who asked for it (RFC 7636, S256). Pure but for randomness. */
#ifndef BASE_PKCE_H
#define BASE_PKCE_H

enum {
    PKCE_VERIFIER_SIZE = 65,  /* 64 hexadecimal digits */
    PKCE_CHALLENGE_SIZE = 44, /* a SHA-256 in base64url */
};

void pkce_make(char verifier[static PKCE_VERIFIER_SIZE]);
void pkce_challenge(const char *verifier, char out[static PKCE_CHALLENGE_SIZE]);

#endif
