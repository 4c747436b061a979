/* SPDX-License-Identifier: Apache-2.0 */
/* If-Match and If-None-Match of a change (RFC 9110, 13.1) as SQL takes them: which revisions may
 * stand. What HTTP lets stand around a tag is read here alone. */
#ifndef HANDLERS_WAY_PRECONDITION_H
#define HANDLERS_WAY_PRECONDITION_H

#include "base/buf.h"
#include "http/request.h"

/* Enough for every If-Match. */
enum { EXPECTED_MAX = 2 * LIMIT_PARAMETER_IF_MATCH_MAX_LENGTH };

/* A text[]: {*} for any; else the beginnings of the tags, each a revision and whose it is
 * (revision_tag() of schema/functions/requirement.sql). A tag that has none names nothing. NULL
 * without the header; `out` keeps the text. */
const char *precondition_expected(const struct request *request, struct buf *out);
/* Whether that names this tag, too: a revision and whose it is. Not without the header. */
bool precondition_names(const struct request *request, const char *tag);
/* Whether it is to be made only where there is none yet (If-None-Match: *). */
bool precondition_none_yet(const struct request *request);

#endif
