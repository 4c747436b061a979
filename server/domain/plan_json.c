/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plan_json.h"

#include "domain/line.h"

enum { SERVED_SHOWN = 100 };

struct plan_page {
    struct json_out *out;
    const struct plan *plan;
    const struct plan_buyer *buyers;
    const struct facts *facts;
    enum language language;
};

static void put_steps_of(const struct plan_page *page, const struct plan_demand *demand)
{
    json_out_array(page->out, "steps");
    for (size_t i = 0; demand->met_from != DAY_NONE && i < page->plan->step_count; i++)
        if (plan_serves(&page->plan->steps[i], demand))
            json_out_int(page->out, NULL, (int64_t)i + 1);
    json_out_array_end(page->out);
}

static void put_plan_demand(const struct plan_page *page, const struct plan_demand *demand)
{
    const struct plan_buyer *buyer = &page->buyers[demand->relationship];
    const struct revision *revision = &demand->revision;
    struct json_out *out = page->out;
    json_out_object(out, NULL);
    json_out_text(out, "relationship", buyer->relationship);
    json_out_text(out, "buyer", buyer->name);
    json_out_int(out, "revision", revision->number);
    json_out_int(out, "required_star", revision->required_star);
    json_out_text(out, "required_assurance", assurance_name(revision->required_assurance));
    json_out_bool(out, "accept_higher", revision->accept_higher);
    day_json(out, "effective_from", revision->effective_from);
    day_json(out, "due_on", revision->due_on);
    json_out_text(out, "status", status_name(demand->status));
    json_out_text(out, "waiting_on", waiting_on_name(demand->waiting_on));
    next_step_write(out, "next_step", page->facts, &demand->next_step, page->language);
    put_steps_of(page, demand);
    day_json(out, "by", demand->by);
    day_json(out, "met_from", demand->met_from);
    json_out_text(out, "waits_for", waiting_on_name(demand->waits_for));
    json_out_object_end(out);
}

/* The demands that a step serves, by the relationship; the two of one buyer follow each other. */
static void put_served(const struct plan_page *page, const struct plan_step *step)
{
    size_t last = SIZE_MAX;
    int64_t count = 0;
    json_out_array(page->out, "serves");
    for (size_t i = 0; i < page->plan->demand_count; i++) {
        const struct plan_demand *demand = &page->plan->demands[i];
        if (!plan_serves(step, demand) || demand->relationship == last)
            continue;
        last = demand->relationship;
        if (count++ >= SERVED_SHOWN)
            continue;
        json_out_object(page->out, NULL);
        json_out_text(page->out, "relationship", page->buyers[last].relationship);
        json_out_text(page->out, "buyer", page->buyers[last].name);
        json_out_object_end(page->out);
    }
    json_out_array_end(page->out);
    json_out_int(page->out, "serves_count", count);
}

static void put_plan_step(const struct plan_page *page, size_t index)
{
    const struct plan_step *step = &page->plan->steps[index];
    json_out_object(page->out, NULL);
    json_out_int(page->out, "number", (int64_t)index + 1);
    next_step_write(page->out, "step", page->facts, &step->step, page->language);
    if (step->star)
        json_out_int(page->out, "star", step->star);
    else
        json_out_null(page->out, "star");
    day_json(page->out, "from", step->from);
    day_json(page->out, "by", step->by);
    put_served(page, step);
    json_out_object_end(page->out);
}

bool plan_write(struct json_out *out, const struct plan *plan, const struct plan_buyer *buyers,
                const struct facts *facts, const struct plan_part *part, enum language language)
{
    const struct plan_page page = {out, plan, buyers, facts, language};
    day_json(out, "as_of", plan->on);
    json_out_int(out, "step_count", (int64_t)plan->step_count);
    json_out_array(out, "steps");
    for (size_t i = part->from; i < plan->step_count && i - part->from < part->count; i++)
        put_plan_step(&page, i);
    json_out_array_end(out);
    json_out_int(out, "demand_count", (int64_t)plan->demand_count);
    json_out_array(out, "demands");
    for (size_t i = part->from; i < plan->demand_count && i - part->from < part->count; i++)
        put_plan_demand(&page, &plan->demands[i]);
    json_out_array_end(out);
    size_t most = plan->step_count > plan->demand_count ? plan->step_count : plan->demand_count;
    return most > part->from && most - part->from > part->count;
}
