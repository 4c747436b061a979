/* SPDX-License-Identifier: Apache-2.0 */
/* The published editions and their blank answer sheets. */
#include "handlers/answer_sheet.h"
#include "handlers/way/pass.h"
#include "operations.h"
#include "store/help.h"

#include <string.h>

PASS(read_json, edition_list, q_edition_list())

static struct nullable_int transcription_asked(const struct request *request)
{
    int64_t number = request_number(request, "transcription");
    return (struct nullable_int){number != REQUEST_ABSENT, (int32_t)number};
}

PASS(read_json, edition_get,
     QUERY(edition_get, FROM(edition), .transcription = transcription_asked(request)))

static err read_edition(struct request *request, json_t **edition, struct fault *fault)
{
    const char *id = request_parameter(request, "edition");
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows(request, QUERY(edition_get, .edition = id), &exchange, &statement, fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    *edition = json_loads(q_value_row(&exchange, statement, 0).value, 0, NULL);
    return *edition ? OK : fault_log(fault, ERR_INTERNAL, "edition %s is no JSON object", id);
}

err edition_sheet(struct request *request, struct response *response, struct fault *fault)
{
    json_auto_t *edition = NULL;
    TRY(read_edition(request, &edition, fault));
    int64_t star = request_number(request, "star");
    const struct questionnaire questionnaire = {.edition = edition,
                                                .star = star == REQUEST_ABSENT ? 0 : (int)star};
    return answer_sheet_send(request, response, &questionnaire, NULL, fault);
}

err edition_help(struct request *request, struct response *response, struct fault *fault)
{
    json_auto_t *edition = NULL;
    TRY(read_edition(request, &edition, fault));
    json_auto_t *body =
        json_pack("{s:O, s:o}", "edition", json_object_get(edition, "id"), "criteria",
                  help_criteria(request_parameter(request, "edition"), request->language));
    SCOPED(free_at) char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    read_answer(request, response, text, strlen(text));
    return OK;
}
