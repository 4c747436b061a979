/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/carry_out.h"

#include "domain/decide.h"
#include "domain/demand.h"
#include "domain/text.h"

enum { REFUSED_MAX = 32 * 1024 * 1024, PROBLEM_TEXT_MAX = 4096 };

static err put_lines(struct exchange *exchange, const char *facts, const char *cause,
                     struct fault *fault)
{
    SCOPED(buf_release) struct buf lines = BUF_INIT(DECIDE_LINES_MAX);
    if (facts)
        TRY(decide_text(facts, &lines, fault));
    if (lines.length > 0)
        exchange_send(exchange, QUERY(board_put, .lines = buf_text(&lines), .cause = cause));
    return OK;
}

err carry_out_rows(const struct changed *changed, const char *job, day today, const char *cause,
                   struct fault *fault)
{
    const json_t *planned = json_object_get(changed->result, "demands");
    if (!json_is_array(planned))
        return OK;
    SCOPED(free_at) char *first = json_dumps(planned, JSON_COMPACT);
    SCOPED(buf_release) struct buf refused = BUF_INIT(REFUSED_MAX);
    struct q_import_step_row row = {.demands = first};
    while (row.demands) {
        buf_clear(&refused);
        TRY(demand_judge_rows(row.demands, today, &refused, fault));
        size_t step = exchange_send(changed->exchange,
                                    QUERY(import_step, .job = job, .refused = buf_text(&refused)));
        TRY(exchange_read(changed->exchange, fault));
        row = q_import_step_row(changed->exchange, step, 0);
        TRY(put_lines(changed->exchange, row.facts, cause, fault));
    }
    json_auto_t *answer = row.answer ? json_loads(row.answer, 0, NULL) : NULL;
    if (!answer || json_object_update(changed->body, answer) != 0)
        return fault_log(fault, ERR_INTERNAL, "the answer to a sheet");
    return OK;
}

/* {"column", "code", "params"} gets its text, in the reader's language. */
static err add_problem_text(const struct request *request, json_t *problem, struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(PROBLEM_TEXT_MAX);
    SCOPED(free_at) char *params = json_dumps(json_object_get(problem, "params"), JSON_COMPACT);
    const char *code = json_string_value(json_object_get(problem, "code"));
    const char *column = json_string_value(json_object_get(problem, "column"));
    text_problem(code ? code : "", params ? params : "", request->language, &text);
    if (json_object_set_new(problem, "text", json_string(buf_text(&text))) != 0 ||
        (column && !*column && json_object_set_new(problem, "column", json_null()) != 0))
        return fault_log(fault, ERR_INTERNAL, "the text of a row's fault");
    return OK;
}

err row_texts_add(struct request *request, json_t *row, struct fault *fault)
{
    size_t index;
    json_t *problem;
    json_array_foreach(json_object_get(row, "faults"), index, problem)
        TRY(add_problem_text(request, problem, fault));
    json_array_foreach(json_object_get(row, "notes"), index, problem)
        TRY(add_problem_text(request, problem, fault));
    return OK;
}

err rows_texts_add(struct request *request, json_t *body, struct fault *fault)
{
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(body, "problems"), index, row)
        TRY(row_texts_add(request, row, fault));
    json_array_foreach(json_object_get(body, "notes"), index, row)
        TRY(row_texts_add(request, row, fault));
    return OK;
}
