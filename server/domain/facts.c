/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "vocabulary_codes.h"

enum { COUNT_MAX = 10000 };

/* Reads on after a mistake and remembers the first one, so that the shape of the facts stays
 * readable below. */
struct facts_reader {
    const char *problem;
    bool short_of_memory;
    struct facts_block *blocks; /* what was taken so far */
};

struct facts_block {
    struct facts_block *next;
    max_align_t list[];
};

static const json_t *member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_null(value) ? NULL : value;
}

static day read_day_member(struct facts_reader *reader, const json_t *object, const char *key,
                           day missing)
{
    const json_t *value = member(object, key);
    if (!value)
        return missing;
    day on = missing;
    const char *text = json_string_value(value);
    if (!text || !day_parse(text, &on))
        reader->problem = key;
    return on;
}

static int read_int(struct facts_reader *reader, const json_t *object, const char *key, int missing)
{
    const json_t *value = member(object, key);
    if (!value)
        return missing;
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < INT32_MIN || number > INT32_MAX) {
        reader->problem = key;
        return missing;
    }
    return (int)number;
}

/* Numbers that days are added up from stay small. */
static int read_count(struct facts_reader *reader, const json_t *object, const char *key,
                      int missing)
{
    int count = read_int(reader, object, key, missing);
    if (count >= 0 && count <= COUNT_MAX)
        return count;
    reader->problem = key;
    return 0;
}

static int read_star_member(struct facts_reader *reader, const json_t *object, const char *key)
{
    int star = read_int(reader, object, key, 0);
    if (star >= 0 && star <= STAR_MAX)
        return star;
    reader->problem = key;
    return 0;
}

static bool read_bool(struct facts_reader *reader, const json_t *object, const char *key,
                      bool missing)
{
    const json_t *value = member(object, key);
    if (value && !json_is_boolean(value))
        reader->problem = key;
    return value ? json_is_true(value) : missing;
}

static const char *read_text_member(struct facts_reader *reader, const json_t *object,
                                    const char *key)
{
    const json_t *value = member(object, key);
    if (value && !json_is_string(value))
        reader->problem = key;
    return json_string_value(value);
}

/* The place of a text in a list of names; 0 when absent. */
static int read_name(struct facts_reader *reader, const json_t *object, const char *key,
                     const char *const *names, int count)
{
    const char *text = read_text_member(reader, object, key);
    if (!text)
        return 0;
    for (int i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    reader->problem = key;
    return 0;
}

/* Memory for the list of a member; *array is NULL and *count 0 where there is nothing to read. */
static void *take_list(struct facts_reader *reader, const json_t *object, const char *key,
                       size_t size, const json_t **array, size_t *count)
{
    *array = member(object, key);
    *count = json_array_size(*array);
    if (*array && !json_is_array(*array))
        reader->problem = key;
    struct facts_block *block = *count > 0 ? calloc(1, sizeof *block + *count * size) : NULL;
    if (!block) {
        reader->short_of_memory |= *count > 0;
        *array = NULL;
        *count = 0;
        return NULL;
    }
    block->next = reader->blocks;
    reader->blocks = block;
    return block->list;
}

static void read_relation_steps(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const states[] = {
#define X(name, code, ...) [RELATION_##name] = code,
        VOCABULARY_STATE(X)
#undef X
    };
    const json_t *array, *one;
    struct relation_step *to =
        take_list(reader, json, "steps", sizeof *to, &array, &out->relation_count);
    out->relations = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct relation_step){
        .relation = (enum relation)read_name(reader, one, "state", states, 4),
        .from = read_day_member(reader, one, "from", DAY_NONE),
        .expires_on = read_day_member(reader, one, "expires_on", DAY_NONE),
    };
}

static void read_numbers(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    const json_t *array, *one;
    struct number_difference *to = take_list(reader, json, "number_differences", sizeof *to, &array,
                                             &out->number_difference_count);
    out->number_differences = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct number_difference){
        .from = read_day_member(reader, one, "from", DAY_NONE),
        .until = read_day_member(reader, one, "until", DAY_NONE),
    };
}

static void read_successions(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    const json_t *array, *one;
    struct succession *to =
        take_list(reader, json, "successions", sizeof *to, &array, &out->succession_count);
    out->successions = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct succession){
        .on = read_day_member(reader, one, "on", DAY_NONE),
        .accepted_on = read_day_member(reader, one, "accepted_on", DAY_NONE),
    };
}

static void read_relationship_facts(struct facts_reader *reader, const json_t *json,
                                    struct facts *out)
{
    out->invited_on = read_day_member(reader, json, "invited_on", DAY_NONE);
    out->invitation_expires_on = read_day_member(reader, json, "invitation_expires_on", DAY_NONE);
    out->accepted_on = read_day_member(reader, json, "accepted_on", DAY_NONE);
    out->declined_on = read_day_member(reader, json, "declined_on", DAY_NONE);
    out->ended_on = read_day_member(reader, json, "ended_on", DAY_NONE);
    read_relation_steps(reader, json, out);
    read_numbers(reader, json, out);
    read_successions(reader, json, out);
}

static const char *const assurances[] = {"",
#define X(name, code, ...) [ASSURANCE_##name] = code,
                                         VOCABULARY_ASSURANCE(X)
#undef X
};

static void read_revisions(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const deciders[] = {
#define X(name, code, ...) [DECIDED_##name] = code,
        VOCABULARY_DECIDED_BY(X)
#undef X
    };
    const json_t *array, *one;
    struct revision *to =
        take_list(reader, json, "revisions", sizeof *to, &array, &out->revision_count);
    out->revisions = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        bool removed = read_bool(reader, one, "removed", false);
        bool exempt = read_bool(reader, one, "exempt", false);
        to[i] = (struct revision){
            .number = read_int(reader, one, "revision", (int)i + 1),
            .decided_by = (enum decided_by)read_name(reader, one, "decided_by", deciders, 2),
            .removed = removed,
            .exempt = exempt,
            .required_star = removed || exempt ? 0 : read_star_member(reader, one, "required_star"),
            .required_assurance =
                (enum assurance)read_name(reader, one, "required_assurance", assurances, 4),
            .accept_higher = read_bool(reader, one, "accept_higher", true),
            .effective_from = read_day_member(reader, one, "effective_from", DAY_NONE),
            .due_on = read_day_member(reader, one, "due_on", DAY_NONE),
        };
        if (!removed && !exempt && to[i].required_star == 0)
            reader->problem = "required_star";
        if (to[i].effective_from == DAY_NONE)
            reader->problem = "effective_from";
    }
}

static void read_checks(struct facts_reader *reader, const json_t *json, struct declaration *out)
{
    static const char *const results[] = {
#define X(name, code, ...) [CHECK_##name] = code,
        VOCABULARY_CHECK_RESULT(X)
#undef X
    };
    const json_t *array, *one;
    struct check *to = take_list(reader, json, "checks", sizeof *to, &array, &out->check_count);
    out->checks = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        to[i].checked_on = read_day_member(reader, one, "checked_on", DAY_NONE);
        to[i].result = (enum check_result)read_name(reader, one, "result", results, 4);
    }
}

static void read_scope_decisions(struct facts_reader *reader, const json_t *json,
                                 struct declaration *out)
{
    const json_t *array, *one;
    struct scope_decision *to =
        take_list(reader, json, "scope_decisions", sizeof *to, &array, &out->scope_decision_count);
    out->scope_decisions = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        to[i].on = read_day_member(reader, one, "on", DAY_NONE);
        to[i].covers = read_bool(reader, one, "covers", false);
    }
}

static void read_declarations(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const scopes[] = {"whole", "part"};
    const json_t *array, *one;
    struct declaration *to =
        take_list(reader, json, "declarations", sizeof *to, &array, &out->declaration_count);
    out->declarations = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        day declared_on = read_day_member(reader, one, "declared_on", DAY_NONE);
        to[i] = (struct declaration){
            .id = read_text_member(reader, one, "id"),
            .scheme = read_text_member(reader, one, "scheme"),
            .number = read_text_member(reader, one, "number"),
            .scope_text = read_text_member(reader, one, "scope_text"),
            .star = read_star_member(reader, one, "star"),
            .declared_on = declared_on,
            .valid_from = read_day_member(reader, one, "valid_from", declared_on),
            .valid_until = read_day_member(reader, one, "valid_until", DAY_NONE),
            .stopped_on = read_day_member(reader, one, "stopped_on", DAY_NONE),
            .revoked_on = read_day_member(reader, one, "revoked_on", DAY_NONE),
            .validity_assumed = read_bool(reader, one, "validity_assumed", false),
            .part = read_name(reader, one, "scope", scopes, 2) == 1,
            .recorded_by_buyer = read_bool(reader, one, "recorded_by_buyer", false),
        };
        read_checks(reader, one, &to[i]);
        read_scope_decisions(reader, one, &to[i]);
        if (declared_on == DAY_NONE)
            reader->problem = "declared_on";
    }
}

static void read_assessments(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    const json_t *array, *one;
    struct assessment *to =
        take_list(reader, json, "assessments", sizeof *to, &array, &out->assessment_count);
    out->assessments = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct assessment){
        .edition = read_text_member(reader, one, "edition"),
        .star = read_star_member(reader, one, "star"),
        .assessed_on = read_day_member(reader, one, "assessed_on", DAY_NONE),
        .total = read_count(reader, one, "total", 0),
        .unanswered = read_count(reader, one, "unanswered", 0),
        .not_met = read_count(reader, one, "not_met", 0),
        .withdrawn_on = read_day_member(reader, one, "withdrawn_on", DAY_NONE),
    };
}

static void read_papers(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const kinds[PAPER_KIND_COUNT] = {
#define X(name, code, ...) [PAPER_##name] = code,
        VOCABULARY_PAPER(X)
#undef X
    };
    const json_t *array, *one;
    struct paper *to = take_list(reader, json, "papers", sizeof *to, &array, &out->paper_count);
    out->papers = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct paper){
        .kind = (enum paper_kind)read_name(reader, one, "kind", kinds, PAPER_KIND_COUNT),
        .star = read_star_member(reader, one, "star"),
        .on = read_day_member(reader, one, "on", DAY_NONE),
        .withdrawn_on = read_day_member(reader, one, "withdrawn_on", DAY_NONE),
    };
}

static void read_scheme(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const keys[STAR_MAX + 1] = {"", "1", "2", "3", "4", "5"};
    const json_t *obtainable = member(json, "obtainable_from");
    const json_t *ages = member(json, "assessment_max_age_months");
    const json_t *editions = member(json, "editions");
    for (int star = 1; star <= STAR_MAX; star++) {
        const char *key = keys[star];
        out->obtainable_from[star] = read_day_member(reader, obtainable, key, DAY_NONE);
        out->assessment_max_age_months[star] = read_count(reader, ages, key, 0);
        const json_t *edition = member(editions, key);
        out->editions[star] = (struct edition){read_text_member(reader, edition, "id"),
                                               read_text_member(reader, edition, "ja"),
                                               read_text_member(reader, edition, "en")};
    }
    const json_t *superseded, *one;
    const char **to = take_list(reader, json, "superseded_editions", sizeof *to, &superseded,
                                &out->superseded_edition_count);
    out->superseded_editions = to;
    size_t i;
    json_array_foreach(superseded, i, one)
    {
        to[i] = json_string_value(one);
        if (!to[i])
            reader->problem = "superseded_editions";
    }
    out->new_series_from = read_day_member(reader, json, "new_series_from", DAY_NONE);
}

static void read_settings(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const responses[] = {"",
#define X(name, code, ...) [RESPONSE_##name] = code,
                                            VOCABULARY_RESPONSE(X)
#undef X
    };
    out->expiring_days = read_count(reader, json, "expiring_days", 0);
    out->recheck_months = read_count(reader, json, "recheck_months", 0);
    const json_t *response = member(json, "response");
    out->response = (struct response_fact){
        .kind = (enum response_kind)read_name(reader, response, "kind", responses, 4),
        .revision = read_int(reader, response, "revision", 0),
        .on = read_day_member(reader, response, "on", DAY_MIN),
    };
    const json_t *readiness = member(json, "readiness");
    out->readiness = (struct readiness){
        .star = read_star_member(reader, readiness, "star"),
        .total = read_count(reader, readiness, "total", 0),
        .met = read_count(reader, readiness, "met", 0),
        .unanswered = read_count(reader, readiness, "unanswered", 0),
        .assessed_on = read_day_member(reader, readiness, "assessed_on", DAY_NONE),
    };
    out->readiness_disclosed = read_bool(reader, json, "readiness_disclosed", false);
}

err facts_parse(const json_t *json, struct facts *out, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    struct facts_reader reader = {0};
    if (!json_is_object(json))
        reader.problem = "facts";
    read_relationship_facts(&reader, member(json, "relationship"), &facts);
    read_revisions(&reader, json, &facts);
    read_declarations(&reader, json, &facts);
    read_assessments(&reader, json, &facts);
    read_papers(&reader, json, &facts);
    read_scheme(&reader, json, &facts);
    read_settings(&reader, json, &facts);
    facts.memory = reader.blocks;
    if (reader.short_of_memory)
        return fault_log(fault, ERR_INTERNAL, "out of memory for facts");
    if (reader.problem)
        return fault_log(fault, ERR_INTERNAL, "facts: member %s is not as agreed", reader.problem);
    *out = facts;
    facts = (struct facts){0};
    return OK;
}

void facts_release(struct facts *facts)
{
    for (struct facts_block *next, *block = facts->memory; block; block = next) {
        next = block->next;
        free(block);
    }
    *facts = (struct facts){0};
}
