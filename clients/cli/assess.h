/* SPDX-License-Identifier: Apache-2.0 */
/* A self-assessment in the terminal, question after question. */
#ifndef CLI_ASSESS_H
#define CLI_ASSESS_H

#include "session.h"

/* Asks what is not answered yet (or everything), and sends each answer as it is given: whoever
 * stops goes on there the next time. ERR_PRECONDITION_MISSING when stopped before the end. */
err assess_guide(struct session *session, const json_t *edition, const json_t *assessment,
                 bool all);

#endif
