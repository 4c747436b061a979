/* SPDX-License-Identifier: Apache-2.0 */
/* What every declaration must keep to, whoever files it, beyond what a schema can say. */
#ifndef HANDLERS_DECLARATION_RULES_H
#define HANDLERS_DECLARATION_RULES_H

#include "http/request.h"

/* Adds the faults of the body's star, id, days and scope. */
void declaration_rules(const struct request *request, struct fault *fault);

#endif
