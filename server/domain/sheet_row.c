/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/scan.h"
#include "base/uuid.h"
#include "domain/facts.h"
#include "domain/number.h"
#include "domain/sheet_cell.h"
#include "domain/sheet_reading.h"

#include "base/banned.h"

enum { FAULTS_MAX = 64 * 1024 };

static void read_corporate_number(struct sheet_reading *reading)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!reading_has(reading, SHEET_CORPORATE_NUMBER))
        return;
    if (!reading_text(reading, SHEET_CORPORATE_NUMBER, entered, &text)) {
        json_out_null(reading->out, "corporate_number");
        return;
    }
    const char *problem = corporate_number_problem(text.text);
    reading_note(reading, SHEET_CORPORATE_NUMBER, problem);
    if (!problem)
        reading_write(reading, "corporate_number", text);
}

static void read_tags(struct sheet_reading *reading)
{
    struct text_span tags[SHEET_TAGS_MAX];
    if (!reading_has(reading, SHEET_TAGS))
        return;
    size_t count = reading_empty(reading, SHEET_TAGS)
                       ? 0
                       : sheet_tags_read(reading->row->cells[SHEET_TAGS], tags);
    if (!reading_fits(reading, SHEET_TAGS, tags, count))
        return;
    json_out_array(reading->out, "tags");
    for (size_t i = 0; i < count; i++)
        reading_write(reading, NULL, tags[i]);
    json_out_array_end(reading->out);
}

/* The record */

static void read_contact(struct sheet_reading *reading)
{
    bool any = false, more = false;
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++) {
        bool ours = sheet_contact_member(column);
        any = any || (ours && reading_has(reading, column));
        more = more || (ours && !reading_empty(reading, column));
    }
    if (!any)
        return;
    if (more && reading_empty(reading, SHEET_CONTACT_NAME) &&
        reading_empty(reading, SHEET_CONTACT_EMAIL))
        reading_note(reading, SHEET_CONTACT_NAME, "contact_unnamed");
    json_out_object(reading->out, "contact");
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++)
        if (sheet_contact_member(column))
            reading_field(reading, column, sheet_contact_member(column));
    json_out_object_end(reading->out);
}

static void read_record(struct sheet_reading *reading)
{
    json_out_object(reading->out, "record");
    reading_field(reading, SHEET_CODE, "code");
    read_corporate_number(reading);
    reading_field(reading, SHEET_NAME, "name");
    reading_field(reading, SHEET_READING, "reading");
    reading_field(reading, SHEET_CATEGORY, "category");
    read_tags(reading);
    read_contact(reading);
    reading_field(reading, SHEET_MEMO, "memo");
    reading_field(reading, SHEET_OWNER, "owner");
    json_out_object_end(reading->out);
}

/* Days, the demand, the declaration */

enum when { ANY_DAY, NOT_FUTURE };

/* 2027年4月1日まで, 2027/4/1迄。 */
static void cut_until(char *text)
{
    (void)scan_cut_end(text, "。");
    (void)(scan_cut_end(text, "まで") || scan_cut_end(text, "迄"));
}

static day read_day_column(struct sheet_reading *reading, enum sheet_column column,
                           const char *member, enum when when)
{
    char text[NARROW_MAX], written[DAY_TEXT_SIZE];
    day found = DAY_NONE;
    if (!reading_narrow(reading, column, text))
        return DAY_NONE;
    if (column == SHEET_DUE_ON || column == SHEET_VALID_UNTIL)
        cut_until(text);
    const char *problem = cell_day(text, &found);
    if (!problem && when == NOT_FUTURE && found > reading->today)
        problem = "date_in_future";
    reading_note(reading, column, problem);
    if (problem)
        return DAY_NONE;
    day_format(found, written);
    json_out_text(reading->out, member, written);
    return found;
}

static void read_star(struct sheet_reading *reading, const char *text)
{
    int star = 0;
    const char *problem = cell_star(text, &star);
    reading_note_word(reading, SHEET_REQUIRED_STAR, problem);
    if (problem)
        return;
    if (star == 0 && !reading_empty(reading, SHEET_DUE_ON))
        reading_note(reading, SHEET_DUE_ON, "not_allowed");
    if (star == 0)
        json_out_null(reading->out, "required_star");
    else
        json_out_int(reading->out, "required_star", star);
}

/* Without a star the others say nothing, unless they were meant to; what they hold can be read. */
static void read_no_demand(struct sheet_reading *reading)
{
    static const enum sheet_column days[] = {SHEET_EFFECTIVE_FROM, SHEET_NOTICE_ON};
    char text[NARROW_MAX];
    const char *assurance;
    bool higher;
    day found;
    if (!reading_empty(reading, SHEET_DUE_ON) || !reading_empty(reading, SHEET_REASON))
        reading_note(reading, SHEET_REQUIRED_STAR, "missing_field");
    if (reading_narrow(reading, SHEET_REQUIRED_ASSURANCE, text))
        reading_note_word(reading, SHEET_REQUIRED_ASSURANCE, cell_assurance(text, &assurance));
    if (reading_narrow(reading, SHEET_ACCEPT_HIGHER, text))
        reading_note_word(reading, SHEET_ACCEPT_HIGHER, cell_flag(text, &higher));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (reading_narrow(reading, days[i], text))
            reading_note(reading, days[i], cell_day(text, &found));
}

static void read_demand(struct sheet_reading *reading)
{
    char text[NARROW_MAX];
    const char *assurance;
    bool higher;
    if (!reading_narrow(reading, SHEET_REQUIRED_STAR, text)) {
        read_no_demand(reading);
        return;
    }
    json_out_object(reading->out, "demand");
    read_star(reading, text);
    if (reading_narrow(reading, SHEET_REQUIRED_ASSURANCE, text)) {
        const char *problem = cell_assurance(text, &assurance);
        reading_note_word(reading, SHEET_REQUIRED_ASSURANCE, problem);
        if (!problem)
            json_out_text(reading->out, "required_assurance", assurance);
    }
    if (reading_narrow(reading, SHEET_ACCEPT_HIGHER, text)) {
        const char *problem = cell_flag(text, &higher);
        reading_note_word(reading, SHEET_ACCEPT_HIGHER, problem);
        if (!problem)
            json_out_bool(reading->out, "accept_higher", higher);
    }
    (void)read_day_column(reading, SHEET_EFFECTIVE_FROM, "effective_from", ANY_DAY);
    (void)read_day_column(reading, SHEET_DUE_ON, "due_on", ANY_DAY);
    if (!reading_empty(reading, SHEET_REASON))
        reading_field(reading, SHEET_REASON, "reason");
    (void)read_day_column(reading, SHEET_NOTICE_ON, "notice_on", ANY_DAY);
    json_out_object_end(reading->out);
}

static int read_declaration_star(struct sheet_reading *reading)
{
    char text[NARROW_MAX];
    int star = 0;
    if (!reading_narrow(reading, SHEET_DECLARATION_STAR, text)) {
        if (reading_empty(reading, SHEET_DECLARATION_STAR))
            reading_note(reading, SHEET_DECLARATION_STAR, "missing_field");
        return 0;
    }
    const char *problem = cell_star(text, &star);
    if (!problem && (star < 1 || star > STAR_DECLARED_MAX))
        problem = "not_allowed_value";
    reading_note_word(reading, SHEET_DECLARATION_STAR, problem);
    if (problem)
        return 0;
    json_out_int(reading->out, "star", star);
    return star;
}

static void read_declaration_number(struct sheet_reading *reading, int star)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!reading_has(reading, SHEET_DECLARATION_ID) ||
        reading_empty(reading, SHEET_DECLARATION_ID)) {
        reading_note(reading, SHEET_DECLARATION_ID, "missing_field");
        return;
    }
    if (!reading_text(reading, SHEET_DECLARATION_ID, entered, &text))
        return;
    const char *problem = star ? declaration_number_problem(star, text.text) : NULL;
    reading_note(reading, SHEET_DECLARATION_ID, problem);
    if (!problem)
        reading_write(reading, "id", text);
}

static void read_declaration(struct sheet_reading *reading)
{
    if (reading_empty(reading, SHEET_DECLARATION_STAR) &&
        reading_empty(reading, SHEET_DECLARATION_ID) && reading_empty(reading, SHEET_DECLARED_ON) &&
        reading_empty(reading, SHEET_VALID_UNTIL))
        return;
    json_out_object(reading->out, "declaration");
    read_declaration_number(reading, read_declaration_star(reading));
    if (reading_empty(reading, SHEET_DECLARED_ON))
        reading_note(reading, SHEET_DECLARED_ON, "missing_field");
    day declared = read_day_column(reading, SHEET_DECLARED_ON, "declared_on", NOT_FUTURE);
    day until = read_day_column(reading, SHEET_VALID_UNTIL, "valid_until", ANY_DAY);
    if (declared != DAY_NONE && until < declared)
        reading_note(reading, SHEET_VALID_UNTIL, "valid_until_before_valid_from");
    json_out_object_end(reading->out);
}

static void read_relationship(struct sheet_reading *reading)
{
    char text[NARROW_MAX];
    struct uuid id;
    if (!reading_narrow(reading, SHEET_RELATIONSHIP, text))
        return;
    if (uuid_parse(text, &id))
        json_out_text(reading->out, "relationship", text);
    else
        reading_note(reading, SHEET_RELATIONSHIP, "invalid_uuid");
}

static void read_version(struct sheet_reading *reading, enum sheet_column column)
{
    char text[NARROW_MAX];
    int version = 0;
    if (!reading_narrow(reading, column, text))
        return;
    const char *problem = cell_version(text, &version);
    reading_note(reading, column, problem);
    if (!problem)
        json_out_int(reading->out, sheet_name(column), version);
}

void sheet_row_write(struct json_out *out, const struct sheet_row *row,
                     const struct sheet_contract *contract, day today)
{
    struct sheet_reading reading = {.row = row,
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
    reading_note(&reading, SHEET_CODE, row->remark ? "not_a_supplier" : NULL);
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
