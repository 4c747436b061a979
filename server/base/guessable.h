/* SPDX-License-Identifier: Apache-2.0 */
/* How soon somebody who knows what people choose would guess a password (zxcvbn). Pure. */
#ifndef BASE_GUESSABLE_H
#define BASE_GUESSABLE_H

#include <stddef.h>

enum guessable {
    GUESSABLE_HARDLY,
    GUESSABLE_COMMON, /* common words, runs of keys, dates, repetitions */
    GUESSABLE_NAMES,  /* only because of the names: the person's, the organisation's, the service's
                       */
};

/* `names`: UTF-8, NULL entries are skipped; each counts whole and by its words, and an e-mail
 * address by its parts. Case, width (Ａ = A) and kind of kana make no difference. */
enum guessable guessable(const char *password, const char *const *names, size_t count);

#endif
