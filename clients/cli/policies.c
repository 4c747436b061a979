/* SPDX-License-Identifier: Apache-2.0 */
/* policy show, draft, set, publish, withdraw, page: the company's basic policy on information
 * security. policy record, which tells buyers where it is published, is in declare.c. */
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/scope.h"
#include "base/text.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "receive.h"
#include "say.h"
#include "table.h"
#include "width.h"

enum { CRITERIA_TEXT_MAX = 4096, FIRST_KANA = 0x3040, LAST_KANJI = 0x9fff };

static const char *tokyo_day(const char *instant, char out[static CLOCK_TEXT_SIZE])
{
    if (!tokyo_time(instant, out))
        return "";
    out[CIVIL_LENGTH] = '\0';
    return out;
}

/* What the template makes of the answers to the self-check; nothing is saved of it. */
static err suggest(struct session *session, struct hoshitori_answer *answer)
{
    json_auto_t *body = json_object();
    set_text(body, "language", session->language == LANGUAGE_JA ? "ja" : "en");
    set_text(body, "representative", argument(session->arguments, OPTION_REPRESENTATIVE));
    set_text(body, "day", argument(session->arguments, OPTION_ON));
    return call_post(session, body, answer, "/v1/policy:suggest");
}

/* show */

static void print_place(const struct session *session, const json_t *policy)
{
    char day[CLOCK_TEXT_SIZE];
    const char *url = text_at(policy, "url");
    const char *withdrawn = text_at(policy, "withdrawn_at");
    SCOPED(free_at)
    char *ended = phrase(session, W_POLICY_ENDED, tokyo_day(withdrawn, day), NULL);
    print_field(session, W_F_PUBLISHED,
                url[0] != '\0'         ? url
                : withdrawn[0] != '\0' ? ended
                                       : word(session, W_POLICY_NOT_PUBLISHED));
}

static void print_draft(const struct session *session, const json_t *policy)
{
    char saved[CLOCK_TEXT_SIZE] = "";
    bool published = json_array_size(json_object_get(policy, "versions")) > 0;
    bool changed = json_is_true(json_object_get(policy, "changed"));
    tokyo_time(text_at(policy, "recorded_at"), saved);
    SCOPED(free_at)
    char *text = phrase(session,
                        saved[0] == '\0'       ? W_POLICY_NO_DRAFT
                        : published && changed ? W_POLICY_CHANGED
                                               : W_POLICY_SAVED_AT,
                        saved, NULL);
    print_field(session, W_F_DRAFT, text);
}

static void print_versions(const struct session *session, const json_t *versions)
{
    static const enum word titles[] = {W_T_VERSION, W_T_PUBLISHED_ON, W_NONE};
    SCOPED(table_release) struct table table;
    char number[NUMBER_SIZE], day[CLOCK_TEXT_SIZE];
    size_t i;
    json_t *version;
    table_begin(&table, session, titles);
    json_array_foreach(versions, i, version)
    {
        table_texts(&table, number_text(whole_at(version, "number"), number),
                    tokyo_day(text_at(version, "published_at"), day));
    }
    if (table_rows(&table) > 0) {
        printf("\n");
        table_print(&table, stdout);
    }
}

static void add_criteria(struct table *table, const json_t *criteria)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(CRITERIA_TEXT_MAX);
    size_t i;
    json_t *criterion;
    json_array_foreach(criteria, i, criterion)
    {
        buf_text_add(&text, i > 0 ? word(table->session, W_BETWEEN) : "");
        buf_text_add(&text, json_string_value(criterion));
    }
    table_add(table, STYLE_PLAIN, buf_text(&text));
}

static void print_left_out(const struct session *session, const json_t *left_out)
{
    static const enum word titles[] = {W_T_SELF_CHECK_ITEMS, W_T_SENTENCE, W_NONE};
    SCOPED(table_release) struct table table;
    char count[NUMBER_SIZE];
    size_t i;
    json_t *sentence;
    table_begin(&table, session, titles);
    json_array_foreach(left_out, i, sentence)
    {
        add_criteria(&table, json_object_get(sentence, "criteria"));
        table_add(&table, STYLE_PLAIN, text_at(sentence, "text"));
    }
    printf("\n");
    if (table_rows(&table) == 0) {
        say(session, stdout, W_POLICY_ALL_STAND, NULL);
        return;
    }
    say(session, stdout, W_POLICY_LEFT_OUT, number_text((int64_t)table_rows(&table), count), NULL);
    table_print(&table, stdout);
}

err run_policy_show(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer policy = {0}, suggested = {0};
    TRY(call_get(session, &policy, "/v1/policy"));
    TRY(suggest(session, &suggested));
    json_t *left_out = json_object_get(suggested.json, "left_out");
    if (session->json) {
        json_object_set(policy.json, "left_out", left_out);
        print_json(policy.json);
        return OK;
    }
    print_place(session, policy.json);
    print_draft(session, policy.json);
    print_versions(session, json_object_get(policy.json, "versions"));
    if (text_at(policy.json, "text")[0] != '\0') {
        printf("\n");
        say(session, stdout, W_AS_IS, text_at(policy.json, "text"), NULL);
    }
    print_left_out(session, left_out);
    return OK;
}

/* draft, set */

err run_policy_draft(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer suggested = {0};
    const char *path = argument(session->arguments, OPTION_OUTPUT);
    char count[NUMBER_SIZE];
    TRY(suggest(session, &suggested));
    if (path != NULL || !session->json)
        TRY(file_write_text(session, path, text_at(suggested.json, "text")));
    if (session->json)
        print_json(suggested.json);
    size_t left_out = json_array_size(json_object_get(suggested.json, "left_out"));
    if (left_out > 0 && !session->json && !session->quiet)
        say(session, stderr, W_POLICY_SEE_LEFT_OUT, number_text((int64_t)left_out, count), NULL);
    return OK;
}

/* Files of Windows end their lines with CR LF; LF alone parts paragraphs. */
static void drop_carriage_returns(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (from[0] != '\r' || from[1] != '\n')
            *to++ = *from;
    *to = '\0';
}

/* --language, else that of the title: a Japanese one has kana or kanji. */
static const char *language_of_text(const struct session *session, const char *text)
{
    const char *given = argument(session->arguments, OPTION_LANGUAGE);
    unsigned character;
    size_t step;
    if (given != NULL)
        return given;
    for (const char *at = text; *at != '\0' && *at != '\n'; at += step) {
        step = width_decode(at, &character);
        if (character >= FIRST_KANA && character <= LAST_KANJI)
            return "ja";
    }
    return "en";
}

err run_policy_set(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer before = {0}, saved = {0};
    SCOPED(free_at) char *bytes = NULL;
    const char *path = operand(session->arguments);
    json_auto_t *body = json_object();
    size_t length;
    TRY(file_read(session, path, &bytes, &length));
    if (memchr(bytes, '\0', length) != NULL || !text_is_utf8(bytes))
        return refuse(session, ERR_INVALID, W_FILE_NOT_UTF8, path, NULL);
    char *text = text_trim(bytes);
    drop_carriage_returns(text);
    set_text(body, "language", language_of_text(session, text));
    set_text(body, "text", text);
    TRY(call_get(session, &before, "/v1/policy"));
    TRY(call_put(session, body, before.etag, &saved, "/v1/policy"));
    return tell_answer(session, saved.json, W_POLICY_SAVED, text_at(saved.json, "language"), NULL);
}

/* publish, withdraw, page */

err run_policy_publish(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer draft = {0}, published = {0};
    struct hoshitori_request request = {.method = "POST"};
    char number[NUMBER_SIZE], day[CLOCK_TEXT_SIZE];
    TRY(call_get(session, &draft, "/v1/policy"));
    TRY(confirm(session, W_ASK_POLICY_PUBLISH, NULL));
    request.if_match = draft.etag;
    hoshitori_target(&request.target, "/v1/policy:publish");
    TRY(call(session, &request, 0, &published));
    const json_t *newest = json_array_get(json_object_get(published.json, "versions"), 0);
    return tell_answer(session, published.json, W_POLICY_PUBLISHED,
                       number_text(whole_at(newest, "number"), number),
                       text_at(published.json, "url"),
                       tokyo_day(text_at(newest, "published_at"), day), NULL);
}

err run_policy_withdraw(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer withdrawn = {0};
    TRY(confirm(session, W_ASK_POLICY_WITHDRAW, NULL));
    TRY(call_post(session, NULL, &withdrawn, "/v1/policy:withdraw"));
    return tell_answer(session, withdrawn.json, W_POLICY_WITHDRAWN, NULL);
}

err run_policy_page(struct session *session)
{
    struct hoshitori_request request = {.accept = "application/pdf"};
    hoshitori_target(&request.target, "/v1/policy/page");
    return receive_file(session, &request);
}
