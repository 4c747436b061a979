/* SPDX-License-Identifier: Apache-2.0 */
/* Recovery codes: what opens an account once when the second factor is lost. 120 random bits
 * in groups of four, without letters that look like digits (Crockford's base32). */
#ifndef BASE_RECOVERY_H
#define BASE_RECOVERY_H

#include <stdbool.h>

enum {
    RECOVERY_CODES = 10,
    RECOVERY_CODE_SIZE = 30, /* "7KQ2-M9XD-04HT-ZB3W-E6NC-81VJ" */
    RECOVERY_PLAIN_SIZE = 25 /* without what divides it: as it is hashed */
};

void recovery_code_make(char out[static RECOVERY_CODE_SIZE]);
/* False unless the text is such a code, in either case, with or without hyphens; O is 0, I and L
 * are 1. */
bool recovery_code_plain(const char *text, char out[static RECOVERY_PLAIN_SIZE]);

#endif
