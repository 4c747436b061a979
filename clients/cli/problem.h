/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a request, and what to do about it, on standard error. */
#ifndef CLI_PROBLEM_H
#define CLI_PROBLEM_H

#include "session.h"

err problem_tell(const struct session *session, enum hoshitori_result result,
                 const struct hoshitori_answer *answer);

#endif
