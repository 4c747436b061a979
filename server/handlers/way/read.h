/* SPDX-License-Identifier: Apache-2.0 */
/* The way of every read: enter and one statement in one exchange. */
#ifndef HANDLERS_WAY_READ_H
#define HANDLERS_WAY_READ_H

#include "handlers/way/app.h"
#include "http/response.h"

/* Runs the statement; its rows are read from `out` at the returned index. */
err read_rows(struct request *request, enum query_id query, const char *const *values, size_t count,
              struct exchange *out, size_t *index, struct fault *fault) MUST_CHECK;

/* The same when the operation's rights are wider than what this request asks for. */
err read_rows_as(struct request *request, unsigned rights, enum query_id query,
                 const char *const *values, size_t count, struct exchange *out, size_t *index,
                 struct fault *fault) MUST_CHECK;

/* Passes on the one JSON column of the one row. No row or NULL is 404. A second column, when
 * there is one, is the ETag; else it is computed from the content, the viewer and the day. */
err read_json(struct request *request, struct response *response, enum query_id query,
              const char *const *values, size_t count, struct fault *fault) MUST_CHECK;

/* The same, when the answer needs texts or is made of several columns: `fill` changes the parsed
 * JSON before it is sent. */
typedef err read_fill_fn(struct request *request, json_t *body, struct fault *fault);
err read_filled(struct request *request, struct response *response, enum query_id query,
                const char *const *values, size_t count, read_fill_fn *fill,
                struct fault *fault) MUST_CHECK;

/* The instant of a parameter in UTC, as PostgreSQL reads it wherever the client is; NULL without.
 */
const char *read_instant(const struct request *request, const char *name,
                         char out[static CLOCK_TEXT_SIZE]);
/* The request's `known_at` in `text`, NULL without one; 422 known_at_in_future. */
err read_known_at(const struct request *request, char text[static CLOCK_TEXT_SIZE],
                  const char **out, struct fault *fault) MUST_CHECK;

/* Sends JSON text with a tag of its content, viewer, day and language, or a 304. */
void read_answer(struct request *request, struct response *response, const char *json,
                 size_t length);

#endif
