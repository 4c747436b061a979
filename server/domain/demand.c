/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/demand.h"

#include <string.h>

enum {
    NOTICE_DAYS = 30,
    TALKS_DAYS = 365,    /* older talks were about something else */
    COSTLY_STAR = 3,     /* from here on a star needs others' paid work */
    UNIFORM_DEMANDS = 10 /* so many alike look as if nobody had asked what each one does */
};

static const char in_past[] = "effective_from_in_past";

static day day_of_member(const json_t *json, const char *member)
{
    return day_of_text(json_string_value(json_object_get(json, member)));
}

struct demand demand_read(const json_t *json)
{
    return (struct demand){
        .required_star = (int)json_integer_value(json_object_get(json, "required_star")),
        .effective_from = day_of_member(json, "effective_from"),
        .due_on = day_of_member(json, "due_on"),
        .notice_on = day_of_member(json, "notice_on"),
        .reasoned = json_is_string(json_object_get(json, "reason")),
        .considered = demand_suggested_star(json_object_get(json, "questions")) != 0,
    };
}

struct demand demand_of_rule(const json_t *json, day today)
{
    struct demand demand = demand_read(json);
    demand.effective_from = today;
    demand.due_on = day_add(today, (int)json_integer_value(json_object_get(json, "due_in_days")));
    return demand;
}

static void add_problem(struct demand_findings *out, const char *member, const char *code)
{
    out->problems[out->problem_count++] = (struct demand_problem){member, code};
}

static void find_problems(const struct demand *demand, day today, struct demand_findings *out)
{
    bool exempt = demand->required_star == 0;
    day from = demand->effective_from == DAY_NONE ? today : demand->effective_from;
    if (from < today)
        add_problem(out, "effective_from", in_past);
    if (!exempt && demand->due_on == DAY_NONE)
        add_problem(out, "due_on", "missing_field");
    if (!exempt && demand->due_on < from)
        add_problem(out, "due_on", "due_on_before_effective_from");
    if (exempt && demand->due_on != DAY_NONE)
        add_problem(out, "due_on", "not_allowed");
    if (exempt && !demand->reasoned)
        add_problem(out, "reason", "missing_field");
    if (demand->notice_on != DAY_NONE && demand->notice_on > today)
        add_problem(out, "notice_on", "date_in_future");
}

static day told_on(const struct demand *demand, const struct demand_file *file)
{
    return demand->notice_on == DAY_NONE ? file->recorded_on : demand->notice_on;
}

static bool is_short(const struct demand *demand, const struct demand_file *file)
{
    return demand->due_on < day_add(told_on(demand, file), NOTICE_DAYS);
}

static bool lacks_talks(const struct demand *demand, const struct demand_file *file)
{
    return demand->required_star >= COSTLY_STAR &&
           (file->talks_on == DAY_NONE ||
            file->talks_on < day_add(told_on(demand, file), -TALKS_DAYS));
}

static void find_advisories(const struct demand *demand, const struct demand_file *file, day today,
                            struct demand_findings *out)
{
    size_t count = 0;
    if (file->obtainable_from > today)
        out->advisories[count++] = "star_not_obtainable";
    if (file->obtainable_from != DAY_NONE && demand->due_on < file->obtainable_from)
        out->advisories[count++] = "due_before_obtainable";
    if (is_short(demand, file))
        out->advisories[count++] = "short_notice";
    if (!demand->reasoned)
        out->advisories[count++] = "reason_missing";
    if (lacks_talks(demand, file))
        out->advisories[count++] = "consultation_missing";
    if (file->alike >= UNIFORM_DEMANDS && !demand->considered)
        out->advisories[count++] = "uniform_demand";
    out->advisory_count = count;
}

void demand_judge(const struct demand *demand, const struct demand_file *file, day today,
                  struct demand_findings *out)
{
    *out = (struct demand_findings){0};
    find_problems(demand, today, out);
    if (demand->required_star > 0)
        find_advisories(demand, file, today, out);
}

bool demand_may_stand(const struct demand_findings *findings)
{
    for (size_t i = 0; i < findings->problem_count; i++)
        if (strcmp(findings->problems[i].code, in_past) != 0)
            return false;
    return true;
}

static void write_refused(struct json_out *out, const json_t *row,
                          const struct demand_findings *findings)
{
    json_out_object(out, NULL);
    json_out_int(out, "place", json_integer_value(json_object_get(row, "place")));
    json_out_array(out, "faults");
    for (size_t i = 0; i < findings->problem_count; i++) {
        json_out_object(out, NULL);
        json_out_text(out, "column", findings->problems[i].member);
        json_out_text(out, "code", findings->problems[i].code);
        json_out_object(out, "params");
        json_out_object_end(out);
        json_out_object_end(out);
    }
    json_out_array_end(out);
    json_out_object_end(out);
}

err demand_judge_rows(const char *demands, day today, struct buf *out, struct fault *fault)
{
    json_auto_t *rows = demands ? json_loads(demands, 0, NULL) : NULL;
    struct json_out json = JSON_OUT_INIT(out);
    size_t index;
    const json_t *row;
    if (!json_is_array(rows))
        return fault_log(fault, ERR_INTERNAL, "the demands of a sheet are no list");
    json_out_array(&json, NULL);
    json_array_foreach(rows, index, row)
    {
        struct demand demand = demand_read(json_object_get(row, "demand"));
        struct demand_findings findings;
        demand_judge(&demand, &(struct demand_file){0}, today, &findings);
        if (findings.problem_count > 0)
            write_refused(&json, row, &findings);
    }
    json_out_array_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "too many demands are refused");
}

int demand_suggested_star(const json_t *questions)
{
    static const char *const names[] = {"important_information", "unacceptable_interruption",
                                        "internal_access"};
    int star = 3;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *answer = json_object_get(questions, names[i]);
        if (!json_is_boolean(answer))
            return 0;
        if (json_is_true(answer))
            star = 4;
    }
    return star;
}
