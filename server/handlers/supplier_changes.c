/* SPDX-License-Identifier: Apache-2.0 */
/* One change of many suppliers, looked at and then carried out. What it does to each is
 * schema/functions/supplier_change.sql. */
#include "base/uuid.h"
#include "handlers/body.h"
#include "handlers/carry_out.h"
#include "handlers/status_page.h"
#include "operations.h"

struct changing {
    char job[UUID_TEXT_SIZE];
    char expiring[DAY_TEXT_SIZE];
    char marks[MARKS_MAX];
    char *change, *named, *except; /* NULL: not given */
    struct status_filters filters;
};

static void changing_release(struct changing *changing)
{
    free(changing->change);
    free(changing->named);
    free(changing->except);
    status_filters_release(&changing->filters);
}

/* What may be demanded of none of them is refused before any is looked at; null takes back. */
static err refuse_demand(const struct request *request, struct fault *fault)
{
    const json_t *json = json_object_get(json_object_get(request->json, "change"), "demand");
    if (!json_is_object(json))
        return OK;
    struct demand demand = demand_read(json);
    struct demand_findings findings;
    demand_judge(&demand, &(struct demand_file){0}, body_today(request), &findings);
    return demand_may_stand(&findings) ? OK
                                       : body_demand_refuse(&findings, "/change/demand", fault);
}

static err finish_change(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct changing *changing = changed->context;
    TRY(carry_out_rows(changed, changing->job, day_of_text(request->day), "change", fault));
    exchange_send(changed->exchange, QUERY(supplier_change_audit, .job = changing->job));
    return rows_texts_add(request, changed->body, fault);
}

err supplier_change(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(changing_release) struct changing changing = {0};
    TRY(refuse_demand(request, fault));
    TRY(status_filters_read(request, &changing.filters, fault));
    TRY(body_member(request, "change", &changing.change, fault));
    TRY(body_member(request, "suppliers", &changing.named, fault));
    TRY(body_member(request, "except", &changing.except, fault));
    uuid_make_text(request->now, changing.job);
    const char *const *chosen = changing.filters.chosen;
    return change_run(
        &(struct change){
            .statement = QUERY(
                supplier_change, .job = changing.job, .change = changing.change, TEXT(preview),
                .dry_run = request_flag(request, "dry_run"), .statuses = chosen[FILTER_STATUS],
                .waiting_on = chosen[FILTER_WAITING_ON], .required_stars = chosen[FILTER_REQUIRED],
                .held_stars = chosen[FILTER_HELD], .states = chosen[FILTER_STATE], FROM(category),
                FROM(tag), FROM(text), FROM(due_by),
                .expiring_by = status_page_day_from_now(request, request->day, "expiring_within",
                                                        changing.expiring),
                FROM(unchecked_since), .marks = status_page_marks(request, changing.marks),
                FROM(owner), .named = changing.named, .except = changing.except),
            .finish = finish_change,
            .context = &changing},
        request, response, fault);
}
