/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets of webhooks, and what is signed with them, as Standard Webhooks (standardwebhooks.com)
 * say: "whsec_" and base64 of the key; "v1," and base64 of HMAC-SHA256 over id, timestamp and body
 * with dots between. */
#ifndef BASE_WEBHOOK_SECRET_H
#define BASE_WEBHOOK_SECRET_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* "whsec_", 44 characters of base64, NUL. */
enum { WEBHOOK_SECRET_SIZE = 51, WEBHOOK_SIGNATURE_SIZE = 48 };

/* A new one, of 32 random bytes. */
void webhook_secret_make(char out[static WEBHOOK_SECRET_SIZE]);
/* The signature of one message; false for a text that is no secret. */
bool webhook_secret_sign(const char *secret, const char *id, int64_t timestamp, const char *body,
                         char out[static WEBHOOK_SIGNATURE_SIZE]) MUST_CHECK;

#endif
