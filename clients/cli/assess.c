/* SPDX-License-Identifier: Apache-2.0 */
/* assess: a self-assessment, from the draft at hand or a new one, to what it shows and its filing.
 */
#include "assess.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "form.h"
#include "labels.h"
#include "say.h"
#include "table.h"

static bool defines(const json_t *edition, int64_t star)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(edition, "stars"), i,
                       item) if (whole_at(item, "star") == star) return true;
    return false;
}

/* The newest open edition of the star; free(). */
static err find_edition(struct session *session, int64_t star, char **out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer editions = {0};
    size_t i;
    json_t *item;
    const char *best = "";
    TRY(call_get(session, &editions, "/v1/editions"));
    json_array_foreach(json_object_get(editions.json, "items"), i,
                       item) if (defines(item, star) && text_at(item, "closed_on")[0] == '\0' &&
                                 strcmp(text_at(item, "id"), best) > 0) best = text_at(item, "id");
    if (best[0] == '\0')
        return refuse(session, ERR_INVALID, W_NO_EDITION, NULL);
    *out = strdup(best);
    return OK;
}

/* --edition, or that of --star; *star is -1 when the edition says it. */
static err choose_edition(struct session *session, char **edition, int64_t *star)
{
    const char *given = argument(session->arguments, OPTION_EDITION);
    const char *given_star = argument(session->arguments, OPTION_STAR);
    *star = given_star != NULL ? given_star[0] - '0' : -1;
    if (given != NULL) {
        *edition = strdup(given);
        return OK;
    }
    TRY(form_number(session, OPTION_STAR, W_ASK_ASSESSED_STAR, true, star));
    return find_edition(session, *star, edition);
}

static err write_sheet(struct session *session, const char *edition, int64_t star)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const char *path = argument(session->arguments, OPTION_WRITE_SHEET);
    struct hoshitori_request request = {
        .method = "GET", .accept = rows_type(file_ends(path, ".xlsx") ? "xlsx" : "csv", NULL)};
    struct new_file file;
    char number[NUMBER_SIZE];
    hoshitori_target(&request.target, "/v1/editions/%s/sheet", edition);
    hoshitori_query(&request.target, "star", star > 0 ? number_text(star, number) : NULL);
    hoshitori_query(&request.target, "language", session->language == LANGUAGE_JA ? "ja" : "en");
    TRY(call(session, &request, 0, &answer));
    TRY(new_file_open(session, path, &file));
    bool whole = new_file_write(&file, answer.body != NULL ? answer.body : "", answer.length);
    TRY(new_file_close(&file, whole));
    if (file.path != NULL)
        say(session, stderr, W_SHEET_WRITTEN, path, edition, NULL);
    return whole ? OK : (err){ERR_INVALID};
}

/* Whose answers are taken over: the newest submission of the edition, for the star before another;
 * or one for the star of another edition. free(); NULL: there is none. */
static err find_submitted(struct session *session, const char *edition, int64_t star, char **out)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *one;
    int best = 0;
    hoshitori_target(&list.target, "/v1/assessments");
    hoshitori_query(&list.target, "state", "submitted");
    while ((one = hoshitori_next(&list)) != NULL) {
        bool same_star = whole_at(one, "star") == star;
        int fit = (strcmp(text_at(one, "edition"), edition) == 0 ? 2 : 0) + (same_star ? 1 : 0);
        if (fit <= best)
            continue;
        best = fit;
        free(*out);
        *out = strdup(text_at(one, "assessment"));
    }
    return call_list_end(session, &list);
}

static void tell_carried(const struct session *session, const json_t *carried)
{
    char answers[NUMBER_SIZE], added[NUMBER_SIZE], changed[NUMBER_SIZE];
    if (json_is_object(carried))
        say(session, stderr, W_COPIED, number_text(whole_at(carried, "answers"), answers),
            number_text((int64_t)json_array_size(json_object_get(carried, "new")), added),
            number_text((int64_t)json_array_size(json_object_get(carried, "changed")), changed),
            NULL);
}

/* The draft at hand, else a new one. */
static err open_draft(struct session *session, const char *edition, int64_t star,
                      struct hoshitori_answer *out)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer made = {0};
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *draft;
    hoshitori_target(&list.target, "/v1/assessments");
    hoshitori_query(&list.target, "edition", edition);
    hoshitori_query(&list.target, "state", "draft");
    while ((draft = hoshitori_next(&list)) != NULL)
        if (star < 0 || whole_at(draft, "star") == star) {
            say(session, stderr, W_DRAFT_RESUMED, NULL);
            return call_get(session, out, "/v1/assessments/%s", text_at(draft, "assessment"));
        }
    TRY(call_list_end(session, &list));
    json_auto_t *body = json_pack("{s:s}", "edition", edition);
    SCOPED(free_at) char *before = NULL;
    if (argument(session->arguments, OPTION_COPY) != NULL)
        TRY(find_submitted(session, edition, star, &before));
    set_text(body, "copy_from", before);
    const char *part = argument(session->arguments, OPTION_PART);
    if (star > 0)
        json_object_set_new(body, "star", json_integer(star));
    set_text(body, "scope", part != NULL ? "part" : NULL);
    set_text(body, "scope_text", part);
    TRY(call_post(session, body, &made, "/v1/assessments"));
    tell_carried(session, json_object_get(made.json, "carried"));
    return call_get(session, out, "/v1/assessments/%s", text_at(made.json, "assessment"));
}

static err send_answers(struct session *session, const char *assessment, const char *path)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *bytes = NULL;
    struct hoshitori_request request = {.method = "PUT"};
    TRY(file_read(session, path, &bytes, &request.length));
    request.content_type =
        sheet_type(path, argument(session->arguments, OPTION_ENCODING), bytes, request.length);
    request.bytes = bytes;
    hoshitori_target(&request.target, "/v1/assessments/%s/answers", assessment);
    call_filters(session, &request.target, OPTION_IGNORE, OPTION_IGNORE);
    return call(session, &request, 0, &answer);
}

/* What a newer transcription brought. */
static void print_transcribed(const struct session *session, const json_t *assessment)
{
    char number[NUMBER_SIZE];
    SCOPED(buf_release) struct buf changed = BUF_INIT(64 * 1024);
    size_t i, added = json_array_size(json_object_get(assessment, "criteria_added"));
    json_t *answer;
    json_array_foreach(json_object_get(assessment, "answers"), i, answer)
    {
        if (json_is_true(json_object_get(answer, "text_changed")))
            buf_format(&changed, "%s%s", changed.length ? ", " : "", text_at(answer, "criterion"));
    }
    if (added > 0)
        say(session, stdout, W_CRITERIA_ADDED, number_text((int64_t)added, number), NULL);
    if (changed.length > 0)
        say(session, stdout, W_TEXTS_CHANGED, buf_text(&changed), NULL);
}

static void print_assessed(const struct session *session, const json_t *assessment)
{
    char met[NUMBER_SIZE], total[NUMBER_SIZE], open[NUMBER_SIZE];
    size_t i;
    json_t *gap;
    const json_t *result = json_object_get(assessment, "result");
    const json_t *score = json_object_get(result, "score");
    int64_t all = whole_at(result, "total");
    say(session, stdout, W_ASSESSED, number_text(whole_at(result, "met"), met),
        all >= 0 ? number_text(all, total) : word(session, W_NOTHING),
        number_text(whole_at(result, "unanswered"), open), NULL);
    if (json_is_object(score)) {
        say(session, stdout, W_SCORE, number_text(whole_at(score, "points"), met),
            number_text(whole_at(score, "maximum"), total), NULL);
        say_text(session, stdout, 2, text_at(score, "advice"));
    }
    print_transcribed(session, assessment);
    json_array_foreach(json_object_get(assessment, "gaps"), i, gap)
    {
        if (i == 0)
            say(session, stdout, W_GAPS, NULL);
        SCOPED(free_at)
        char *line = phrase(session, W_GAP, text_at(gap, "criterion"), text_at(gap, "text"), NULL);
        say_text(session, stdout, 2, line);
    }
}

/* The answer of one side of a difference, as the contract has it. */
static const char *answer_of(const struct session *session, const json_t *item, const char *side)
{
    const char *answer = text_at(json_object_get(item, side), "answer");
    return answer[0] != '\0' ? answer : word(session, W_NOTHING);
}

static err print_difference(struct session *session, const char *assessment)
{
    static const enum word titles[] = {W_T_CRITERION, W_T_BEFORE, W_T_AFTER, W_T_MEMBER, W_NONE};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer diff = {0};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *one;
    TRY(call_get(session, &diff, "/v1/assessments/%s/diff", assessment));
    table_begin(&table, session, titles);
    json_array_foreach(json_object_get(diff.json, "items"), i, one)
    {
        table_texts(&table, text_at(one, "criterion"), answer_of(session, one, "before"),
                    answer_of(session, one, "after"), text_at(one, "text"));
    }
    if (session->json)
        print_json(diff.json);
    else if (table_rows(&table) > 0)
        table_print(&table, stdout);
    else
        say(session, stdout, W_NO_DIFFERENCE, NULL);
    return OK;
}

static err submit(struct session *session, const char *assessment, bool json)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_object();
    set_text(body, "assessed_on", argument(session->arguments, OPTION_ON));
    TRY(call_post(session, body, &answer, "/v1/assessments/%s:submit", assessment));
    if (json)
        print_json(answer.json);
    else
        say(session, stdout, W_SUBMITTED, text_at(answer.json, "assessed_on"), NULL);
    return OK;
}

static err answer_all(struct session *session, const char *edition, const json_t *draft)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer catalogue = {0};
    const char *sheet = argument(session->arguments, OPTION_SHEET);
    if (sheet != NULL)
        return send_answers(session, text_at(draft, "assessment"), sheet);
    if (!session->terminal.in)
        return argument(session->arguments, OPTION_SUBMIT) != NULL
                   ? OK
                   : refuse(session, ERR_MALFORMED, W_ASSESS_NO_TERMINAL, NULL);
    TRY(call_get(session, &catalogue, "/v1/editions/%s", edition));
    return assess_guide(session, catalogue.json, draft,
                        argument(session->arguments, OPTION_ALL) != NULL);
}

err run_assess(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer draft = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answered = {0};
    SCOPED(free_at) char *edition = NULL;
    int64_t star;
    TRY(session_sign_in(session));
    TRY(choose_edition(session, &edition, &star));
    if (argument(session->arguments, OPTION_WRITE_SHEET) != NULL)
        return write_sheet(session, edition, star);
    TRY(open_draft(session, edition, star, &draft));
    if (argument(session->arguments, OPTION_DIFF) != NULL)
        return print_difference(session, text_at(draft.json, "assessment"));
    TRY(answer_all(session, edition, draft.json));
    TRY(call_get(session, &answered, "/v1/assessments/%s", text_at(draft.json, "assessment")));
    bool submits = argument(session->arguments, OPTION_SUBMIT) != NULL;
    if (!session->json)
        print_assessed(session, answered.json);
    else if (!submits)
        print_json(answered.json);
    if (!submits && (!session->terminal.in || session->json))
        return OK;
    if (!submits)
        TRY(confirm(session, W_ASK_SUBMIT, NULL));
    return submit(session, text_at(draft.json, "assessment"), session->json);
}
