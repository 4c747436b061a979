/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/line.h"
#include "domain/kept.h"
#include "vocabulary_codes.h"

#include <stdlib.h>
#include <string.h>

/* Days of the board's arrays: both ends as SQL writes them. */
static void put_date(struct json_out *out, const char *key, day on)
{
    char text[DAY_TEXT_SIZE];
    if (on == DAY_MIN) {
        json_out_text(out, key, "-infinity");
    } else if (on == DAY_NONE) {
        json_out_text(out, key, "infinity");
    } else {
        day_format(on, text);
        json_out_text(out, key, text);
    }
}

static void put_edition(struct json_out *out, const char *key, const struct edition *edition)
{
    json_out_object(out, key);
    json_out_text(out, "id", edition->id);
    json_out_text(out, "ja", edition->ja);
    json_out_text(out, "en", edition->en);
    json_out_object_end(out);
}

/* What is not known is left out. */
static void put_value(struct json_out *out, const struct facts *facts, enum remark_value kind,
                      const char *name, int32_t value)
{
    switch (kind) {
    case REMARK_NUMBER:
        if (value != 0 || (strcmp(name, "total") != 0 && strcmp(name, "months") != 0))
            json_out_int(out, name, value);
        break;
    case REMARK_DATE:
        if (value != DAY_NONE)
            put_date(out, name, value);
        break;
    case REMARK_LEVEL:
        json_out_text(out, name, assurance_name((enum assurance)value));
        break;
    case REMARK_EDITION:
        if (facts->editions[value].id)
            put_edition(out, name, &facts->editions[value]);
        break;
    case REMARK_END:
        break;
    }
}

void remark_store(struct json_out *out, const char *key, const struct facts *facts,
                  const struct remark *remark)
{
    const struct remark_shape *shape = remark_shape(remark->code);
    json_out_object(out, key);
    json_out_text(out, "code", shape->code);
    json_out_object(out, "params");
    for (size_t i = 0; shape->values[i].kind != REMARK_END; i++)
        put_value(out, facts, shape->values[i].kind, shape->values[i].name, remark->values[i]);
    json_out_object_end(out);
    json_out_object_end(out);
}

static void put_step_remarks(struct json_out *out, const char *key, const struct facts *facts,
                             const struct remark *remarks, size_t count)
{
    json_out_array(out, key);
    for (size_t i = 0; i < count; i++)
        remark_store(out, NULL, facts, &remarks[i]);
    json_out_array_end(out);
}

static void put_demand(struct json_out *out, const struct step *step)
{
    static const char *const deciders[] = {
#define X(name, code, ...) [DECIDED_##name] = code,
        VOCABULARY_DECIDED_BY(X)
#undef X
    };
    const struct revision *demand = step->revision;
    if (step->required_star > 0) {
        json_out_int(out, "required_star", step->required_star);
        json_out_text(out, "required_assurance", assurance_name(demand->required_assurance));
        json_out_bool(out, "accept_higher", demand->accept_higher);
    } else {
        json_out_null(out, "required_star");
        json_out_null(out, "required_assurance");
        json_out_null(out, "accept_higher");
    }
    day_json(out, "effective_from", demand ? demand->effective_from : DAY_NONE);
    day_json(out, "due_on", step->required_star > 0 ? demand->due_on : DAY_NONE);
    if (demand)
        json_out_int(out, "revision", demand->number);
    else
        json_out_null(out, "revision");
    json_out_text(out, "decided_by", demand ? deciders[demand->decided_by] : NULL);
}

static void put_step_declaration(struct json_out *out, const struct step *step)
{
    const struct declaration *one = step->declaration;
    if (!one) {
        json_out_null(out, "declaration");
        return;
    }
    json_out_object(out, "declaration");
    json_out_text(out, "scheme", one->scheme);
    json_out_text(out, "id", one->number);
    day_json(out, "declared_on", one->declared_on);
    day_json(out, "valid_from", one->valid_from);
    day_json(out, "valid_until", one->valid_until);
    json_out_text(out, "scope", one->part ? "part" : "whole");
    day_json(out, "last_checked_on", step->last_checked_on);
    json_out_object_end(out);
}

static void put_meets(struct json_out *out, enum status status)
{
    if (status == STATUS_NO_REQUIREMENT)
        json_out_null(out, "meets");
    else
        json_out_bool(out, "meets", status == STATUS_MET || status == STATUS_EXPIRING);
}

static void put_step(struct json_out *out, const struct facts *facts, const struct step *step)
{
    json_out_object(out, NULL);
    json_out_text(out, "status", status_name(step->status));
    json_out_text(out, "waiting_on", waiting_on_name(step->waiting_on));
    put_meets(out, step->status);
    put_demand(out, step);
    if (step->status == STATUS_NO_REQUIREMENT)
        json_out_null(out, "held_star");
    else
        json_out_int(out, "held_star", step->held_star);
    json_out_text(out, "held_assurance", assurance_name(step->held_assurance));
    json_out_int(out, "gap", step->gap);
    put_step_declaration(out, step);
    put_step_remarks(out, "reasons", facts, step->reasons, step->reason_count);
    put_step_remarks(out, "notes", facts, step->notes, step->note_count);
    remark_store(out, "next_step", facts, &step->next_step);
    json_out_object_end(out);
}

static int status_code(const struct step *step)
{
    return (int)step->status;
}

static int waiting_on_code(const struct step *step)
{
    return (int)step->waiting_on;
}

static int required_star(const struct step *step)
{
    return step->required_star;
}

static int held_star(const struct step *step)
{
    return step->held_star;
}

static int gap(const struct step *step)
{
    return step->gap;
}

/* Status, waiting_on, stars and gap in one number, as history keeps them. */
static int cell_of_step(const struct step *step)
{
    return (((status_code(step) * 8 + waiting_on_code(step)) * 8 + step->required_star) * 8 +
            step->held_star) *
               8 +
           step->gap;
}

static day from(const struct step *step)
{
    return step->from;
}

static day due_on(const struct step *step)
{
    return step->required_star > 0 ? step->revision->due_on : DAY_NONE;
}

static day valid_until(const struct step *step)
{
    return step->declaration ? step->declaration->valid_until : DAY_NONE;
}

static day checked_on(const struct step *step)
{
    return step->last_checked_on;
}

static const struct {
    const char *name;
    int (*number)(const struct step *step);
    day (*date)(const struct step *step);
} columns[] = {
    {"from", NULL, from},
    {"status", status_code, NULL},
    {"waiting_on", waiting_on_code, NULL},
    {"required_star", required_star, NULL},
    {"held_star", held_star, NULL},
    {"gap", gap, NULL},
    {"cell", cell_of_step, NULL},
    {"due_on", NULL, due_on},
    {"valid_until", NULL, valid_until},
    {"checked_on", NULL, checked_on},
};

/* For each step the number of the first later one with another status, counted from 1; 0: none. */
static void put_next_places(struct json_out *out, const struct line *line)
{
    json_out_array(out, "next");
    for (size_t i = 0; i < line->count; i++) {
        const struct step *next = line_next(line, &line->steps[i]);
        json_out_int(out, NULL, next ? (int)(next - line->steps) + 1 : 0);
    }
    json_out_array_end(out);
}

/* The steps, and beside them how history keeps them. */
static err put_steps(struct json_out *out, const struct facts *facts, const struct line *line,
                     struct fault *fault)
{
    SCOPED(buf_release) struct buf kept = BUF_INIT(LINE_JSON_MAX);
    json_out_array(out, "step");
    size_t from = out->buf->length - 1;
    for (size_t j = 0; j < line->count; j++)
        put_step(out, facts, &line->steps[j]);
    json_out_array_end(out);
    if (!buf_ok(out->buf))
        return fault_log(fault, ERR_INTERNAL, "a line is too large");
    struct text_span steps = {out->buf->data + from, out->buf->length - from};
    TRY(kept_write(steps, &kept, fault));
    json_out_text(out, "kept", buf_text(&kept));
    return OK;
}

err line_to_json(struct json_out *out, const struct facts *facts, const struct line *line,
                 struct fault *fault)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        json_out_array(out, columns[i].name);
        for (size_t j = 0; j < line->count; j++)
            if (columns[i].number)
                json_out_int(out, NULL, columns[i].number(&line->steps[j]));
            else
                put_date(out, NULL, columns[i].date(&line->steps[j]));
        json_out_array_end(out);
    }
    put_next_places(out, line);
    return put_steps(out, facts, line, fault);
}

static void line_release(struct line *line)
{
    free(line->steps);
}

static err line_make(const struct facts *facts, struct line *out, struct fault *fault)
{
    out->capacity = status_steps_max(facts);
    out->steps = malloc(out->capacity * sizeof *out->steps);
    if (!out->steps)
        return fault_log(fault, ERR_INTERNAL, "out of memory for a line");
    if (!status_line(facts, out))
        return fault_log(fault, ERR_INTERNAL, "too many facts in one relationship");
    return OK;
}

static err write_status(const struct facts *facts, const struct line *line,
                        const struct status_view *view, struct json_out *out, const char *key,
                        struct fault *fault)
{
    const struct step *step = line_at(line, view->as_of);
    const struct step *next = line_next(line, step);
    struct status_view full = *view;
    full.changes_on = next ? next->from : DAY_NONE;
    full.next_status = next ? next->status : STATUS_NO_REQUIREMENT;
    full.next_waiting_on = next ? next->waiting_on : WAITING_NONE;
    SCOPED(buf_release) struct buf text = BUF_INIT(STATUS_JSON_MAX);
    put_step(&(struct json_out)JSON_OUT_INIT(&text), facts, step);
    return status_write_text(out, key, &full, buf_text(&text), fault);
}

err line_of_facts(const json_t *json, struct json_out *out, const struct status_view *view,
                  struct json_out *status, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    SCOPED(line_release) struct line line = {0};
    TRY(facts_parse(json, &facts, fault));
    TRY(line_make(&facts, &line, fault));
    TRY(line_to_json(out, &facts, &line, fault));
    return status ? write_status(&facts, &line, view, status, NULL, fault) : OK;
}

err status_write_facts(struct json_out *out, const char *key, const struct status_view *view,
                       const json_t *json, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    SCOPED(line_release) struct line line = {0};
    TRY(facts_parse(json, &facts, fault));
    TRY(line_make(&facts, &line, fault));
    return write_status(&facts, &line, view, out, key, fault);
}
