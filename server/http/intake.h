/* SPDX-License-Identifier: Apache-2.0 */
/* From a head and a body to a struct request that a handler can trust. Knows no sockets.
 *
 * Three steps, since the second decides whether the body is read at all. */
#ifndef HTTP_INTAKE_H
#define HTTP_INTAKE_H

#include "contract/contract.h"
#include "contract/router.h"
#include "http/guard.h"
#include "http/request.h"
#include "http/response.h"

struct intake {
    const struct contract *contract;
    const struct router *router;
    const struct secret *secret;
    const char *test_clock;
    void *app;
};

/* Request id, language, instant: what an answer needs, whatever happens next. */
err intake_begin(const struct intake *intake, const struct head *head, struct request *request,
                 struct fault *fault) MUST_CHECK;
/* Operation, key, media type and size: what can be refused without the body. */
err intake_route(const struct intake *intake, const struct head *head,
                 const struct body_frame *frame, struct request *request, struct response *response,
                 struct fault *fault) MUST_CHECK;
/* Parameters, preconditions and body, all faults at once. The body outlives the request. */
err intake_finish(const struct intake *intake, const struct head *head, const char *body,
                  size_t length, struct request *request, struct fault *fault) MUST_CHECK;

#endif
