/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/answer_sheet.h"

#include <string.h>

#include "handlers/sheet_file.h"

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
    const char *type = request_preferred(request, (const char *[]){CSV_TYPE, XLSX_TYPE}, 2);
    SCOPED(buf_release) struct buf sheet = BUF_INIT(SHEET_MAX);
    SCOPED(sheet_file_release) struct sheet_file file = {0};
    TRY(sheet_file_open(&file, request, type, "answers", language, &sheet, fault));
    answers_sheet(questionnaire, answers, language, &file.sink);
    TRY(sheet_file_collect(&file, &sheet, fault));
    read_answer(request, response, buf_text(&sheet), sheet.length);
    sheet_file_head(response, type, "%s%s-%s", id, answers ? "-answers" : "",
                    language == LANGUAGE_JA ? "ja" : "en");
    return OK;
}
