/* SPDX-License-Identifier: Apache-2.0 */
/* Path, query and header parameters: decoded, checked against the contract, defaults applied. */
#ifndef HTTP_PARAMETERS_H
#define HTTP_PARAMETERS_H

#include "contract/contract.h"
#include "contract/router.h"
#include "http/guard.h"
#include "http/request.h"

/* ERR_NOT_FOUND when a path parameter cannot name anything. */
err parameters_of_path(const struct contract *contract, const struct route *route,
                       struct request *request, struct fault *fault) MUST_CHECK;
/* Adds one fault for each wrong, unknown, repeated or missing parameter; the caller asks
 * fault_invalid(). ERR_MALFORMED when the query is no UTF-8. */
err parameters_of_query(const struct contract *contract, struct request *request,
                        struct fault *fault) MUST_CHECK;
void parameters_of_headers(const struct contract *contract, const struct head *head,
                           struct request *request, struct fault *fault);

#endif
