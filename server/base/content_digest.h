/* SPDX-License-Identifier: Apache-2.0 */
/* Digests in headers (RFC 9530): sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=: */
#ifndef BASE_CONTENT_DIGEST_H
#define BASE_CONTENT_DIGEST_H

#include "base/secret.h"

enum { CONTENT_DIGEST_SIZE = 60 };

/* That of SHA-256 among those that a header names; false without. */
bool content_digest_read(const char *header, unsigned char out[static DIGEST_SIZE]) MUST_CHECK;
void content_digest_write(const unsigned char digest[static DIGEST_SIZE],
                          char out[static CONTENT_DIGEST_SIZE]);

#endif
