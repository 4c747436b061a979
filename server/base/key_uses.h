/* SPDX-License-Identifier: Apache-2.0 */
/* Which API keys were used on which day, until the worker writes it down, so that reads stay free
 * of writes. One table for all threads. It remembers what it was told, so that a key costs one
 * write a day; what finds no room is noted at its next use. */
#ifndef BASE_KEY_USES_H
#define BASE_KEY_USES_H

#include "base/clock.h"
#include "base/key.h"

struct key_use {
    char organisation[UUID_TEXT_SIZE];
    char key[KEY_ID_TEXT_SIZE];
    char hash[KEY_HASHES_TEXT_SIZE]; /* as the database was shown it */
    char day[CLOCK_DAY_SIZE];        /* in Tokyo */
};

struct key_uses;

err key_uses_new(struct key_uses **out, struct fault *fault) MUST_CHECK;
void key_uses_free(struct key_uses **uses); /* takes the address, for SCOPED */

void key_uses_note(struct key_uses *uses, const struct key_use *use);
/* Takes at most `most` that were not taken before; returns how many. */
size_t key_uses_take(struct key_uses *uses, struct key_use *out, size_t most);
/* What was taken could not be written: it is noted again at its next use. */
void key_uses_forget(struct key_uses *uses);

#endif
