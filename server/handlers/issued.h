/* SPDX-License-Identifier: Apache-2.0 */
/* A session that begins: its key and the mark by which the browser is known, both for cookies. */
#ifndef HANDLERS_ISSUED_H
#define HANDLERS_ISSUED_H

#include "handlers/way/change.h"

enum { BROWSER_SIZE = 201 };

struct issued {
    struct new_key session;
    char device[DEVICE_TEXT_SIZE];
    char device_hash[KEY_HASH_TEXT_SIZE];
    char browser[BROWSER_SIZE]; /* what it says it is, as far as it may stand in a list */
    bool device_new;
};

/* A new session of the organisation and a new mark. */
err issued_make(const struct request *request, const char *organisation, struct issued *out,
                struct fault *fault) MUST_CHECK;
void issued_wipe(struct issued *issued);
/* Completes the answer of SQL's session_open, its context being the session; see struct change. */
change_finish_fn issued_show;
/* Sets the cookies. */
void issued_set(const struct issued *issued, struct response *response);

/* A mark is 256 random bits: a fast hash does. */
void issued_device_make(char out[static DEVICE_TEXT_SIZE]);
void issued_device_hash(const char *device, char out[static KEY_HASH_TEXT_SIZE]);

static inline const char *text_or_null(const char *text)
{
    return text[0] ? text : NULL;
}

#endif
