/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/uuid.h"
#include "domain/number.h"
#include "domain/sheet.h"
#include "domain/sheet_cell.h"

#include "base/banned.h"

/* More tags than any field takes: the contract says how many that is. */
enum { TAGS_MAX = 200, FAULTS_MAX = 64 * 1024, NARROW_MAX = ENTERED_MAX };

/* One row on its way; faults become JSON as they are found. */
struct reading {
    const struct sheet_row *row;
    const struct sheet_contract *contract;
    struct json_out *out;
    struct buf fault_text;
    struct json_out faults;
    day today;
};

static void add_fault(struct reading *reading, enum sheet_column column, const char *code,
                      const char *params)
{
    json_out_object(&reading->faults, NULL);
    json_out_text(&reading->faults, "column", sheet_name(column));
    json_out_text(&reading->faults, "code", code);
    json_out_raw(&reading->faults, "params", *params ? params : "{}", *params ? strlen(params) : 2);
    json_out_object_end(&reading->faults);
}

static void add_note(struct reading *reading, enum sheet_column column, const char *code)
{
    if (code)
        add_fault(reading, column, code, "");
}

/* A word that is none of ours; which there are. */
static void note_word(struct reading *reading, enum sheet_column column, const char *code)
{
    if (!code || strcmp(code, "not_allowed_value") != 0) {
        add_note(reading, column, code);
        return;
    }
    switch (column) {
    case SHEET_REQUIRED_STAR:
        add_fault(reading, column, code, "{\"allowed\": \"★1, ★2, ★3, ★4, ★5, 対象外\"}");
        return;
    case SHEET_DECLARATION_STAR:
        add_fault(reading, column, code, "{\"allowed\": \"★1, ★2, ★3, ★4\"}");
        return;
    case SHEET_REQUIRED_ASSURANCE:
        add_fault(reading, column, code,
                  "{\"allowed\": \"宣言のみ, 裏付け資料あり, 照合済み, declared, substantiated, "
                  "confirmed\"}");
        return;
    case SHEET_ACCEPT_HIGHER:
        add_fault(reading, column, code, "{\"allowed\": \"○, ×, はい, いいえ, true, false\"}");
        return;
    default:
        add_note(reading, column, code);
    }
}

static bool has_column(const struct reading *reading, enum sheet_column column)
{
    return reading->row->cells[column] != NULL;
}

static struct text_span cell_of(const struct reading *reading, enum sheet_column column)
{
    const char *cell = reading->row->cells[column];
    return cell ? text_trimmed(cell, strlen(cell)) : (struct text_span){"", 0};
}

static bool empty(const struct reading *reading, enum sheet_column column)
{
    char narrow[NARROW_MAX];
    const char *cell = reading->row->cells[column];
    return cell_of(reading, column).length == 0 ||
           (text_narrow(cell, narrow, sizeof narrow) && entered_is_nothing(narrow));
}

/* The cell in narrow form; false when it is empty, absent, or nothing that can be read. */
static bool narrow(struct reading *reading, enum sheet_column column, char out[static NARROW_MAX])
{
    if (!has_column(reading, column) || empty(reading, column))
        return false;
    if (!entered_narrow(reading->row->cells[column], out)) {
        add_note(reading, column, "not_allowed_value");
        return false;
    }
    if (cell_is_error(out)) {
        add_note(reading, column, "spreadsheet_error");
        return false;
    }
    return true;
}

static void put_text(struct json_out *out, const char *member, struct text_span text)
{
    json_out_text_begin(out, member);
    json_out_escape(out->buf, text.text, text.length);
    json_out_text_end(out);
}

static bool fits(struct reading *reading, enum sheet_column column, const struct text_span *texts,
                 size_t count)
{
    SCOPED(fault_release) struct fault problem = {0};
    const struct sheet_contract *contract = reading->contract;
    if (contract->fits(contract->context, column, texts, count, &problem))
        return true;
    struct fault_item first = fault_first(&problem);
    add_fault(reading, column, first.code, first.params);
    return false;
}

/* What only a spreadsheet does to a field of this kind. */
static const char *spoiled(enum sheet_column column, const char *narrow)
{
    switch (column) {
    case SHEET_CODE:
    case SHEET_CORPORATE_NUMBER:
    case SHEET_DECLARATION_ID:
        return cell_spoiled(narrow);
    case SHEET_CONTACT_PHONE:
        return cell_phone_spoiled(narrow);
    default:
        return NULL;
    }
}

/* The text that the field becomes; false with a fault, or when there is nothing. */
static bool field_text(struct reading *reading, enum sheet_column column,
                       char entered[static ENTERED_MAX], struct text_span *out)
{
    const struct sheet_contract *contract = reading->contract;
    char plain[NARROW_MAX];
    const char *problem = NULL;
    *out = cell_of(reading, column);
    if (out->length == 0)
        return false;
    bool short_text = text_narrow(reading->row->cells[column], plain, sizeof plain);
    if (short_text)
        problem = cell_is_error(plain) ? "spreadsheet_error" : spoiled(column, plain);
    add_note(reading, column, problem);
    if (problem)
        return false;
    if (contract->enter(contract->context, column, reading->row->cells[column], entered))
        *out = (struct text_span){entered, strlen(entered)};
    else
        return fits(reading, column, out, 1);
    return !entered_is_nothing(entered) && fits(reading, column, out, 1);
}

/* A field of the record or the demand; null where the cell is empty. */
static void read_field(struct reading *reading, enum sheet_column column, const char *member)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!has_column(reading, column))
        return;
    if (field_text(reading, column, entered, &text))
        put_text(reading->out, member, text);
    else
        json_out_null(reading->out, member);
}

static void read_corporate_number(struct reading *reading)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!has_column(reading, SHEET_CORPORATE_NUMBER))
        return;
    if (!field_text(reading, SHEET_CORPORATE_NUMBER, entered, &text)) {
        json_out_null(reading->out, "corporate_number");
        return;
    }
    const char *problem = corporate_number_problem(text.text);
    add_note(reading, SHEET_CORPORATE_NUMBER, problem);
    if (!problem)
        put_text(reading->out, "corporate_number", text);
}

/* Tags */

static size_t separator_length(const char *at, bool lines)
{
    static const char *const marks[] = {"、", ",", ";", "，", "；"};
    if (*at == '\n' || *at == '\r')
        return 1;
    for (size_t i = 0; !lines && i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

static bool seen_before(const struct text_span *tags, size_t count, const struct text_span *tag)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i].length == tag->length && memcmp(tags[i].text, tag->text, tag->length) == 0)
            return true;
    return false;
}

/* A cell with line ends has one tag on each line, whatever else stands in them. */
static size_t split_tags(const char *cell, struct text_span tags[static TAGS_MAX])
{
    size_t count = 0;
    bool lines = strpbrk(cell, "\r\n") != NULL;
    const char *from = cell;
    for (const char *at = cell; count < TAGS_MAX; at++) {
        size_t length = *at ? separator_length(at, lines) : 0;
        if (*at && !length)
            continue;
        struct text_span tag = text_trimmed(from, (size_t)(at - from));
        if (tag.length > 0 && !seen_before(tags, count, &tag))
            tags[count++] = tag;
        if (!*at)
            break;
        at += length - 1;
        from = at + 1;
    }
    return count;
}

static void read_tags(struct reading *reading)
{
    struct text_span tags[TAGS_MAX];
    if (!has_column(reading, SHEET_TAGS))
        return;
    size_t count = split_tags(reading->row->cells[SHEET_TAGS], tags);
    if (!fits(reading, SHEET_TAGS, tags, count))
        return;
    json_out_array(reading->out, "tags");
    for (size_t i = 0; i < count; i++)
        put_text(reading->out, NULL, tags[i]);
    json_out_array_end(reading->out);
}

/* The record */

static void read_contact(struct reading *reading)
{
    bool any = false, more = false;
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++) {
        bool ours = sheet_contact_member(column);
        any = any || (ours && has_column(reading, column));
        more = more || (ours && !empty(reading, column));
    }
    if (!any)
        return;
    if (more && empty(reading, SHEET_CONTACT_NAME) && empty(reading, SHEET_CONTACT_EMAIL))
        add_note(reading, SHEET_CONTACT_NAME, "contact_unnamed");
    json_out_object(reading->out, "contact");
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++)
        if (sheet_contact_member(column))
            read_field(reading, column, sheet_contact_member(column));
    json_out_object_end(reading->out);
}

static void read_record(struct reading *reading)
{
    json_out_object(reading->out, "record");
    read_field(reading, SHEET_CODE, "code");
    read_corporate_number(reading);
    read_field(reading, SHEET_NAME, "name");
    read_field(reading, SHEET_READING, "reading");
    read_field(reading, SHEET_CATEGORY, "category");
    read_tags(reading);
    read_contact(reading);
    read_field(reading, SHEET_MEMO, "memo");
    read_field(reading, SHEET_OWNER, "owner");
    json_out_object_end(reading->out);
}

/* Days, the demand, the declaration */

enum when { ANY_DAY, NOT_FUTURE };

static day read_day_column(struct reading *reading, enum sheet_column column, const char *member,
                           enum when when)
{
    char text[NARROW_MAX], written[DAY_TEXT_SIZE];
    day found = DAY_NONE;
    if (!narrow(reading, column, text))
        return DAY_NONE;
    const char *problem = cell_day(text, &found);
    if (!problem && when == NOT_FUTURE && found > reading->today)
        problem = "date_in_future";
    add_note(reading, column, problem);
    if (problem)
        return DAY_NONE;
    day_format(found, written);
    json_out_text(reading->out, member, written);
    return found;
}

static void read_star(struct reading *reading, const char *text)
{
    int star = 0;
    const char *problem = cell_star(text, &star);
    note_word(reading, SHEET_REQUIRED_STAR, problem);
    if (problem)
        return;
    if (star == 0)
        json_out_null(reading->out, "required_star");
    else
        json_out_int(reading->out, "required_star", star);
}

/* Without a star the others say nothing, unless they were meant to; what they hold can be read. */
static void read_no_demand(struct reading *reading)
{
    static const enum sheet_column days[] = {SHEET_EFFECTIVE_FROM, SHEET_NOTICE_ON};
    char text[NARROW_MAX];
    const char *assurance;
    bool higher;
    day found;
    if (!empty(reading, SHEET_DUE_ON) || !empty(reading, SHEET_REASON))
        add_note(reading, SHEET_REQUIRED_STAR, "missing_field");
    if (narrow(reading, SHEET_REQUIRED_ASSURANCE, text))
        note_word(reading, SHEET_REQUIRED_ASSURANCE, cell_assurance(text, &assurance));
    if (narrow(reading, SHEET_ACCEPT_HIGHER, text))
        note_word(reading, SHEET_ACCEPT_HIGHER, cell_flag(text, &higher));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (narrow(reading, days[i], text))
            add_note(reading, days[i], cell_day(text, &found));
}

static void read_demand(struct reading *reading)
{
    char text[NARROW_MAX];
    const char *assurance;
    bool higher;
    if (!narrow(reading, SHEET_REQUIRED_STAR, text)) {
        read_no_demand(reading);
        return;
    }
    json_out_object(reading->out, "demand");
    read_star(reading, text);
    if (narrow(reading, SHEET_REQUIRED_ASSURANCE, text)) {
        const char *problem = cell_assurance(text, &assurance);
        note_word(reading, SHEET_REQUIRED_ASSURANCE, problem);
        if (!problem)
            json_out_text(reading->out, "required_assurance", assurance);
    }
    if (narrow(reading, SHEET_ACCEPT_HIGHER, text)) {
        const char *problem = cell_flag(text, &higher);
        note_word(reading, SHEET_ACCEPT_HIGHER, problem);
        if (!problem)
            json_out_bool(reading->out, "accept_higher", higher);
    }
    (void)read_day_column(reading, SHEET_EFFECTIVE_FROM, "effective_from", ANY_DAY);
    (void)read_day_column(reading, SHEET_DUE_ON, "due_on", ANY_DAY);
    if (!empty(reading, SHEET_REASON))
        read_field(reading, SHEET_REASON, "reason");
    (void)read_day_column(reading, SHEET_NOTICE_ON, "notice_on", ANY_DAY);
    json_out_object_end(reading->out);
}

static int read_declaration_star(struct reading *reading)
{
    char text[NARROW_MAX];
    int star = 0;
    if (!narrow(reading, SHEET_DECLARATION_STAR, text)) {
        if (empty(reading, SHEET_DECLARATION_STAR))
            add_note(reading, SHEET_DECLARATION_STAR, "missing_field");
        return 0;
    }
    const char *problem = cell_star(text, &star);
    if (!problem && (star < 1 || star > 4))
        problem = "not_allowed_value";
    note_word(reading, SHEET_DECLARATION_STAR, problem);
    if (problem)
        return 0;
    json_out_int(reading->out, "star", star);
    return star;
}

static void read_declaration_number(struct reading *reading, int star)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!has_column(reading, SHEET_DECLARATION_ID) || empty(reading, SHEET_DECLARATION_ID)) {
        add_note(reading, SHEET_DECLARATION_ID, "missing_field");
        return;
    }
    if (!field_text(reading, SHEET_DECLARATION_ID, entered, &text))
        return;
    const char *problem = star ? declaration_number_problem(star, text.text) : NULL;
    add_note(reading, SHEET_DECLARATION_ID, problem);
    if (!problem)
        put_text(reading->out, "id", text);
}

static void read_declaration(struct reading *reading)
{
    if (empty(reading, SHEET_DECLARATION_STAR) && empty(reading, SHEET_DECLARATION_ID) &&
        empty(reading, SHEET_DECLARED_ON) && empty(reading, SHEET_VALID_UNTIL))
        return;
    json_out_object(reading->out, "declaration");
    read_declaration_number(reading, read_declaration_star(reading));
    if (empty(reading, SHEET_DECLARED_ON))
        add_note(reading, SHEET_DECLARED_ON, "missing_field");
    day declared = read_day_column(reading, SHEET_DECLARED_ON, "declared_on", NOT_FUTURE);
    day until = read_day_column(reading, SHEET_VALID_UNTIL, "valid_until", ANY_DAY);
    if (declared != DAY_NONE && until < declared)
        add_note(reading, SHEET_VALID_UNTIL, "valid_until_before_valid_from");
    json_out_object_end(reading->out);
}

static void read_relationship(struct reading *reading)
{
    char text[NARROW_MAX];
    struct uuid id;
    if (!narrow(reading, SHEET_RELATIONSHIP, text))
        return;
    if (uuid_parse(text, &id))
        json_out_text(reading->out, "relationship", text);
    else
        add_note(reading, SHEET_RELATIONSHIP, "invalid_uuid");
}

static void read_version(struct reading *reading, enum sheet_column column)
{
    char text[NARROW_MAX];
    int version = 0;
    if (!narrow(reading, column, text))
        return;
    const char *problem = cell_version(text, &version);
    add_note(reading, column, problem);
    if (!problem)
        json_out_int(reading->out, sheet_name(column), version);
}

void sheet_row_write(struct json_out *out, const struct sheet_row *row,
                     const struct sheet_contract *contract, day today)
{
    struct reading reading = {.row = row,
                              .contract = contract,
                              .out = out,
                              .fault_text = BUF_INIT(FAULTS_MAX),
                              .today = today};
    reading.faults = (struct json_out)JSON_OUT_INIT(&reading.fault_text);
    json_out_array(&reading.faults, NULL);
    json_out_object(out, NULL);
    json_out_int(out, "place", (int64_t)row->place);
    json_out_int(out, "line", (int64_t)row->line);
    json_out_object(out, "content");
    read_relationship(&reading);
    read_version(&reading, SHEET_RECORD_VERSION);
    read_version(&reading, SHEET_REVISION);
    read_record(&reading);
    read_demand(&reading);
    read_declaration(&reading);
    json_out_text(out, "new_relationship", row->new_relationship);
    json_out_text(out, "new_declaration", row->new_declaration);
    json_out_object_end(out);
    json_out_array_end(&reading.faults);
    json_out_raw(out, "faults", buf_text(&reading.fault_text), reading.fault_text.length);
    json_out_object_end(out);
    if (!buf_ok(&reading.fault_text))
        out->buf->failed = true;
    buf_release(&reading.fault_text);
}
