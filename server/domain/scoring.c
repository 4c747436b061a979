/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/scoring.h"

#include <stdio.h>
#include <string.h>

enum answer_outcome { UNANSWERED, NOT_MET, MET };

bool scoring_criterion_of_star(const json_t *criterion, int star)
{
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(criterion, "stars"), index, one)
    {
        if (json_integer_value(one) == star)
            return true;
    }
    return false;
}

const json_t *scoring_criterion(const json_t *edition, int star, const char *id)
{
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), index, criterion)
    {
        if (strcmp(json_string_value(json_object_get(criterion, "id")), id) == 0)
            return scoring_criterion_of_star(criterion, star) ? criterion : NULL;
    }
    return NULL;
}

const json_t *scoring_answer(const json_t *edition, const char *value)
{
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
    {
        if (strcmp(json_string_value(json_object_get(answer, "value")), value) == 0)
            return answer;
    }
    return NULL;
}

bool scoring_answer_needs_justification(const json_t *answer)
{
    return json_is_true(json_object_get(answer, "justification_required"));
}

static enum answer_outcome outcome_of_answer(const json_t *answer, const json_t *given)
{
    if (!answer)
        return UNANSWERED;
    const char *justification = json_string_value(json_object_get(given, "justification"));
    if (scoring_answer_needs_justification(answer) && (!justification || !*justification))
        return NOT_MET;
    return json_is_true(json_object_get(answer, "met")) ? MET : NOT_MET;
}

static const json_t *answer_given(const json_t *edition, const json_t *given)
{
    const char *value = json_string_value(json_object_get(given, "answer"));
    return value ? scoring_answer(edition, value) : NULL;
}

static const json_t *criterion_given(const json_t *criterion, const json_t *answers)
{
    return json_object_get(answers, json_string_value(json_object_get(criterion, "id")));
}

/* Bands do not overlap; the lowest has no `min`. */
static const json_t *band_of(const json_t *edition, int points)
{
    size_t index;
    const json_t *band;
    json_array_foreach(json_object_get(edition, "bands"), index, band)
    {
        const json_t *min = json_object_get(band, "min");
        const json_t *max = json_object_get(band, "max");
        if ((!json_is_integer(min) || points >= json_integer_value(min)) &&
            (!json_is_integer(max) || points <= json_integer_value(max)))
            return band;
    }
    return NULL;
}

static int official_count(const json_t *edition, int star, int on_file)
{
    char key[12];
    snprintf(key, sizeof key, "%d", star);
    const json_t *count = json_object_get(json_object_get(edition, "criteria_counts"), key);
    return json_is_integer(count) ? (int)json_integer_value(count) : on_file;
}

static void count_one(struct score *score, const json_t *answer, const json_t *given)
{
    score->criteria++;
    switch (outcome_of_answer(answer, given)) {
    case UNANSWERED:
        score->unanswered++;
        break;
    case NOT_MET:
        score->not_met++;
        break;
    case MET:
        score->met++;
        break;
    }
    const json_t *points = json_object_get(answer, "points");
    if (json_is_integer(points))
        score->points += (int)json_integer_value(points);
}

struct score scoring_count(const json_t *edition, int star, const json_t *answers)
{
    struct score score = {0};
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), index, criterion)
    {
        if (!scoring_criterion_of_star(criterion, star))
            continue;
        const json_t *given = criterion_given(criterion, answers);
        count_one(&score, answer_given(edition, given), given);
    }
    score.official = official_count(edition, star, score.criteria);
    score.has_points = json_array_size(json_object_get(edition, "bands")) > 0;
    /* Advice on half a sheet would mislead: what is unanswered counts 0 so far. */
    if (score.has_points && score.unanswered == 0)
        score.band = band_of(edition, score.points);
    return score;
}

static int points_maximum(const json_t *edition)
{
    int maximum = 0;
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
    {
        int points = (int)json_integer_value(json_object_get(answer, "points"));
        if (points > maximum)
            maximum = points;
    }
    return maximum;
}

static json_t *gap_of(const json_t *criterion, const json_t *answer)
{
    return json_pack("{s:O, s:O?}", "criterion", json_object_get(criterion, "id"), "answer",
                     json_object_get(answer, "value"));
}

static json_t *gaps_of(const json_t *edition, int star, const json_t *answers)
{
    json_t *gaps = json_array();
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), index, criterion)
    {
        if (!scoring_criterion_of_star(criterion, star))
            continue;
        const json_t *given = criterion_given(criterion, answers);
        const json_t *answer = answer_given(edition, given);
        if (outcome_of_answer(answer, given) != MET)
            json_array_append_new(gaps, gap_of(criterion, answer));
    }
    return gaps;
}

json_t *scoring_result(const json_t *edition, int star, const json_t *answers)
{
    struct score score = scoring_count(edition, star, answers);
    bool whole = score.criteria == score.official;
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:o, s:i, s:O?, s:o}", "total",
                     whole ? json_integer(score.criteria) : json_null(), "criteria", score.criteria,
                     "met", score.met, "not_met", score.not_met, "unanswered", score.unanswered,
                     "points", score.has_points ? json_integer(score.points) : json_null(),
                     "maximum", score.criteria * points_maximum(edition), "band", score.band,
                     "gaps", gaps_of(edition, star, answers));
}

static json_t *score_shown(const json_t *result, enum language language)
{
    const json_t *points = json_object_get(result, "points");
    if (!json_is_integer(points))
        return json_null();
    const json_t *advice = json_object_get(json_object_get(result, "band"), "advice");
    return json_pack("{s:O, s:O, s:O?}", "points", points, "maximum",
                     json_object_get(result, "maximum"), "advice",
                     json_object_get(advice, language == LANGUAGE_JA ? "ja" : "en"));
}

json_t *scoring_result_shown(const json_t *result, const json_t *readiness, enum language language)
{
    return json_pack("{s:O, s:O, s:O, s:O, s:o, s:O?}", "total", json_object_get(result, "total"),
                     "met", json_object_get(result, "met"), "not_met",
                     json_object_get(result, "not_met"), "unanswered",
                     json_object_get(result, "unanswered"), "score", score_shown(result, language),
                     "readiness", readiness);
}
