/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_out.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
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

/* Where a cell's value stands: in the item itself, or in what it holds. */
enum origin { ITEM, PARTY, CONTACT, STATUS, DEMAND, DECLARATION };

enum form { PLAIN, WORD, FLAG, TAGS, STAR, STATUS_LABEL, REASONS, STEP, INSTANT };

/* Of which lists a column is. */
enum { SUPPLIERS = 1 << SHEET_OF_SUPPLIERS, STATUSES = 1 << SHEET_OF_STATUSES };
enum { BUYERS_OWN = SUPPLIERS | STATUSES, ALL = BUYERS_OWN | 1 << SHEET_OF_BUYERS };

static const struct sheet_source {
    int lists;
    enum cells_kind cells;
    enum origin origin;
    enum form form;
    enum text_kind words; /* of a WORD */
    const char *member;   /* NULL: called as the column is */
} sources[SHEET_COLUMN_COUNT] = {
    [SHEET_RELATIONSHIP] = {ALL, CELLS_TEXT, STATUS},
    [SHEET_CODE] = {BUYERS_OWN, CELLS_TEXT, ITEM},
    [SHEET_CORPORATE_NUMBER] = {ALL, CELLS_TEXT, PARTY},
    [SHEET_NAME] = {ALL, CELLS_TEXT, PARTY},
    [SHEET_READING] = {ALL, CELLS_TEXT, PARTY},
    [SHEET_CATEGORY] = {BUYERS_OWN, CELLS_TEXT, ITEM},
    [SHEET_TAGS] = {BUYERS_OWN, CELLS_TEXT, ITEM, TAGS},
    [SHEET_MEMO] = {BUYERS_OWN, CELLS_LONG, ITEM},
    [SHEET_OWNER] = {SUPPLIERS, CELLS_TEXT, ITEM},
    [SHEET_REQUIRED_STAR] = {ALL, CELLS_NUMBER, DEMAND, STAR},
    [SHEET_REQUIRED_ASSURANCE] = {ALL, CELLS_TEXT, DEMAND, WORD, TEXT_ASSURANCE},
    [SHEET_ACCEPT_HIGHER] = {ALL, CELLS_TEXT, DEMAND, FLAG},
    [SHEET_EFFECTIVE_FROM] = {ALL, CELLS_DAY, DEMAND},
    [SHEET_DUE_ON] = {ALL, CELLS_DAY, DEMAND},
    [SHEET_REASON] = {SUPPLIERS, CELLS_LONG, DEMAND},
    [SHEET_NOTICE_ON] = {SUPPLIERS, CELLS_DAY, DEMAND},
    [SHEET_DECLARATION_STAR] = {SUPPLIERS, CELLS_NUMBER, DECLARATION, .member = "star"},
    [SHEET_DECLARATION_ID] = {SUPPLIERS, CELLS_TEXT, DECLARATION, .member = "id"},
    [SHEET_DECLARED_ON] = {SUPPLIERS, CELLS_DAY, DECLARATION},
    [SHEET_VALID_UNTIL] = {SUPPLIERS, CELLS_DAY, DECLARATION},
    [SHEET_RECORD_VERSION] = {SUPPLIERS, CELLS_NUMBER, ITEM},
    [SHEET_REVISION] = {SUPPLIERS, CELLS_NUMBER, ITEM},
    [SHEET_STATE] = {SUPPLIERS, CELLS_TEXT, ITEM, WORD, TEXT_STATE},
    [SHEET_DECIDED_BY] = {ALL, CELLS_TEXT, STATUS, WORD, TEXT_DECIDED_BY},
    [SHEET_AS_OF] = {ALL, CELLS_DAY, STATUS},
    [SHEET_STATUS] = {ALL, CELLS_TEXT, STATUS, STATUS_LABEL},
    [SHEET_WAITING_ON] = {ALL, CELLS_TEXT, STATUS, WORD, TEXT_ACTOR},
    [SHEET_HELD_STAR] = {ALL, CELLS_NUMBER, STATUS},
    [SHEET_HELD_ASSURANCE] = {ALL, CELLS_TEXT, STATUS, WORD, TEXT_ASSURANCE},
    [SHEET_GAP] = {ALL, CELLS_NUMBER, STATUS},
    [SHEET_REASONS] = {ALL, CELLS_LONG, STATUS, REASONS},
    [SHEET_NEXT_STEP] = {ALL, CELLS_LONG, STATUS, STEP},
    [SHEET_CHANGES_ON] = {ALL, CELLS_DAY, STATUS},
    [SHEET_DECIDED_AT] = {ALL, CELLS_TEXT, STATUS, INSTANT},
};

/* Columns of a contact are its members. */
static struct sheet_source source_of(enum sheet_column column)
{
    const char *contact = sheet_contact_member(column);
    return contact ? (struct sheet_source){SUPPLIERS, CELLS_TEXT, CONTACT, .member = contact}
                   : sources[column];
}

static bool list_has_column(enum sheet_kind kind, enum sheet_column column)
{
    return source_of(column).lists >> kind & 1;
}

/* A supplier's list names its buyers where a buyer's names suppliers. */
static struct cells_column described(enum sheet_kind kind, enum sheet_column column,
                                     enum language language)
{
    bool buyer = kind == SHEET_OF_BUYERS && column == SHEET_NAME;
    const char *code = buyer ? "buyer" : sheet_name(column);
    struct cells_column out = {.heading = sheet_heading(column, language),
                               .kind = source_of(column).cells,
                               .meaning = text_word(TEXT_LIST_COLUMN, code, language)};
    if (buyer && language == LANGUAGE_JA)
        out.heading = "発注企業名";
    if (kind == SHEET_OF_SUPPLIERS)
        (void)sheet_choices(column, language, out.choices);
    return out;
}

void sheet_head_write(const struct cells_sink *sink, enum sheet_kind kind, enum language language)
{
    struct cells_column columns[SHEET_COLUMN_COUNT];
    size_t count = 0;
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++)
        if (list_has_column(kind, (enum sheet_column)i))
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

static void put_tags(const struct writing *to, const json_t *tags)
{
    const char *texts[TAGS_MAX];
    size_t count = json_array_size(tags);
    for (size_t i = 0; i < count && i < TAGS_MAX; i++)
        texts[i] = json_string_value(json_array_get(tags, i));
    sheet_tags_write(to->cell, texts, count < TAGS_MAX ? count : TAGS_MAX);
}

static void put_status_label(const struct writing *to, const char *status)
{
    const char *waiting_on = json_string_value(json_object_get(to->status, "waiting_on"));
    if (status)
        buf_text_add(to->cell, to->language == LANGUAGE_JA
                                   ? text_label(status, waiting_on, LANGUAGE_JA)
                                   : status);
}

static void put_reasons(const struct writing *to, const json_t *reasons)
{
    size_t index;
    const json_t *reason;
    json_array_foreach(reasons, index, reason)
    {
        if (index > 0)
            buf_text_add(to->cell, to->language == LANGUAGE_JA ? "" : " ");
        put(to, json_object_get(reason, "text"));
    }
}

/* In a Japanese sheet people read the time in Tokyo. */
static void put_instant(const struct writing *to, const char *text)
{
    char tokyo[CLOCK_TEXT_SIZE];
    int64_t instant;
    if (to->language == LANGUAGE_JA && clock_parse(text, &instant)) {
        clock_tokyo_time(instant, tokyo);
        text = tokyo;
    }
    buf_text_add(to->cell, text);
}

/* The demand of an exempt supplier has no star. */
static bool is_exempt(const struct writing *to)
{
    return json_is_object(to->demand) &&
           !json_is_integer(json_object_get(to->demand, "required_star"));
}

static void put_required_star(const struct writing *to, const json_t *star)
{
    if (to->kind == SHEET_OF_SUPPLIERS && is_exempt(to))
        buf_text_add(to->cell, sheet_exempt(to->language));
    else
        put(to, star);
}

/* Of a list of statuses the viewer's part holds the counterparty; a record has it at its top. */
static const json_t *origin_of(const struct writing *to, enum origin origin)
{
    switch (origin) {
    case ITEM:
        return to->item;
    case PARTY:
        return to->kind == SHEET_OF_SUPPLIERS ? to->item
                                              : json_object_get(to->item, "counterparty");
    case CONTACT:
        return json_array_get(json_object_get(to->item, "contacts"), 0);
    case STATUS:
        return to->status;
    case DEMAND:
        return to->demand;
    case DECLARATION:
        return json_object_get(to->item, "declaration");
    }
    return NULL;
}

static void put_cell(const struct writing *to, enum sheet_column column)
{
    const struct sheet_source source = source_of(column);
    const char *name = source.member ? source.member : sheet_name(column);
    const json_t *value = json_object_get(origin_of(to, source.origin), name);
    const char *text = json_string_value(value);
    switch (source.form) {
    case PLAIN:
        put(to, value);
        break;
    case WORD:
        buf_text_add(to->cell, text ? sheet_word(source.words, text, to->language) : "");
        break;
    case FLAG:
        if (json_is_boolean(value) && !is_exempt(to))
            buf_text_add(to->cell, sheet_flag(json_is_true(value), to->language));
        break;
    case TAGS:
        put_tags(to, value);
        break;
    case STAR:
        put_required_star(to, value);
        break;
    case STATUS_LABEL:
        put_status_label(to, text);
        break;
    case REASONS:
        put_reasons(to, value);
        break;
    case STEP:
        put(to, json_object_get(value, "text"));
        break;
    case INSTANT:
        put_instant(to, text ? text : "");
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
        if (!list_has_column(kind, column))
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
