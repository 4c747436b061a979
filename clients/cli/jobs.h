/* SPDX-License-Identifier: Apache-2.0 */
/* What the server goes on with after a 202: waited for, with a bar. */
#ifndef CLI_JOBS_H
#define CLI_JOBS_H

#include "session.h"

/* Waits for the end of the job; the answer is the job as it ended. A job that stopped is told. */
err job_wait(struct session *session, const char *job, struct hoshitori_answer *answer);

/* How many rows, or suppliers, a result has and what became of them, in one line; `rows` says of
 * what. */
void outcomes_print(const struct session *session, const json_t *result, enum word rows);

#endif
