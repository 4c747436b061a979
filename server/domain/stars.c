/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/stars.h"

#include "domain/status.h"

static const struct declaration *deciding(const struct step *step)
{
    return step->held_star ? step->declaration : NULL;
}

/* What a step of the line says about the star, and nothing about a demand. */
static void write_star(struct json_out *out, const struct step *step)
{
    const struct declaration *declaration = deciding(step);
    json_out_int(out, "held_star", step->held_star);
    json_out_text(out, "held_assurance", assurance_name(step->held_assurance));
    json_out_text(out, "declaration", declaration ? declaration->id : NULL);
}

static bool same_star(const struct step *a, const struct step *b)
{
    return a->held_star == b->held_star && a->held_assurance == b->held_assurance &&
           deciding(a) == deciding(b);
}

static void write_steps(struct json_out *out, const struct line *line)
{
    json_out_array(out, "steps");
    for (size_t i = 0; i < line->count; i++) {
        const struct step *step = &line->steps[i];
        if (i > 0 && same_star(step, &line->steps[i - 1]))
            continue;
        char from[DAY_TEXT_SIZE];
        if (step->from != DAY_MIN)
            day_format(step->from, from);
        json_out_object(out, NULL);
        json_out_text(out, "from", step->from == DAY_MIN ? NULL : from);
        write_star(out, step);
        json_out_object_end(out);
    }
    json_out_array_end(out);
}

err stars_write(const json_t *json, const char *as_of, struct json_out *out, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    TRY(facts_parse(json, &facts, fault));
    day on;
    if (!day_parse(as_of, &on))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", as_of);
    size_t capacity = status_steps_max(&facts);
    SCOPED(free_at) struct step *steps = calloc(capacity, sizeof *steps);
    if (!steps)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    struct line line = {.steps = steps, .capacity = capacity};
    if (!status_line(&facts, &line))
        return fault_log(fault, ERR_INTERNAL, "more facts than a line can hold");
    json_out_text(out, "as_of", as_of);
    write_star(out, line_at(&line, on));
    write_steps(out, &line);
    return OK;
}
