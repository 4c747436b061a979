/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be known of companies that change. */
#ifndef CLI_COMPANIES_H
#define CLI_COMPANIES_H

#include <jansson.h>

#include "session.h"

/* Of a supplier's record: what is to be settled, what is published otherwise, what it was before,
 * and by what else it is named. */
void print_company(const struct session *session, const json_t *supplier);

#endif
