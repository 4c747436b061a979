/* SPDX-License-Identifier: Apache-2.0 */
/* Recurring duties of a supplier: when each was done last, and when it falls due. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "operations.h"

static const char *duty_language(const struct request *request)
{
    return request->language == LANGUAGE_JA ? "ja" : "en";
}

err duty_list(struct request *request, struct response *response, struct fault *fault)
{
    bool given = request_parameter(request, "star") != NULL;
    return read_json(
        request, response,
        QUERY(duty_list, .star = {given, given ? (int32_t)request_number(request, "star") : 0},
              .due_by = request_parameter(request, "due_by"), .language = duty_language(request)),
        fault);
}

err duty_put(struct request *request, struct response *response, struct fault *fault)
{
    body_not_future(request, "done_on", fault);
    TRY(fault_invalid(fault));
    return change_plain(request, response,
                        QUERY(duty_put, .criterion = request_parameter(request, "criterion"),
                              .done_on = request_text(request, "done_on"),
                              .language = duty_language(request)),
                        fault);
}
