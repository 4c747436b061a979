/* SPDX-License-Identifier: Apache-2.0 */
/* An answer sheet, blank or filled, as a download. */
#ifndef HANDLERS_ANSWER_SHEET_H
#define HANDLERS_ANSWER_SHEET_H

#include "domain/answers.h"
#include "handlers/way/read.h"

/* In the language that the request asks for; `answers` NULL: blank. */
err answer_sheet_send(struct request *request, struct response *response,
                      const struct questionnaire *questionnaire, const json_t *answers,
                      struct fault *fault) MUST_CHECK;

#endif
