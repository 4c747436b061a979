/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/facts.h"

#include "domain/facts_member.h"
#include "vocabulary_codes.h"

static void read_relation_steps(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const states[] = {
#define X(name, code, ...) [RELATION_##name] = code,
        VOCABULARY_STATE(X)
#undef X
    };
    const json_t *array, *one;
    struct relation_step *to =
        facts_list(reader, json, "steps", sizeof *to, &array, &out->relation_count);
    out->relations = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct relation_step){
        .relation = (enum relation)facts_name(reader, one, "state", states, 4),
        .from = facts_day(reader, one, "from", DAY_NONE),
        .expires_on = facts_day(reader, one, "expires_on", DAY_NONE),
    };
}

static void read_numbers(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    const json_t *array, *one;
    struct number_difference *to = facts_list(reader, json, "number_differences", sizeof *to,
                                              &array, &out->number_difference_count);
    out->number_differences = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct number_difference){
        .from = facts_day(reader, one, "from", DAY_NONE),
        .until = facts_day(reader, one, "until", DAY_NONE),
    };
}

static void read_successions(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    const json_t *array, *one;
    struct succession *to =
        facts_list(reader, json, "successions", sizeof *to, &array, &out->succession_count);
    out->successions = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct succession){
        .on = facts_day(reader, one, "on", DAY_NONE),
        .accepted_on = facts_day(reader, one, "accepted_on", DAY_NONE),
    };
}

static void read_relationship_facts(struct facts_reader *reader, const json_t *json,
                                    struct facts *out)
{
    out->invited_on = facts_day(reader, json, "invited_on", DAY_NONE);
    out->invitation_expires_on = facts_day(reader, json, "invitation_expires_on", DAY_NONE);
    out->accepted_on = facts_day(reader, json, "accepted_on", DAY_NONE);
    out->declined_on = facts_day(reader, json, "declined_on", DAY_NONE);
    out->ended_on = facts_day(reader, json, "ended_on", DAY_NONE);
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
        facts_list(reader, json, "revisions", sizeof *to, &array, &out->revision_count);
    out->revisions = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        bool removed = facts_bool(reader, one, "removed", false);
        bool exempt = facts_bool(reader, one, "exempt", false);
        to[i] = (struct revision){
            .number = facts_int(reader, one, "revision", (int)i + 1),
            .decided_by = (enum decided_by)facts_name(reader, one, "decided_by", deciders, 2),
            .removed = removed,
            .exempt = exempt,
            .required_star = removed || exempt ? 0 : facts_star(reader, one, "required_star"),
            .required_assurance =
                (enum assurance)facts_name(reader, one, "required_assurance", assurances, 4),
            .accept_higher = facts_bool(reader, one, "accept_higher", false),
            .effective_from = facts_day(reader, one, "effective_from", DAY_NONE),
            .due_on = facts_day(reader, one, "due_on", DAY_NONE),
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
    struct check *to = facts_list(reader, json, "checks", sizeof *to, &array, &out->check_count);
    out->checks = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        to[i].id = facts_text(reader, one, "id");
        to[i].checked_on = facts_day(reader, one, "checked_on", DAY_NONE);
        to[i].result = (enum check_result)facts_name(reader, one, "result", results, 4);
    }
}

static void read_scope_decisions(struct facts_reader *reader, const json_t *json,
                                 struct declaration *out)
{
    const json_t *array, *one;
    struct scope_decision *to =
        facts_list(reader, json, "scope_decisions", sizeof *to, &array, &out->scope_decision_count);
    out->scope_decisions = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        to[i].id = facts_text(reader, one, "id");
        to[i].on = facts_day(reader, one, "on", DAY_NONE);
        to[i].covers = facts_bool(reader, one, "covers", false);
    }
}

static void read_declarations(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const scopes[] = {"whole", "part"};
    const json_t *array, *one;
    struct declaration *to =
        facts_list(reader, json, "declarations", sizeof *to, &array, &out->declaration_count);
    out->declarations = to;
    size_t i;
    json_array_foreach(array, i, one)
    {
        day declared_on = facts_day(reader, one, "declared_on", DAY_NONE);
        to[i] = (struct declaration){
            .id = facts_text(reader, one, "id"),
            .scheme = facts_text(reader, one, "scheme"),
            .number = facts_text(reader, one, "number"),
            .scope_text = facts_text(reader, one, "scope_text"),
            .star = facts_star(reader, one, "star"),
            .declared_on = declared_on,
            .valid_from = facts_day(reader, one, "valid_from", declared_on),
            .valid_until = facts_day(reader, one, "valid_until", DAY_NONE),
            .stopped_on = facts_day(reader, one, "stopped_on", DAY_NONE),
            .revoked_on = facts_day(reader, one, "revoked_on", DAY_NONE),
            .validity_assumed = facts_bool(reader, one, "validity_assumed", false),
            .part = facts_name(reader, one, "scope", scopes, 2) == 1,
            .recorded_by_buyer = facts_bool(reader, one, "recorded_by_buyer", false),
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
        facts_list(reader, json, "assessments", sizeof *to, &array, &out->assessment_count);
    out->assessments = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct assessment){
        .id = facts_text(reader, one, "id"),
        .edition = facts_text(reader, one, "edition"),
        .star = facts_star(reader, one, "star"),
        .assessed_on = facts_day(reader, one, "assessed_on", DAY_NONE),
        .total = facts_count(reader, one, "total", 0),
        .unanswered = facts_count(reader, one, "unanswered", 0),
        .not_met = facts_count(reader, one, "not_met", 0),
        .withdrawn_on = facts_day(reader, one, "withdrawn_on", DAY_NONE),
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
    struct paper *to = facts_list(reader, json, "papers", sizeof *to, &array, &out->paper_count);
    out->papers = to;
    size_t i;
    json_array_foreach(array, i, one) to[i] = (struct paper){
        .id = facts_text(reader, one, "id"),
        .kind = (enum paper_kind)facts_name(reader, one, "kind", kinds, PAPER_KIND_COUNT),
        .star = facts_star(reader, one, "star"),
        .on = facts_day(reader, one, "on", DAY_NONE),
        .withdrawn_on = facts_day(reader, one, "withdrawn_on", DAY_NONE),
    };
}

static void read_scheme(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const keys[STAR_MAX + 1] = {"", "1", "2", "3", "4", "5"};
    const json_t *obtainable = facts_member(json, "obtainable_from");
    const json_t *ages = facts_member(json, "assessment_max_age_months");
    const json_t *editions = facts_member(json, "editions");
    for (int star = 1; star <= STAR_MAX; star++) {
        const char *key = keys[star];
        out->obtainable_from[star] = facts_day(reader, obtainable, key, DAY_NONE);
        out->assessment_max_age_months[star] = facts_count(reader, ages, key, 0);
        const json_t *edition = facts_member(editions, key);
        out->editions[star] =
            (struct edition){facts_text(reader, edition, "id"), facts_text(reader, edition, "ja"),
                             facts_text(reader, edition, "en")};
    }
    const json_t *superseded, *one;
    const char **to = facts_list(reader, json, "superseded_editions", sizeof *to, &superseded,
                                 &out->superseded_edition_count);
    out->superseded_editions = to;
    size_t i;
    json_array_foreach(superseded, i, one)
    {
        to[i] = json_string_value(one);
        if (!to[i])
            reader->problem = "superseded_editions";
    }
    out->new_series_from = facts_day(reader, json, "new_series_from", DAY_NONE);
}

static void read_settings(struct facts_reader *reader, const json_t *json, struct facts *out)
{
    static const char *const responses[] = {"",
#define X(name, code, ...) [RESPONSE_##name] = code,
                                            VOCABULARY_RESPONSE(X)
#undef X
    };
    out->expiring_days = facts_count(reader, json, "expiring_days", 0);
    out->recheck_months = facts_count(reader, json, "recheck_months", 0);
    const json_t *response = facts_member(json, "response");
    out->response = (struct response_fact){
        .kind = (enum response_kind)facts_name(reader, response, "kind", responses, 4),
        .revision = facts_int(reader, response, "revision", 0),
        .on = facts_day(reader, response, "on", DAY_MIN),
    };
    const json_t *readiness = facts_member(json, "readiness");
    out->readiness = (struct readiness){
        .star = facts_star(reader, readiness, "star"),
        .total = facts_count(reader, readiness, "total", 0),
        .met = facts_count(reader, readiness, "met", 0),
        .unanswered = facts_count(reader, readiness, "unanswered", 0),
        .assessed_on = facts_day(reader, readiness, "assessed_on", DAY_NONE),
    };
    const json_t *shown = facts_member(json, "readiness_shown");
    out->readiness_first = shown ? facts_day(reader, shown, "from", DAY_MIN) : DAY_NONE;
    out->readiness_last = facts_day(reader, shown, "last_day", DAY_NONE);
}

err facts_parse(const json_t *json, struct facts *out, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    struct facts_reader reader = {0};
    if (!json_is_object(json))
        reader.problem = "facts";
    read_relationship_facts(&reader, facts_member(json, "relationship"), &facts);
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
