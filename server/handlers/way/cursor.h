/* SPDX-License-Identifier: Apache-2.0 */
/* Cursors of lists: the keys of the last row shown, signed, so that a client can neither read
 * meaning into them nor forge them. They belong to one
 * organisation and one list: the same operation with the same parameters, `limit` aside. */
#ifndef HANDLERS_WAY_CURSOR_H
#define HANDLERS_WAY_CURSOR_H

#include "base/json_out.h"
#include "contract_limits.h"
#include "handlers/way/app.h"
#include "http/response.h"

/* A key may be 200 characters (schema/functions/board.sql), of four bytes each. */
enum {
    CURSOR_KEYS_MAX = 3,
    CURSOR_KEY_SIZE = 801,
    CURSOR_TEXT_MAX = LIMIT_PARAMETER_CURSOR_MAX_LENGTH
};

struct cursor {
    size_t count; /* 0 = first page */
    char keys[CURSOR_KEYS_MAX][CURSOR_KEY_SIZE];
};

/* The request's `cursor` parameter; 422 invalid_cursor when it is none of this list's. */
err cursor_read(const struct request *request, struct cursor *out, struct fault *fault) MUST_CHECK;
/* Appends the text of a cursor. A key that is too long to carry fails the buffer. */
void cursor_write(const struct request *request, const char *const *keys, size_t count,
                  struct buf *out);
/* The member next_cursor and the header Link, for what comes behind these keys; null without keys.
 */
void cursor_next(const struct request *request, struct response *response, const char *const *keys,
                 size_t count, struct json_out *out);
/* NULL on the first page: fits as a statement's parameter. */
const char *cursor_key(const struct cursor *cursor, size_t index);

#endif
