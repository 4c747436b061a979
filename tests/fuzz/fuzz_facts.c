/* SPDX-License-Identifier: Apache-2.0 */
/* Facts as JSON: their line, each step of it shown, and the rules for single days, which must say
 * the same as the line. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "domain/line.h"

enum { STEPS_SHOWN_MAX = 20, TEXT_MAX = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const json_t *step, enum language language)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(STATUS_JSON_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    SCOPED(fault_release) struct fault fault = {0};
    struct status_view view = {.relationship = "r",
                               .as_of = day_of_civil(2027, 7, 1),
                               .changes_on = DAY_NONE,
                               .language = language};
    SCOPED(free_at) char *stored = json_dumps(step, 0);
    if (status_write_text(&out, NULL, &view, stored, &fault).code != ERR_NONE)
        abort();
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void same_remarks(const struct remark *a, size_t a_count, const struct remark *b,
                         size_t b_count)
{
    must(a_count == b_count);
    for (size_t i = 0; i < a_count; i++)
        must(remark_equal(&a[i], &b[i]));
}

static void same_step(const struct step *a, const struct step *b)
{
    must(a->status == b->status && a->waiting_on == b->waiting_on && a->revision == b->revision);
    must(a->required_star == b->required_star && a->held_star == b->held_star);
    must(a->held_assurance == b->held_assurance && a->gap == b->gap);
    must(a->declaration == b->declaration && a->last_checked_on == b->last_checked_on);
    same_remarks(a->reasons, a->reason_count, b->reasons, b->reason_count);
    same_remarks(a->notes, a->note_count, b->notes, b->note_count);
    must(remark_equal(&a->next_step, &b->next_step));
}

static void check_day(const struct facts *facts, const struct line *line, day on)
{
    struct step alone;
    must(status_on(facts, on, &alone));
    same_step(line_at(line, on), &alone);
}

static void steps_release(struct line *line)
{
    free(line->steps);
}

/* The first and the last day of each step, and days at both ends of time. */
static void check_days(const json_t *json)
{
    SCOPED(facts_release) struct facts facts = {0};
    SCOPED(steps_release) struct line line = {0};
    SCOPED(fault_release) struct fault fault = {0};
    must(facts_parse(json, &facts, &fault).code == ERR_NONE);
    line.capacity = status_steps_max(&facts);
    line.steps = malloc(line.capacity * sizeof *line.steps);
    must(line.steps && status_line(&facts, &line) && line.steps[0].from == DAY_MIN);
    check_day(&facts, &line, DAY_FIRST);
    check_day(&facts, &line, DAY_LAST);
    for (size_t i = 1; i < line.count && i < STEPS_SHOWN_MAX; i++) {
        must(line.steps[i].from > line.steps[i - 1].from);
        check_day(&facts, &line, line.steps[i].from);
        check_day(&facts, &line, day_add(line.steps[i].from, -1));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *facts = json_loadb((const char *)data, size, 0, NULL);
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    if (!facts || line_of_facts(facts, &out, NULL, NULL, &fault).code != ERR_NONE)
        return 0;
    json_out_object_end(&out);
    if (!buf_ok(&text))
        return 0;
    json_auto_t *line = json_loads(buf_text(&text), 0, NULL);
    if (!line)
        abort();
    check_days(facts);
    const json_t *steps = json_object_get(line, "step");
    for (size_t i = 0; i < json_array_size(steps) && i < STEPS_SHOWN_MAX; i++)
        show(json_array_get(steps, i), i % 2 ? LANGUAGE_JA : LANGUAGE_EN);
    return 0;
}
