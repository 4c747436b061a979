/* SPDX-License-Identifier: Apache-2.0 */
/* The way of every read: enter and one statement in one exchange. */
#ifndef HANDLERS_WAY_READ_H
#define HANDLERS_WAY_READ_H

#include "handlers/way/app.h"
#include "http/response.h"

/* Runs the statement; its rows are read from `out` at the returned index. */
err read_rows(struct request *request, struct statement statement, struct exchange *out,
              size_t *index, struct fault *fault) MUST_CHECK;

/* The same for what is on its way out and cannot be taken back: what may pass is tried again. `out`
 * is zeroed or was released. */
err read_rows_again(struct request *request, struct statement statement, struct exchange *out,
                    size_t *index, struct fault *fault) MUST_CHECK;

/* The same when the operation's rights are wider than what this request asks for. */
err read_rows_as(struct request *request, unsigned rights, struct statement statement,
                 struct exchange *out, size_t *index, struct fault *fault) MUST_CHECK;

/* Passes on the JSON of the one row, struct q_value_row. No row or NULL is 404. */
err read_json(struct request *request, struct response *response, struct statement statement,
              struct fault *fault) MUST_CHECK;

/* The same, when the answer needs texts or is made of several columns: `fill` changes the parsed
 * JSON before it is sent. */
typedef err read_fill_fn(struct request *request, json_t *body, struct fault *fault);
err read_filled(struct request *request, struct response *response, struct statement statement,
                read_fill_fn *fill, struct fault *fault) MUST_CHECK;

/* What a PUT replaces (handlers/way/replaced.h): its tag is that of these members and, behind it,
 * of all that the answer depends on. `fill` or NULL. */
err read_replaced(struct request *request, struct response *response, struct statement statement,
                  const char *const *members, read_fill_fn *fill, struct fault *fault) MUST_CHECK;

/* The instant of a parameter in UTC, as PostgreSQL reads it wherever the client is; NULL without.
 */
const char *read_instant(const struct request *request, const char *name,
                         char out[static CLOCK_TEXT_SIZE]);
/* The request's `known_at` in `text`, NULL without one; 422 known_at_in_future. */
err read_known_at(const struct request *request, char text[static CLOCK_TEXT_SIZE],
                  const char **out, struct fault *fault) MUST_CHECK;

/* Whether the client has what is made of `source` already, as a file of `type`: then it is a 304.
 * What stands in a file besides (when it was printed) makes it no other one. Sets its tag. */
bool read_unchanged(const struct request *request, struct response *response, const char *type,
                    const char *source);

/* Sends JSON text with a tag of its content, viewer, day and language, or a 304. */
void read_answer(struct request *request, struct response *response, const char *json,
                 size_t length);

#endif
