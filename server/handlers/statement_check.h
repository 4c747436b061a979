/* SPDX-License-Identifier: Apache-2.0 */
/* A signed statement, checked: against the keys that are known here, and against what is on file
 * of it where this service signed it. */
#ifndef HANDLERS_STATEMENT_CHECK_H
#define HANDLERS_STATEMENT_CHECK_H

#include "base/json_out.h"
#include "base/jws.h"
#include "handlers/way/app.h"

/* What a statement says, checked or not: ERR_INVALID statement_not_genuine at /jws for what is no
 * signed statement. */
err statement_open(const char *text, struct jws *out, struct fault *fault) MUST_CHECK;
/* That its signature is its key's, and the key its issuer's. ERR_INVALID statement_not_genuine or
 * statement_issuer_unknown, at /jws. */
err statement_check(const struct jws *jws, const char *text,
                    const struct q_statement_seen_row *seen, struct fault *fault) MUST_CHECK;

/* A member that is a text; NULL without. */
const char *statement_text(const json_t *object, const char *member);

/* What is known of its withdrawal. */
struct statement_withdrawal {
    bool own;                 /* signed here, and on file */
    const char *withdrawn_at; /* NULL: not, as far as is known */
};

/* The members claims, verify_url, withdrawal and withdrawn_at. */
void statement_tell(struct json_out *out, const json_t *payload,
                    const struct statement_withdrawal *state);
/* Where anybody checks it: at its issuer. */
void statement_url(const json_t *payload, struct buf *out);

#endif
