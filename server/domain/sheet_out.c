/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_out.h"

#include <stdio.h>
#include <string.h>

#include "domain/text.h"

#include "base/banned.h"

enum { CELL_MAX = 64 * 1024, TAGS_MAX = 100 };

struct writing {
    const json_t *item;
    const json_t *status;
    const json_t *demand; /* of a sheet of suppliers, else the status; NULL: none */
    enum sheet_kind kind;
    enum language language;
    struct buf *cell;
};

static bool kind_has_column(enum sheet_kind kind, enum sheet_column column)
{
    if (sheet_contact_member(column))
        return kind == SHEET_OF_SUPPLIERS;
    switch (column) {
    case SHEET_CODE:
    case SHEET_CATEGORY:
    case SHEET_TAGS:
    case SHEET_MEMO:
        return kind != SHEET_OF_BUYERS;
    case SHEET_OWNER:
    case SHEET_REASON:
    case SHEET_NOTICE_ON:
    case SHEET_DECLARATION_STAR:
    case SHEET_DECLARATION_ID:
    case SHEET_DECLARED_ON:
    case SHEET_VALID_UNTIL:
    case SHEET_RECORD_VERSION:
    case SHEET_REVISION:
    case SHEET_STATE:
        return kind == SHEET_OF_SUPPLIERS;
    default:
        return true;
    }
}

static enum cells_kind kind_of_cell(enum sheet_column column)
{
    switch (column) {
    case SHEET_REQUIRED_STAR:
    case SHEET_DECLARATION_STAR:
    case SHEET_RECORD_VERSION:
    case SHEET_REVISION:
    case SHEET_HELD_STAR:
    case SHEET_GAP:
        return CELLS_NUMBER;
    case SHEET_EFFECTIVE_FROM:
    case SHEET_DUE_ON:
    case SHEET_NOTICE_ON:
    case SHEET_DECLARED_ON:
    case SHEET_VALID_UNTIL:
    case SHEET_AS_OF:
    case SHEET_CHANGES_ON:
        return CELLS_DAY;
    case SHEET_MEMO:
    case SHEET_REASON:
    case SHEET_REASONS:
    case SHEET_NEXT_STEP:
        return CELLS_LONG;
    default:
        return CELLS_TEXT;
    }
}

static const char *level_word(const char *name, enum language language)
{
    return language == LANGUAGE_JA ? text_word(TEXT_ASSURANCE, name, language) : name;
}

static const char *flag_of(bool flag, enum language language)
{
    if (language == LANGUAGE_JA)
        return flag ? "はい" : "いいえ";
    return flag ? "true" : "false";
}

static const char *exempt_of(enum language language)
{
    return language == LANGUAGE_JA ? "対象外" : "exempt";
}

static void offer_choices(struct cells_column *out, enum sheet_column column,
                          enum language language)
{
    static const char *const stars[] = {"1", "2", "3", "4", "5"};
    static const char *const levels[] = {"declared", "substantiated", "confirmed"};
    size_t count = 0;
    if (column == SHEET_REQUIRED_STAR || column == SHEET_DECLARATION_STAR)
        for (size_t i = 0; i < sizeof stars / sizeof *stars; i++)
            out->choices[count++] = stars[i];
    if (column == SHEET_REQUIRED_STAR)
        out->choices[count++] = exempt_of(language);
    if (column == SHEET_REQUIRED_ASSURANCE)
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            out->choices[count++] = level_word(levels[i], language);
    if (column == SHEET_ACCEPT_HIGHER) {
        out->choices[count++] = flag_of(true, language);
        out->choices[count++] = flag_of(false, language);
    }
}

/* A supplier's list names its buyers where a buyer's names suppliers. */
static struct cells_column described(enum sheet_kind kind, enum sheet_column column,
                                     enum language language)
{
    bool buyer = kind == SHEET_OF_BUYERS && column == SHEET_NAME;
    const char *code = buyer ? "buyer" : sheet_name(column);
    struct cells_column out = {.heading = sheet_heading(column, language),
                               .kind = kind_of_cell(column),
                               .meaning = text_word(TEXT_LIST_COLUMN, code, language)};
    if (buyer && language == LANGUAGE_JA)
        out.heading = "発注企業名";
    if (kind == SHEET_OF_SUPPLIERS)
        offer_choices(&out, column, language);
    return out;
}

void sheet_head_write(const struct cells_sink *sink, enum sheet_kind kind, enum language language)
{
    struct cells_column columns[SHEET_COLUMN_COUNT];
    size_t count = 0;
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++)
        if (kind_has_column(kind, (enum sheet_column)i))
            columns[count++] = described(kind, (enum sheet_column)i, language);
    cells_head(sink, columns, count);
}

static void put(const struct writing *to, const json_t *value)
{
    if (json_is_string(value))
        buf_text_add(to->cell, json_string_value(value));
    else if (json_is_integer(value))
        buf_format(to->cell, "%lld", (long long)json_integer_value(value));
}

/* People read words, programs codes. */
static void put_word(const struct writing *to, enum text_kind kind, const json_t *value)
{
    const char *code = json_string_value(value);
    if (code)
        buf_text_add(to->cell,
                     to->language == LANGUAGE_JA ? text_word(kind, code, to->language) : code);
}

static void put_flag(const struct writing *to, const json_t *value)
{
    if (json_is_boolean(value))
        buf_text_add(to->cell, flag_of(json_is_true(value), to->language));
}

static void put_tags(const struct writing *to, const json_t *tags)
{
    const char *texts[TAGS_MAX];
    size_t count = json_array_size(tags);
    for (size_t i = 0; i < count && i < TAGS_MAX; i++)
        texts[i] = json_string_value(json_array_get(tags, i));
    sheet_tags_write(to->cell, texts, count < TAGS_MAX ? count : TAGS_MAX);
}

static void put_status(const struct writing *to)
{
    const char *status = json_string_value(json_object_get(to->status, "status"));
    const char *waiting_on = json_string_value(json_object_get(to->status, "waiting_on"));
    if (status)
        buf_text_add(to->cell, to->language == LANGUAGE_JA
                                   ? text_label(status, waiting_on, LANGUAGE_JA)
                                   : status);
}

static void put_reasons(const struct writing *to)
{
    size_t index;
    const json_t *reason;
    json_array_foreach(json_object_get(to->status, "reasons"), index, reason)
    {
        if (index > 0)
            buf_text_add(to->cell, to->language == LANGUAGE_JA ? "" : " ");
        put(to, json_object_get(reason, "text"));
    }
}

/* The demand of an exempt supplier has no star. */
static void put_required_star(const struct writing *to)
{
    const json_t *star = json_object_get(to->demand, "required_star");
    if (to->kind == SHEET_OF_SUPPLIERS && json_is_object(to->demand) && !json_is_integer(star))
        buf_text_add(to->cell, exempt_of(to->language));
    else
        put(to, star);
}

static bool exempt(const struct writing *to)
{
    return !json_is_integer(json_object_get(to->demand, "required_star"));
}

static const json_t *member_of(const struct writing *to, const char *object, const char *member)
{
    return json_object_get(json_object_get(to->item, object), member);
}

static void put_contact(const struct writing *to, const char *member)
{
    put(to, json_object_get(json_array_get(json_object_get(to->item, "contacts"), 0), member));
}

/* Of a list of statuses the viewer's part holds the counterparty; a record has it at its top. */
static void put_party(const struct writing *to, const char *member)
{
    put(to, to->kind == SHEET_OF_SUPPLIERS ? json_object_get(to->item, member)
                                           : member_of(to, "counterparty", member));
}

static void put_cell(const struct writing *to, enum sheet_column column)
{
    const char *name = sheet_name(column);
    if (sheet_contact_member(column)) {
        put_contact(to, sheet_contact_member(column));
        return;
    }
    switch (column) {
    case SHEET_RELATIONSHIP:
        put(to, json_object_get(to->status, name));
        break;
    case SHEET_CORPORATE_NUMBER:
    case SHEET_NAME:
    case SHEET_READING:
        put_party(to, name);
        break;
    case SHEET_TAGS:
        put_tags(to, json_object_get(to->item, name));
        break;
    case SHEET_CODE:
    case SHEET_CATEGORY:
    case SHEET_MEMO:
    case SHEET_OWNER:
    case SHEET_RECORD_VERSION:
    case SHEET_REVISION:
        put(to, json_object_get(to->item, name));
        break;
    case SHEET_REQUIRED_STAR:
        put_required_star(to);
        break;
    case SHEET_REQUIRED_ASSURANCE:
        put_word(to, TEXT_ASSURANCE, json_object_get(to->demand, name));
        break;
    case SHEET_ACCEPT_HIGHER:
        if (!exempt(to))
            put_flag(to, json_object_get(to->demand, name));
        break;
    case SHEET_EFFECTIVE_FROM:
    case SHEET_DUE_ON:
    case SHEET_REASON:
    case SHEET_NOTICE_ON:
        put(to, json_object_get(to->demand, name));
        break;
    case SHEET_DECLARATION_STAR:
        put(to, member_of(to, "declaration", "star"));
        break;
    case SHEET_DECLARATION_ID:
        put(to, member_of(to, "declaration", "id"));
        break;
    case SHEET_DECLARED_ON:
    case SHEET_VALID_UNTIL:
        put(to, member_of(to, "declaration", name));
        break;
    case SHEET_STATE:
        put_word(to, TEXT_STATE, json_object_get(to->item, name));
        break;
    case SHEET_DECIDED_BY:
        put_word(to, TEXT_DECIDED_BY, json_object_get(to->status, name));
        break;
    case SHEET_WAITING_ON:
        put_word(to, TEXT_ACTOR, json_object_get(to->status, name));
        break;
    case SHEET_STATUS:
        put_status(to);
        break;
    case SHEET_HELD_ASSURANCE:
        put_word(to, TEXT_ASSURANCE, json_object_get(to->status, name));
        break;
    case SHEET_REASONS:
        put_reasons(to);
        break;
    case SHEET_NEXT_STEP:
        put(to, json_object_get(json_object_get(to->status, name), "text"));
        break;
    default:
        put(to, json_object_get(to->status, name));
        break;
    }
}

bool sheet_item_write(const struct cells_sink *sink, enum sheet_kind kind, const json_t *item,
                      enum language language)
{
    SCOPED(buf_release) struct buf cell = BUF_INIT(CELL_MAX);
    const json_t *status = json_object_get(item, "status");
    const struct writing to = {
        .item = item,
        .status = status,
        .demand = kind == SHEET_OF_SUPPLIERS ? json_object_get(item, "demand") : status,
        .kind = kind,
        .language = language,
        .cell = &cell,
    };
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++) {
        enum sheet_column column = (enum sheet_column)i;
        if (!kind_has_column(kind, column))
            continue;
        buf_clear(&cell);
        put_cell(&to, column);
        if (!buf_ok(&cell))
            return false;
        cells_put(sink, buf_text(&cell));
    }
    cells_row_end(sink);
    return true;
}
