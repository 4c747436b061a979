/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/uuid.h"
#include "domain/number.h"
#include "domain/sheet.h"
#include "domain/sheet_cell.h"

#include "base/banned.h"

enum { TAGS_MAX = 20, TAG_LENGTH_MAX = 40, FAULTS_MAX = 64 * 1024 };

/* One row on its way; faults become JSON as they are found. */
struct reading {
    const struct sheet_row *row;
    struct json_out *out;
    struct buf fault_text;
    struct json_out faults;
    day today;
};

static void add_fault(struct reading *reading, enum sheet_column column, const char *code,
                      const char *param, int64_t number)
{
    json_out_object(&reading->faults, NULL);
    json_out_text(&reading->faults, "column", sheet_name(column));
    json_out_text(&reading->faults, "code", code);
    json_out_object(&reading->faults, "params");
    if (param)
        json_out_int(&reading->faults, param, number);
    json_out_object_end(&reading->faults);
    json_out_object_end(&reading->faults);
}

static void note(struct reading *reading, enum sheet_column column, const char *code)
{
    if (code)
        add_fault(reading, column, code, NULL, 0);
}

/* What people leave around a text, full-width spaces too. */
static const char *trimmed(const char *text, size_t *length)
{
    static const char wide[] = "　";
    for (;;) {
        if (*text && strchr(" \t\r\n", *text))
            text++;
        else if (strncmp(text, wide, 3) == 0)
            text += 3;
        else
            break;
    }
    *length = strlen(text);
    for (;;) {
        if (*length && strchr(" \t\r\n", text[*length - 1]))
            (*length)--;
        else if (*length >= 3 && memcmp(text + *length - 3, wide, 3) == 0)
            *length -= 3;
        else
            return text;
    }
}

static bool has_column(const struct reading *reading, enum sheet_column column)
{
    return reading->row->cells[column] != NULL;
}

/* The cell in plain form; false when it is empty, absent, or nothing that can be read. */
static bool plain(struct reading *reading, enum sheet_column column,
                  char out[static CELL_PLAIN_MAX])
{
    if (!has_column(reading, column))
        return false;
    if (!cell_plain(reading->row->cells[column], out)) {
        note(reading, column, "not_allowed_value");
        return false;
    }
    if (cell_is_error(out)) {
        note(reading, column, "spreadsheet_error");
        return false;
    }
    return *out != '\0';
}

static bool empty(const struct reading *reading, enum sheet_column column)
{
    size_t length = 0;
    if (has_column(reading, column))
        (void)trimmed(reading->row->cells[column], &length);
    return length == 0;
}

/* In code points, as the contract counts. */
static size_t length_of(const char *text, size_t bytes)
{
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++)
        length += ((unsigned char)text[i] & 0xc0) != 0x80;
    return length;
}

/* One code point of valid UTF-8. */
static uint32_t next_point(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    uint32_t point = *byte++;
    int more = point < 0x80 ? 0 : point < 0xe0 ? 1 : point < 0xf0 ? 2 : 3;
    if (more)
        point &= 0x3fU >> more;
    while (more-- && (*byte & 0xc0) == 0x80)
        point = point << 6 | (*byte++ & 0x3f);
    *at = (const char *)byte;
    return point;
}

static bool is_control(uint32_t point)
{
    return point < ' ' || (point >= 0x7f && point <= 0x9f);
}

/* Line ends, and what shows the rest in another order than it is written. */
static bool breaks_line(uint32_t point)
{
    return (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

static bool is_invisible(uint32_t point)
{
    return point == ' ' || point == 0xa0 || (point >= 0x2000 && point <= 0x200f) ||
           point == 0x2060 || point == 0x3000 || point == 0xfeff;
}

/* What the contract asks of texts that people read: formats `line` and `prose`. */
static bool is_readable(const char *text, size_t length, bool lines)
{
    bool visible = length == 0;
    for (const char *at = text; at < text + length;) {
        uint32_t point = next_point(&at);
        bool allowed = lines && (point == '\t' || point == '\n' || point == '\r');
        if ((is_control(point) && !allowed) || breaks_line(point))
            return false;
        visible = visible || (!is_control(point) && !is_invisible(point));
    }
    return visible;
}

static void put_text(struct json_out *out, const char *member, const char *text, size_t length)
{
    json_out_text_begin(out, member);
    json_out_escape(out->buf, text, length);
    json_out_text_end(out);
}

/* A text of the record or the demand; null where the cell is empty. */
static void read_text(struct reading *reading, enum sheet_column column, const char *member,
                      size_t maximum, bool lines)
{
    char word[CELL_PLAIN_MAX];
    size_t length;
    if (!has_column(reading, column))
        return;
    const char *text = trimmed(reading->row->cells[column], &length);
    if (length_of(text, length) > maximum)
        add_fault(reading, column, "too_long", "maxLength", (int64_t)maximum);
    else if (!is_readable(text, length, lines))
        note(reading, column, "invalid_text");
    else if (cell_plain(text, word) && cell_is_error(word))
        note(reading, column, "spreadsheet_error");
    else if (length == 0)
        json_out_null(reading->out, member);
    else
        put_text(reading->out, member, text, length);
}

typedef const char *check_fn(const char *plain);

/* The same for what has a form. */
static void read_checked(struct reading *reading, enum sheet_column column, const char *member,
                         check_fn *check)
{
    char text[CELL_PLAIN_MAX];
    if (!has_column(reading, column))
        return;
    if (!plain(reading, column, text)) {
        if (empty(reading, column))
            json_out_null(reading->out, member);
        return;
    }
    const char *problem = check(text);
    note(reading, column, problem);
    if (!problem)
        json_out_text(reading->out, member, text);
}

static void read_corporate_number(struct reading *reading)
{
    char text[CELL_PLAIN_MAX], digits[CELL_PLAIN_MAX];
    if (!has_column(reading, SHEET_CORPORATE_NUMBER))
        return;
    if (!plain(reading, SHEET_CORPORATE_NUMBER, text)) {
        if (empty(reading, SHEET_CORPORATE_NUMBER))
            json_out_null(reading->out, "corporate_number");
        return;
    }
    const char *problem = cell_corporate_number(text, digits);
    note(reading, SHEET_CORPORATE_NUMBER, problem);
    if (!problem)
        json_out_text(reading->out, "corporate_number", digits);
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

struct span {
    const char *text;
    size_t length;
};

static bool seen_before(const struct span *tags, size_t count, const struct span *tag)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i].length == tag->length && memcmp(tags[i].text, tag->text, tag->length) == 0)
            return true;
    return false;
}

static struct span tag_of(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (from < to && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return (struct span){from, (size_t)(to - from)};
}

/* A cell with line ends has one tag on each line, whatever else stands in them. */
static size_t split_tags(struct reading *reading, const char *cell, struct span *tags)
{
    size_t count = 0;
    bool lines = strpbrk(cell, "\r\n") != NULL;
    const char *from = cell;
    for (const char *at = cell;; at++) {
        size_t length = *at ? separator_length(at, lines) : 0;
        if (*at && !length)
            continue;
        struct span tag = tag_of(from, at);
        if (tag.length > 0 && !seen_before(tags, count, &tag)) {
            if (length_of(tag.text, tag.length) > TAG_LENGTH_MAX)
                add_fault(reading, SHEET_TAGS, "too_long", "maxLength", TAG_LENGTH_MAX);
            else if (!is_readable(tag.text, tag.length, false))
                note(reading, SHEET_TAGS, "invalid_text");
            else if (count == TAGS_MAX)
                add_fault(reading, SHEET_TAGS, "too_many_items", "maxItems", TAGS_MAX);
            else
                tags[count++] = tag;
        }
        if (!*at)
            return count;
        at += length - 1;
        from = at + 1;
    }
}

static void read_tags(struct reading *reading)
{
    struct span tags[TAGS_MAX];
    if (!has_column(reading, SHEET_TAGS))
        return;
    size_t count = split_tags(reading, reading->row->cells[SHEET_TAGS], tags);
    json_out_array(reading->out, "tags");
    for (size_t i = 0; i < count; i++)
        put_text(reading->out, NULL, tags[i].text, tags[i].length);
    json_out_array_end(reading->out);
}

/* The record */

static void read_contact(struct reading *reading)
{
    bool named = !empty(reading, SHEET_CONTACT_NAME);
    bool more = !empty(reading, SHEET_CONTACT_DEPARTMENT) || !empty(reading, SHEET_CONTACT_EMAIL) ||
                !empty(reading, SHEET_CONTACT_PHONE);
    if (!has_column(reading, SHEET_CONTACT_NAME) && !more)
        return;
    if (!named && more)
        note(reading, SHEET_CONTACT_NAME, "missing_field");
    json_out_object(reading->out, "contact");
    read_text(reading, SHEET_CONTACT_NAME, "name", 100, false);
    read_text(reading, SHEET_CONTACT_DEPARTMENT, "department", 100, false);
    read_checked(reading, SHEET_CONTACT_EMAIL, "email", cell_email);
    read_checked(reading, SHEET_CONTACT_PHONE, "phone", cell_phone);
    json_out_object_end(reading->out);
}

static void read_record(struct reading *reading)
{
    json_out_object(reading->out, "record");
    read_checked(reading, SHEET_CODE, "code", cell_code);
    read_corporate_number(reading);
    read_text(reading, SHEET_NAME, "name", 200, false);
    read_text(reading, SHEET_READING, "reading", 200, false);
    read_text(reading, SHEET_CATEGORY, "category", 60, false);
    read_tags(reading);
    read_contact(reading);
    read_text(reading, SHEET_MEMO, "memo", 2000, true);
    json_out_object_end(reading->out);
}

/* Days, the demand, the declaration */

enum when { ANY_DAY, NOT_FUTURE };

static day read_day(struct reading *reading, enum sheet_column column, const char *member,
                    enum when when)
{
    char text[CELL_PLAIN_MAX], written[DAY_TEXT_SIZE];
    day found = DAY_NONE;
    if (!plain(reading, column, text))
        return DAY_NONE;
    const char *problem = cell_day(text, &found);
    if (!problem && when == NOT_FUTURE && found > reading->today)
        problem = "date_in_future";
    note(reading, column, problem);
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
    note(reading, SHEET_REQUIRED_STAR, problem);
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
    char text[CELL_PLAIN_MAX];
    const char *assurance;
    bool higher;
    day found;
    if (!empty(reading, SHEET_DUE_ON) || !empty(reading, SHEET_REASON))
        note(reading, SHEET_REQUIRED_STAR, "missing_field");
    if (plain(reading, SHEET_REQUIRED_ASSURANCE, text))
        note(reading, SHEET_REQUIRED_ASSURANCE, cell_assurance(text, &assurance));
    if (plain(reading, SHEET_ACCEPT_HIGHER, text))
        note(reading, SHEET_ACCEPT_HIGHER, cell_flag(text, &higher));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (plain(reading, days[i], text))
            note(reading, days[i], cell_day(text, &found));
}

static void read_demand(struct reading *reading)
{
    char text[CELL_PLAIN_MAX];
    const char *assurance;
    bool higher;
    if (!plain(reading, SHEET_REQUIRED_STAR, text)) {
        read_no_demand(reading);
        return;
    }
    json_out_object(reading->out, "demand");
    read_star(reading, text);
    if (plain(reading, SHEET_REQUIRED_ASSURANCE, text)) {
        const char *problem = cell_assurance(text, &assurance);
        note(reading, SHEET_REQUIRED_ASSURANCE, problem);
        if (!problem)
            json_out_text(reading->out, "required_assurance", assurance);
    }
    if (plain(reading, SHEET_ACCEPT_HIGHER, text)) {
        const char *problem = cell_flag(text, &higher);
        note(reading, SHEET_ACCEPT_HIGHER, problem);
        if (!problem)
            json_out_bool(reading->out, "accept_higher", higher);
    }
    (void)read_day(reading, SHEET_EFFECTIVE_FROM, "effective_from", ANY_DAY);
    (void)read_day(reading, SHEET_DUE_ON, "due_on", ANY_DAY);
    if (!empty(reading, SHEET_REASON))
        read_text(reading, SHEET_REASON, "reason", 2000, true);
    (void)read_day(reading, SHEET_NOTICE_ON, "notice_on", NOT_FUTURE);
    json_out_object_end(reading->out);
}

static int read_declaration_star(struct reading *reading)
{
    char text[CELL_PLAIN_MAX];
    int star = 0;
    if (!plain(reading, SHEET_DECLARATION_STAR, text)) {
        if (empty(reading, SHEET_DECLARATION_STAR))
            note(reading, SHEET_DECLARATION_STAR, "missing_field");
        return 0;
    }
    const char *problem = cell_star(text, &star);
    if (!problem && (star < 1 || star > 4))
        problem = "not_allowed_value";
    note(reading, SHEET_DECLARATION_STAR, problem);
    if (problem)
        return 0;
    json_out_int(reading->out, "star", star);
    return star;
}

static void read_declaration_number(struct reading *reading, int star)
{
    char text[CELL_PLAIN_MAX];
    if (!plain(reading, SHEET_DECLARATION_ID, text)) {
        if (empty(reading, SHEET_DECLARATION_ID))
            note(reading, SHEET_DECLARATION_ID, "missing_field");
        return;
    }
    size_t length;
    const char *entered = trimmed(reading->row->cells[SHEET_DECLARATION_ID], &length);
    const char *problem = cell_number(text);
    if (!problem && star)
        problem = declaration_number_problem(star, text);
    if (!problem && (length_of(entered, length) > 64 || !is_readable(entered, length, false)))
        problem = "declaration_id_format";
    note(reading, SHEET_DECLARATION_ID, problem);
    if (problem)
        return;
    /* A registration number is free text: what is a hyphen elsewhere may be a letter there. */
    if (star >= 3)
        put_text(reading->out, "id", entered, length);
    else
        json_out_text(reading->out, "id", text);
}

static void read_declaration(struct reading *reading)
{
    if (empty(reading, SHEET_DECLARATION_STAR) && empty(reading, SHEET_DECLARATION_ID) &&
        empty(reading, SHEET_DECLARED_ON) && empty(reading, SHEET_VALID_UNTIL))
        return;
    json_out_object(reading->out, "declaration");
    read_declaration_number(reading, read_declaration_star(reading));
    if (empty(reading, SHEET_DECLARED_ON))
        note(reading, SHEET_DECLARED_ON, "missing_field");
    day declared = read_day(reading, SHEET_DECLARED_ON, "declared_on", NOT_FUTURE);
    day until = read_day(reading, SHEET_VALID_UNTIL, "valid_until", ANY_DAY);
    if (declared != DAY_NONE && until < declared)
        note(reading, SHEET_VALID_UNTIL, "valid_until_before_valid_from");
    json_out_object_end(reading->out);
}

static void read_relationship(struct reading *reading)
{
    char text[CELL_PLAIN_MAX];
    struct uuid id;
    if (!plain(reading, SHEET_RELATIONSHIP, text))
        return;
    if (uuid_parse(text, &id))
        json_out_text(reading->out, "relationship", text);
    else
        note(reading, SHEET_RELATIONSHIP, "invalid_uuid");
}

static void read_version(struct reading *reading, enum sheet_column column)
{
    char text[CELL_PLAIN_MAX];
    int version = 0;
    if (!plain(reading, column, text))
        return;
    const char *problem = cell_version(text, &version);
    note(reading, column, problem);
    if (!problem)
        json_out_int(reading->out, sheet_name(column), version);
}

void sheet_row_write(struct json_out *out, const struct sheet_row *row, day today)
{
    struct reading reading = {
        .row = row, .out = out, .fault_text = BUF_INIT(FAULTS_MAX), .today = today};
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
