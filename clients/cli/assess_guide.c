/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "assess.h"
#include "base/scope.h"
#include "call.h"
#include "labels.h"
#include "say.h"

struct guide {
    struct session *session;
    const json_t *edition;
    const char *assessment;
    json_t *criteria; /* those of the star; owned */
    json_t *answers;  /* criterion → answer; owned */
    json_t *changed;  /* criteria whose text is another one since; owned */
    json_t *help;     /* what they mean; owned, NULL until somebody asks */
    size_t at;
};

enum move { MOVE_NEXT, MOVE_BACK, MOVE_STOP, MOVE_AGAIN };

static void guide_release(struct guide *guide)
{
    json_decref(guide->criteria);
    json_decref(guide->answers);
    json_decref(guide->changed);
    json_decref(guide->help);
}

/* {"ja": …, "en": …} */
static const char *local(const struct guide *guide, const json_t *text)
{
    return text_at(text, guide->session->language == LANGUAGE_JA ? "ja" : "en");
}

static bool is_of_star(const json_t *criterion, int64_t star)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(criterion, "stars"), i,
                       item) if (json_integer_value(item) == star) return true;
    return false;
}

static void guide_begin(struct guide *guide, const json_t *assessment)
{
    size_t i;
    json_t *item;
    guide->criteria = json_array();
    guide->answers = json_object();
    guide->changed = json_object();
    json_array_foreach(json_object_get(guide->edition, "criteria"), i,
                       item) if (is_of_star(item, whole_at(assessment, "star")))
        json_array_append(guide->criteria, item);
    json_array_foreach(json_object_get(assessment, "answers"), i, item)
    {
        json_object_set(guide->answers, text_at(item, "criterion"),
                        json_object_get(item, "answer"));
        if (json_is_true(json_object_get(item, "text_changed")))
            json_object_set_new(guide->changed, text_at(item, "criterion"), json_true());
    }
}

static const json_t *criterion_at(const struct guide *guide, size_t at)
{
    return json_array_get(guide->criteria, at);
}

static const char *answer_to(const struct guide *guide, const json_t *criterion)
{
    const char *answer =
        json_string_value(json_object_get(guide->answers, text_at(criterion, "id")));
    return answer != NULL ? answer : "";
}

static const json_t *find(const json_t *items, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item) if (strcmp(text_at(item, "id"), id) == 0) return item;
    return NULL;
}

static void print_answers(const struct guide *guide, const char *answered)
{
    size_t i;
    json_t *choice;
    char number[NUMBER_SIZE];
    json_array_foreach(json_object_get(guide->edition, "answers"), i, choice) say(
        guide->session, stderr,
        strcmp(answered, text_at(choice, "value")) == 0 ? W_CHOSEN : W_CHOICE,
        number_text((int64_t)i + 1, number), local(guide, json_object_get(choice, "label")), NULL);
}

static bool is_changed(const struct guide *guide, const json_t *criterion)
{
    return json_object_get(guide->changed, text_at(criterion, "id")) != NULL;
}

/* The section, and the sub-section that begins the criterion's id, if there is one; free(). */
static char *place_of(const struct guide *guide, const json_t *criterion)
{
    const char *id = text_at(criterion, "id");
    const json_t *section =
        find(json_object_get(guide->edition, "sections"), text_at(criterion, "section"));
    const char *title = local(guide, json_object_get(section, "title"));
    size_t i;
    json_t *part;
    json_array_foreach(json_object_get(section, "subsections"), i, part)
    {
        size_t length = strlen(text_at(part, "id"));
        if (strncmp(id, text_at(part, "id"), length) == 0 && id[length] == '-')
            return phrase(guide->session, W_QUESTION_PLACE, title,
                          local(guide, json_object_get(part, "title")), NULL);
    }
    return strdup(title);
}

static void print_question(const struct guide *guide, const json_t *criterion)
{
    char number[NUMBER_SIZE], total[NUMBER_SIZE];
    SCOPED(free_at) char *place = place_of(guide, criterion);
    say(guide->session, stderr, W_QUESTION, number_text((int64_t)guide->at + 1, number),
        number_text((int64_t)json_array_size(guide->criteria), total), place, NULL);
    say_text(guide->session, stderr, 2, local(guide, json_object_get(criterion, "text")));
    say(guide->session, stderr, W_PROVENANCE,
        label_of(guide->session, TEXT_PROVENANCE, text_at(criterion, "provenance")), NULL);
    if (is_changed(guide, criterion))
        say(guide->session, stderr, W_TEXT_CHANGED, NULL);
    print_answers(guide, answer_to(guide, criterion));
}

static err read_help(struct guide *guide)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer help = {0};
    if (guide->help != NULL)
        return OK;
    TRY(call_get(guide->session, &help, "/v1/editions/%s/help", text_at(guide->edition, "id")));
    guide->help = json_incref(json_object_get(help.json, "criteria"));
    return OK;
}

static const json_t *help_on(const struct guide *guide, const char *criterion)
{
    size_t i;
    json_t *one;
    json_array_foreach(guide->help, i,
                       one) if (strcmp(text_at(one, "criterion"), criterion) == 0) return one;
    return NULL;
}

/* What the criterion means, what to do where it is not met, and what shows that it is. */
static err explain(struct guide *guide, const json_t *criterion)
{
    char number[NUMBER_SIZE];
    size_t i;
    json_t *step;
    TRY(read_help(guide));
    const json_t *help = help_on(guide, text_at(criterion, "id"));
    if (help == NULL)
        say(guide->session, stderr, W_NOT_EXPLAINED, NULL);
    else
        say_text(guide->session, stderr, 2, text_at(help, "meaning"));
    json_array_foreach(json_object_get(help, "steps"), i, step)
    {
        SCOPED(free_at)
        char *line = phrase(guide->session, W_STEP_TO_DO, number_text((int64_t)i + 1, number),
                            json_string_value(step), NULL);
        say_text(guide->session, stderr, 2, line);
    }
    if (json_object_get(help, "evidence") != NULL) {
        SCOPED(free_at)
        char *line = phrase(guide->session, W_EVIDENCE_FOR_IT, text_at(help, "evidence"), NULL);
        say_text(guide->session, stderr, 2, line);
    }
    return OK;
}

static err send_answer(const struct guide *guide, const json_t *criterion, const char *value,
                       const char *justification)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    json_auto_t *body = json_pack("{s:[{s:s, s:s}]}", "answers", "criterion",
                                  text_at(criterion, "id"), "answer", value);
    set_text(json_array_get(json_object_get(body, "answers"), 0), "justification", justification);
    TRY(call_put(guide->session, body, NULL, &done, "/v1/assessments/%s/answers",
                 guide->assessment));
    json_object_set_new(guide->answers, text_at(criterion, "id"), json_string(value));
    json_object_del(guide->changed, text_at(criterion, "id"));
    return OK;
}

/* A choice that needs a reason (該当なし) asks for it; none given: the question again. */
static err take_choice(const struct guide *guide, const json_t *criterion, const json_t *choice,
                       enum move *move)
{
    SCOPED(free_at) char *justification = NULL;
    *move = MOVE_AGAIN;
    if (json_is_true(json_object_get(choice, "justification_required"))) {
        justification = ask(guide->session, W_ASK_JUSTIFICATION, NULL);
        if (justification == NULL || justification[0] == '\0')
            return OK;
    }
    TRY(send_answer(guide, criterion, text_at(choice, "value"), justification));
    *move = MOVE_NEXT;
    return OK;
}

static err ask_one(struct guide *guide, enum move *move)
{
    const json_t *criterion = criterion_at(guide, guide->at);
    const json_t *choices = json_object_get(guide->edition, "answers");
    char most[NUMBER_SIZE];
    print_question(guide, criterion);
    SCOPED(free_at)
    char *line = as_choice(ask(guide->session, W_ASK_ANSWER,
                               number_text((int64_t)json_array_size(choices), most), NULL));
    *move = MOVE_AGAIN;
    if (line == NULL || strcmp(line, "q") == 0)
        *move = MOVE_STOP;
    else if (strcmp(line, "b") == 0)
        *move = MOVE_BACK;
    else if (strcmp(line, "h") == 0)
        return explain(guide, criterion);
    else if (line[0] == '\0')
        *move = MOVE_NEXT;
    else if (is_number(line) && strlen(line) < 3) {
        const json_t *choice = json_array_get(choices, (size_t)strtoul(line, NULL, 10) - 1);
        if (choice != NULL)
            return take_choice(guide, criterion, choice, move);
    }
    if (*move == MOVE_AGAIN)
        say(guide->session, stderr, W_NO_ANSWER, most, NULL);
    return OK;
}

/* The first from `from` on that has no answer, or one to another text. */
static size_t open_from(const struct guide *guide, size_t from, bool all)
{
    size_t at = from;
    while (!all && at < json_array_size(guide->criteria) &&
           answer_to(guide, criterion_at(guide, at))[0] != '\0' &&
           !is_changed(guide, criterion_at(guide, at)))
        at++;
    return at;
}

err assess_guide(struct session *session, const json_t *edition, const json_t *assessment, bool all)
{
    SCOPED(guide_release)
    struct guide guide = {
        .session = session,
        .edition = edition,
        .assessment = text_at(assessment, "assessment"),
    };
    enum move move = MOVE_NEXT;
    guide_begin(&guide, assessment);
    guide.at = open_from(&guide, 0, all);
    if (guide.at < json_array_size(guide.criteria))
        say(session, stderr, W_GUIDE, NULL);
    while (guide.at < json_array_size(guide.criteria)) {
        TRY(ask_one(&guide, &move));
        if (move == MOVE_STOP)
            return refuse(session, ERR_PRECONDITION_MISSING, W_ASSESS_STOPPED, NULL);
        if (move == MOVE_NEXT)
            guide.at = open_from(&guide, guide.at + 1, all);
        else if (move == MOVE_BACK && guide.at > 0)
            guide.at--;
    }
    return OK;
}
