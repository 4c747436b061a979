/* SPDX-License-Identifier: Apache-2.0 */
/* What a statement of the engine did -> what HTTP says of it. SQL knows neither status codes nor
 * paths.
 *
 *   result  {"outcome": word, "object"?: its name, "tag"?: of its revision, "body"?: {…}}
 *
 *   created           201    what was asked for stands now, and did not before
 *   changed           200    it stands now as was asked
 *   same              200    it stood so already, or was only looked at
 *   ended             200    its time is over; it can still be read
 *   removed           200    it is no more
 *   queued            202    accepted; a job does the rest
 *
 * An object ("suppliers/0190…", as the audit log names it) is where the client reads on: Location,
 * under the root of the operation's own path. A result without body is a 204. What is refused does
 * not come this way: it is an error (store/errors.h). */
#ifndef HANDLERS_WAY_OUTCOME_H
#define HANDLERS_WAY_OUTCOME_H

#include <jansson.h>

#include "http/response.h"

/* Status, ETag, Location and body of the response. ERR_INTERNAL: no outcome, or an unknown one. */
err outcome_respond(const json_t *result, const struct request *request, struct response *response,
                    struct fault *fault) MUST_CHECK;

#endif
