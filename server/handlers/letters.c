/* SPDX-License-Identifier: Apache-2.0 */
/* Invitations of many suppliers at once, for letters: as JSON, or as a sheet for a mail
 * merge (差し込み印刷). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "contract_limits.h"
#include "domain/letter.h"
#include "handlers/invitation.h"
#include "handlers/mail.h"
#include "handlers/sheet_file.h"
#include "handlers/way/change.h"
#include "operations.h"
#include "vocabulary/vocabulary.h"

enum { LETTERS_MAX = LIMIT_LETTERS_INPUT_SUPPLIERS_MAX_ITEMS, MADE_MAX = 64 * 1024 };

struct letters {
    bool send;
    size_t count;
    struct new_key made[LETTERS_MAX];
};

static void letters_release(struct letters **letters)
{
    if (*letters)
        secret_wipe(*letters, sizeof **letters);
    free(*letters);
}

static err make_all(const struct request *request, struct letters *letters, struct buf *out,
                    struct fault *fault)
{
    struct json_out json = JSON_OUT_INIT(out);
    json_out_array(&json, NULL);
    for (size_t i = 0; i < letters->count; i++) {
        TRY(app_new_key(request, KEY_INVITATION, secret_random_id(), &letters->made[i], fault));
        json_out_object(&json, NULL);
        json_out_int(&json, "id", letters->made[i].id);
        json_out_text(&json, "hash", letters->made[i].hash);
        json_out_object_end(&json);
    }
    json_out_array_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "too many invitations");
}

static err complete(const struct request *request, const struct changed *changed, json_t *item,
                    const struct new_key *made, json_t *mails, struct fault *fault)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(INVITATION_LINK_MAX);
    SCOPED(buf_release) struct buf letter = BUF_INIT(LETTER_MAX);
    bool refused = json_is_string(json_object_get(item, "refused"));
    const json_t *contact = json_object_get(item, "contact");
    invitation_link(request, made, &url);
    const struct invitation_words words = {
        .buyer = json_string_value(json_object_get(changed->result, "buyer")),
        .contact = json_string_value(json_object_get(item, "asked_of")),
        .relationship = json_string_value(json_object_get(item, "relationship")),
        .supplier = json_string_value(json_object_get(item, "name")),
        .email = refused ? NULL : json_string_value(json_object_get(contact, "email")),
        .expires_on = json_string_value(json_object_get(changed->body, "expires_on")),
        .demand = json_object_get(item, "demand"),
        .url = buf_text(&url),
        .id = made->id};
    invitation_letter(request, &words, &letter);
    if (mails)
        TRY(invitation_mail(request, &words, mails, item, fault));
    if (!buf_ok(&url) || !buf_ok(&letter) || json_object_del(item, "demand") != 0 ||
        json_object_del(item, "asked_of") != 0 || json_object_del(item, "refused") != 0 ||
        json_object_set_new(item, "url", json_string(buf_text(&url))) != 0 ||
        json_object_set_new(item, "letter", json_string(buf_text(&letter))) != 0)
        return fault_log(fault, ERR_INTERNAL, "a letter cannot be made");
    return OK;
}

static err finish_letters(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct letters *letters = changed->context;
    json_auto_t *mails = letters->send ? json_array() : NULL;
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(changed->body, "items"), index, item)
        TRY(complete(request, changed, item, &letters->made[index], mails, fault));
    return mails ? mail_send(changed, mails, fault) : OK;
}

/* Headings, and which member of the item, or of its contact, the cell holds. */
static const struct {
    const char *heading;
    enum text_kind words;
    const char *member;
    bool contact;
    enum cells_kind kind;
} columns[] = {
    {"relationship", TEXT_HEADING, "relationship", false, CELLS_TEXT},
    {"code", TEXT_HEADING, "code", false, CELLS_TEXT},
    {"name", TEXT_HEADING, "name", false, CELLS_TEXT},
    {"contact_department", TEXT_HEADING, "department", true, CELLS_TEXT},
    {"contact_name", TEXT_HEADING, "name", true, CELLS_TEXT},
    {"contact_email", TEXT_HEADING, "email", true, CELLS_TEXT},
    {"expires_on", TEXT_LETTER_HEADING, "expires_on", false, CELLS_DAY},
    {"url", TEXT_LETTER_HEADING, "url", false, CELLS_TEXT},
    {"letter", TEXT_LETTER_HEADING, "letter", false, CELLS_LONG},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static const char *letter_cell(const json_t *body, const json_t *item, size_t column)
{
    if (columns[column].contact)
        item = json_object_get(item, "contact");
    else if (strcmp(columns[column].member, "expires_on") == 0)
        item = body;
    const char *text = json_string_value(json_object_get(item, columns[column].member));
    return text ? text : "";
}

static void write_letters_head(enum language language, const struct cells_sink *sink)
{
    struct cells_column out[COLUMN_COUNT];
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        out[i] = (struct cells_column){
            .heading = text_word(columns[i].words, columns[i].heading, language),
            .kind = columns[i].kind,
            .meaning = text_word(TEXT_LETTER_COLUMN, columns[i].heading, language)};
    }
    cells_head(sink, out, COLUMN_COUNT);
}

static void write_rows(const json_t *body, const struct cells_sink *sink)
{
    size_t index;
    const json_t *item;
    json_array_foreach(json_object_get(body, "items"), index, item)
    {
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            cells_put(sink, letter_cell(body, item, i));
        cells_row_end(sink);
    }
}

/* What rows cannot say: that some were left out, and where more begin. */
static void tell_rest(const json_t *body, struct response *response)
{
    const char *next = json_string_value(json_object_get(body, "next_after"));
    response->recently_written = (int)json_integer_value(json_object_get(body, "recently_written"));
    snprintf(response->next_after, sizeof response->next_after, "%s", next ? next : "");
}

static err as_sheet(const struct request *request, const char *type, struct response *response,
                    struct fault *fault)
{
    SCOPED(sheet_file_release) struct sheet_file file = {0};
    json_auto_t *body = json_loadb(response->body.data, response->body.length, 0, NULL);
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "letters are no JSON");
    buf_clear(&response->body);
    TRY(sheet_file_open(&file, request, type, "letters", request->language, &response->body,
                        fault));
    write_letters_head(request->language, &file.sink);
    write_rows(body, &file.sink);
    TRY(sheet_file_collect(&file, &response->body, fault));
    sheet_file_head(response, type, "letters-%s", request->day);
    tell_rest(body, response);
    return OK;
}

static err make_letters(struct request *request, struct letters **out, struct buf *made,
                        struct fault *fault)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    (*out)->count = LETTERS_MAX;
    TRY(mail_wanted(request, &(*out)->send, fault));
    return make_all(request, *out, made, fault);
}

/* Always the JSON is stored for a repetition: what Accept says is no part of it. */
static err give_letters(struct request *request, struct response *response,
                        struct statement statement, struct letters *letters, struct fault *fault)
{
    const struct change change = {
        .statement = statement, .finish = finish_letters, .context = letters, .secret = true};
    TRY(change_run(&change, request, response, fault));
    static const char *const types[] = {"application/json", CSV_TYPE, XLSX_TYPE};
    const char *type = request_preferred(request, types, 3);
    return type == types[0] ? OK : as_sheet(request, type, response, fault);
}

err invitation_letters(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(letters_release) struct letters *letters = NULL;
    SCOPED(buf_release) struct buf made = BUF_INIT(MADE_MAX);
    TRY(make_letters(request, &letters, &made, fault));
    json_t *named = json_object_get(request->json, "suppliers");
    SCOPED(free_at) char *suppliers = json_is_array(named) ? json_dumps(named, JSON_COMPACT) : NULL;
    return give_letters(request, response,
                        QUERY(invitation_letters, .suppliers = suppliers, TEXT(category), TEXT(tag),
                              TEXT(after),
                              .include_recent = request_flag(request, "include_recent"),
                              .send = letters->send, .made = buf_text(&made)),
                        letters, fault);
}

err campaign_letters(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(letters_release) struct letters *letters = NULL;
    SCOPED(buf_release) struct buf made = BUF_INIT(MADE_MAX);
    TRY(make_letters(request, &letters, &made, fault));
    return give_letters(request, response,
                        QUERY(campaign_letters, FROM(campaign),
                              .include_recent = request_flag(request, "include_recent"),
                              .made = buf_text(&made)),
                        letters, fault);
}
