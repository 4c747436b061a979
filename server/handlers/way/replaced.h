/* SPDX-License-Identifier: Apache-2.0 */
/* The entity tag of what a PUT replaces whole and keeps no number of its changes: it is made of
 * what stands. */
#ifndef HANDLERS_WAY_REPLACED_H
#define HANDLERS_WAY_REPLACED_H

#include <jansson.h>

#include "http/request.h"
#include "http/response.h"

/* `members`, NULL behind the last: those of the answer that the PUT takes. The tag has the form of
 * revision_tag() (schema/functions/requirement.sql): a number of their values, a dot, and whose
 * they are: of the organisation, and of the resource that the request's path names before its verb.
 */
err replaced_tag(const struct request *request, const json_t *body, const char *const *members,
                 char out[static RESPONSE_ETAG_SIZE], struct fault *fault) MUST_CHECK;

/* Whether what stood before a change is what the sender has read (If-Match); ERR_PRECONDITION else.
 * A PUT of what stands already takes nothing from anybody, so it may come again. `result` is that
 * of the change's statement, with the members "before" and "body"; it gets "tag". */
err replaced_hold(const struct request *request, json_t *result, const char *const *members,
                  struct fault *fault) MUST_CHECK;

#endif
