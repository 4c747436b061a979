/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/answer_sheet.h"

#include <stdio.h>
#include <string.h>

enum { SHEET_MAX = 1024 * 1024 };

static enum language language_of(const struct request *request)
{
    const char *language = request_parameter(request, "language");
    if (!language)
        return request->language;
    return strcmp(language, "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN;
}

err answer_sheet_send(struct request *request, struct response *response,
                      const struct questionnaire *questionnaire, const json_t *answers,
                      struct fault *fault)
{
    const char *id = json_string_value(json_object_get(questionnaire->edition, "id"));
    enum language language = language_of(request);
    SCOPED(buf_release) struct buf sheet = BUF_INIT(SHEET_MAX);
    answers_sheet(questionnaire, answers, language, &sheet);
    if (!buf_ok(&sheet))
        return fault_log(fault, ERR_INTERNAL, "sheet of %s too large", id);
    read_answer(request, response, buf_text(&sheet), sheet.length);
    response->content_type = "text/csv; charset=utf-8";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"%s%s-%s.csv\"", id, answers ? "-answers" : "",
             language == LANGUAGE_JA ? "ja" : "en");
    return OK;
}
