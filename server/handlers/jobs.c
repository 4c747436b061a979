/* SPDX-License-Identifier: Apache-2.0 */
/* How far the work is that goes on behind the requests. */
#include "domain/text.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { ERROR_TEXT_MAX = 4096 };

/* The stored code of an error becomes code and text. */
static err fill_error(struct request *request, json_t *job, struct fault *fault)
{
    const char *code = json_string_value(json_object_get(job, "error"));
    if (!code)
        return OK;
    SCOPED(buf_release) struct buf text = BUF_INIT(ERROR_TEXT_MAX);
    text_problem(code, "", request->language, &text);
    json_t *error = json_pack("{s:s, s:s}", "code", code, "text", buf_text(&text));
    if (json_object_set_new(job, "error", error) != 0)
        return fault_log(fault, ERR_INTERNAL, "the error of a job");
    return OK;
}

PASS(read_filled, job_get, QUERY(job_get, OWN, FROM(job)), fill_error)

PASS(list_page_filled, job_list, QUERY(job_list, OWN, FROM(kind), FROM(state)), fill_error)

static err fill_changed_error(struct request *request, struct changed *changed, struct fault *fault)
{
    return fill_error(request, changed->body, fault);
}

err job_stop(struct request *request, struct response *response, struct fault *fault)
{
    const struct change change = {.statement = QUERY(job_stop, FROM(job)),
                                  .finish = fill_changed_error};
    return change_run(&change, request, response, fault);
}

err job_start(struct request *request, struct response *response, struct fault *fault)
{
    const struct change change = {.statement = QUERY(job_start, FROM(job)),
                                  .finish = fill_changed_error};
    return change_run(&change, request, response, fault);
}
