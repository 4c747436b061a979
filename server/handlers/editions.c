/* SPDX-License-Identifier: Apache-2.0 */
/* The published editions and their blank answer sheets. */
#include "handlers/answer_sheet.h"
#include "handlers/way/pass.h"
#include "operations.h"

PASS(read_json, edition_list, q_edition_list())

static struct nullable_int transcription_asked(const struct request *request)
{
    int64_t number = request_number(request, "transcription");
    return (struct nullable_int){number != REQUEST_ABSENT, (int32_t)number};
}

PASS(read_json, edition_get,
     QUERY(edition_get, FROM(edition), .transcription = transcription_asked(request)))

err edition_sheet(struct request *request, struct response *response, struct fault *fault)
{
    const char *id = request_parameter(request, "edition");
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows(request, QUERY(edition_get, .edition = id), &exchange, &statement, fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    json_auto_t *edition = json_loads(q_value_row(&exchange, statement, 0).value, 0, NULL);
    if (!edition)
        return fault_log(fault, ERR_INTERNAL, "edition %s is no JSON object", id);
    int64_t star = request_number(request, "star");
    const struct questionnaire questionnaire = {.edition = edition,
                                                .star = star == REQUEST_ABSENT ? 0 : (int)star};
    return answer_sheet_send(request, response, &questionnaire, NULL, fault);
}
