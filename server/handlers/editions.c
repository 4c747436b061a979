/* SPDX-License-Identifier: Apache-2.0 */
/* The published editions and their blank answer sheets. */
#include <stdio.h>
#include <string.h>

#include "domain/answers.h"
#include "handlers/read.h"
#include "operations.h"

enum { SHEET_MAX = 1024 * 1024 };

err edition_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, Q_EDITION_LIST, NULL, 0, fault);
}

err edition_get(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "edition")};
    return read_json(request, response, Q_EDITION_GET, values, 1, fault);
}

static enum language sheet_language(const struct request *request)
{
    const char *language = request_parameter(request, "language");
    if (!language)
        return request->language;
    return strcmp(language, "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN;
}

err edition_sheet(struct request *request, struct response *response, struct fault *fault)
{
    const char *id = request_parameter(request, "edition");
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows(request, Q_EDITION_GET, &id, 1, &exchange, &statement, fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    json_auto_t *edition = json_loads(exchange_value(&exchange, statement, 0, 0), 0, NULL);
    if (!edition)
        return fault_log(fault, ERR_INTERNAL, "edition %s is no JSON object", id);
    struct questionnaire questionnaire = {.edition = edition,
                                          .star = (int)request_number(request, "star", 0)};
    enum language language = sheet_language(request);
    SCOPED(buf_release) struct buf sheet = BUF_INIT(SHEET_MAX);
    answers_sheet(&questionnaire, language, &sheet);
    if (!buf_ok(&sheet))
        return fault_log(fault, ERR_INTERNAL, "sheet of %s too large", id);
    read_answer(request, response, buf_text(&sheet), sheet.length);
    response->content_type = "text/csv; charset=utf-8";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"%s-%s.csv\"", id, language == LANGUAGE_JA ? "ja" : "en");
    return OK;
}
