/* SPDX-License-Identifier: Apache-2.0 */
/* A server at a standby (HOSHITORI_READ_ONLY=1): it answers the operations that the contract marks
 * `x-standby` from a copy that may be some seconds old, and nothing else. Who may ask is the
 * primary's to say, so that a revoked key is dead here, too: without the primary nobody is
 * answered. */
#ifndef HANDLERS_WAY_STANDBY_H
#define HANDLERS_WAY_STANDBY_H

#include "base/buf.h"
#include "http/request.h"

struct app;
struct standby;

/* A few connections to the primary among the hosts of `conninfo`. */
err standby_new(const char *conninfo, struct standby **out, struct fault *fault) MUST_CHECK;
void standby_free(struct standby **standby); /* takes the address, for SCOPED */

/* The same text, asking for a standby. "" when memory is short. */
void standby_conninfo(const char *conninfo, struct buf *out);

/* Before any statement of the request's own: ERR_UNAVAILABLE `read_only` for what is not marked,
 * what the primary says of its key, and what standby_ready says. OK where the server is at the
 * primary itself. */
err standby_admit(struct request *request, struct fault *fault) MUST_CHECK;
/* ERR_UNAVAILABLE while the copy is more than 30 s old: what the primary had then has not arrived.
 */
err standby_ready(struct app *app, struct fault *fault) MUST_CHECK;

#endif
