/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation may be buyer and supplier at once: from which side a request looks. */
#ifndef HANDLERS_WAY_SIDE_H
#define HANDLERS_WAY_SIDE_H

#include "handlers/way/app.h"
#include "http/response.h"

enum side { SIDE_BUYER, SIDE_SUPPLIER };

typedef err side_fn(struct request *request, struct response *response, enum side side,
                    struct fault *fault);

/* The side that `side` names. When it names none: as buyer, and if the key may not read as buyer,
 * as supplier. */
err side_run(side_fn *run, struct request *request, struct response *response,
             struct fault *fault) MUST_CHECK;
const char *side_name(enum side side);
/* The right that reading from this side needs. */
unsigned side_right(enum side side);

#endif
