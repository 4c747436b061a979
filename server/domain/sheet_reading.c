/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_reading.h"

#include <string.h>

#include "base/spoiled.h"
#include "domain/sheet_cell.h"

#include "base/banned.h"

enum { ALLOWED_MAX = 1000 };

static void add_sheet_fault(struct sheet_reading *reading, enum sheet_column column,
                            const char *code, const char *params)
{
    json_out_object(&reading->faults, NULL);
    json_out_text(&reading->faults, "column", sheet_name(column));
    json_out_text(&reading->faults, "code", code);
    json_out_raw(&reading->faults, "params", *params ? params : "{}", *params ? strlen(params) : 2);
    json_out_object_end(&reading->faults);
}

void reading_note(struct sheet_reading *reading, enum sheet_column column, const char *code)
{
    if (code)
        add_sheet_fault(reading, column, code, "");
}

void reading_note_word(struct sheet_reading *reading, enum sheet_column column, const char *code)
{
    if (!code || strcmp(code, "not_allowed_value") != 0) {
        reading_note(reading, column, code);
        return;
    }
    SCOPED(buf_release) struct buf text = BUF_INIT(ALLOWED_MAX);
    struct json_out params = JSON_OUT_INIT(&text);
    json_out_object(&params, NULL);
    json_out_text_begin(&params, "allowed");
    sheet_choices_write(&text, column);
    json_out_text_end(&params);
    json_out_object_end(&params);
    add_sheet_fault(reading, column, code, buf_text(&text));
}

bool reading_has(const struct sheet_reading *reading, enum sheet_column column)
{
    return reading->row->cells[column] != NULL;
}

static struct text_span cell_of(const struct sheet_reading *reading, enum sheet_column column)
{
    const char *cell = reading->row->cells[column];
    return cell ? text_trimmed(cell, strlen(cell)) : (struct text_span){"", 0};
}

/* Where a word for nothing can be nothing else. In the others it may be meant: a 区分 of that name,
 * a demand that is to end. */
static bool takes_words_for_nothing(enum sheet_column column)
{
    switch (column) {
    case SHEET_CODE:
    case SHEET_CORPORATE_NUMBER:
    case SHEET_CONTACT_NAME:
    case SHEET_CONTACT_DEPARTMENT:
    case SHEET_CONTACT_EMAIL:
    case SHEET_CONTACT_PHONE:
    case SHEET_OWNER:
    case SHEET_DECLARATION_ID:
    case SHEET_DECLARED_ON:
    case SHEET_VALID_UNTIL:
        return true;
    default:
        return false;
    }
}

bool reading_empty(const struct sheet_reading *reading, enum sheet_column column)
{
    char narrow[NARROW_MAX];
    const char *cell = reading->row->cells[column];
    if (cell_of(reading, column).length == 0)
        return true;
    if (!text_narrow(cell, narrow, sizeof narrow))
        return false;
    return entered_is_nothing(narrow) ||
           (takes_words_for_nothing(column) && cell_says_nothing(narrow));
}

bool reading_narrow(struct sheet_reading *reading, enum sheet_column column,
                    char out[static NARROW_MAX])
{
    if (!reading_has(reading, column) || reading_empty(reading, column))
        return false;
    if (!entered_narrow(reading->row->cells[column], out)) {
        reading_note(reading, column, "not_allowed_value");
        return false;
    }
    if (spoiled_is_error(out)) {
        reading_note(reading, column, "spreadsheet_error");
        return false;
    }
    return true;
}

void reading_write(struct sheet_reading *reading, const char *member, struct text_span text)
{
    json_out_text_begin(reading->out, member);
    json_out_escape(reading->out->buf, text.text, text.length);
    json_out_text_end(reading->out);
}

bool reading_fits(struct sheet_reading *reading, enum sheet_column column,
                  const struct text_span *texts, size_t count)
{
    SCOPED(fault_release) struct fault problem = {0};
    const struct sheet_contract *contract = reading->contract;
    if (contract->fits(contract->context, column, texts, count, &problem))
        return true;
    struct fault_item first = fault_first(&problem);
    add_sheet_fault(reading, column, first.code, first.params);
    return false;
}

/* What a spreadsheet did that the field's own check does not see. */
static const char *spoiled(enum sheet_column column, const char *narrow)
{
    if (spoiled_is_error(narrow))
        return "spreadsheet_error";
    if (column == SHEET_CODE && spoiled_became_day(narrow))
        return "cell_became_date";
    return column == SHEET_CONTACT_PHONE && cell_lost_zero(narrow) ? "leading_zeros_lost" : NULL;
}

bool reading_text(struct sheet_reading *reading, enum sheet_column column,
                  char entered[static ENTERED_MAX], struct text_span *out)
{
    const struct sheet_contract *contract = reading->contract;
    char plain[NARROW_MAX];
    const char *problem = NULL;
    *out = cell_of(reading, column);
    if (reading_empty(reading, column))
        return false;
    if (text_narrow(reading->row->cells[column], plain, sizeof plain))
        problem = spoiled(column, plain);
    reading_note(reading, column, problem);
    if (problem)
        return false;
    if (contract->enter(contract->context, column, reading->row->cells[column], entered))
        *out = (struct text_span){entered, strlen(entered)};
    else
        return reading_fits(reading, column, out, 1);
    return reading_fits(reading, column, out, 1);
}

void reading_field(struct sheet_reading *reading, enum sheet_column column, const char *member)
{
    char entered[ENTERED_MAX];
    struct text_span text;
    if (!reading_has(reading, column))
        return;
    if (reading_text(reading, column, entered, &text))
        reading_write(reading, member, text);
    else
        json_out_null(reading->out, member);
}
