/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are files. */
#ifndef CLI_RECEIVE_H
#define CLI_RECEIVE_H

#include "session.h"

/* Signs in and gets it into --output, else to standard output; nothing is left there of an answer
 * that was cut off. */
err receive_file(struct session *session, struct hoshitori_request *request);
/* The same for what is printed: PDF, or Excel where --output ends with .xlsx. */
err receive_pages(struct session *session, struct hoshitori_request *request);

#endif
