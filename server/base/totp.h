/* SPDX-License-Identifier: Apache-2.0 */
/* The second factor: six digits that change every 30 seconds (RFC 6238, HMAC-SHA-1, which is what
 * every authenticator understands). */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include <stdint.h>

#include "base/err.h"

enum {
    TOTP_KEY_SIZE = 20,
    TOTP_TEXT_SIZE = 33, /* base32 */
    TOTP_CODE_LENGTH = 6,
};

/* A new random key as base32 text. */
err totp_make(char out[static TOTP_TEXT_SIZE], struct fault *fault) MUST_CHECK;
/* False unless the text is one that totp_make could have made. */
bool totp_valid(const char *text);
/* The step (30 seconds since 1970) whose code this is, one before or after now allowed; 0 = none.
 * A step at or before `used` does not count again. now: microseconds. */
int64_t totp_step(const char *text, const char *code, int64_t now, int64_t used);

#endif
