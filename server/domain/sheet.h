/* SPDX-License-Identifier: Apache-2.0 */
/* The one sheet in which a buyer's suppliers go out and come in: its columns, and what a row of it
 * says. Pure.
 *
 * The columns up to SHEET_WRITABLE are read; those behind it only tell. */
#ifndef DOMAIN_SHEET_H
#define DOMAIN_SHEET_H

#include <stddef.h>

#include "base/buf.h"
#include "base/cells.h"
#include "base/entered.h"
#include "base/err.h"
#include "base/json_out.h"
#include "base/language.h"
#include "base/text.h"
#include "domain/day.h"
#include "vocabulary_codes.h"

enum sheet_column {
#define X(column, ...) SHEET_##column,
    VOCABULARY_HEADING(X)
#undef X
        SHEET_COLUMN_COUNT,
    SHEET_WRITABLE = SHEET_STATE
};

/* The English heading is the name. */
const char *sheet_name(enum sheet_column column);
/* The member of a contact that a column becomes ("phone" of contact_phone); NULL for other columns.
 */
const char *sheet_contact_member(enum sheet_column column);
const char *sheet_heading(enum sheet_column column, enum language language);
/* The column under a heading in either language; SHEET_COLUMN_COUNT for none. Width, kana, case,
 * blanks and marks make no difference, and common other names are known (会社名, TEL). */
enum sheet_column sheet_column_of(const char *heading);
/* The column whose heading is most like this one; SHEET_COLUMN_COUNT when none is. */
enum sheet_column sheet_column_near(const char *heading);

/* Whether a row of so many texts whose first is this one is a total (合計, 以上), an example
 * (記入例), or, having no more than one other, what reports say of themselves (作成日); or, having
 * no other, a note (※). */
bool sheet_is_remark(const char *first, size_t filled);

/* In a Japanese sheet people read words, in an English one programs read codes. */
const char *sheet_word(enum text_kind kind, const char *code, enum language language);
const char *sheet_exempt(enum language language);
const char *sheet_flag(bool flag, enum language language);
/* What may be put into the column, and how many these are; 0: anything. */
size_t sheet_choices(enum sheet_column column, enum language language,
                     const char *out[static CELLS_CHOICES_MAX]);
/* The same in one line, those of both languages. */
void sheet_choices_write(struct buf *out, enum sheet_column column);

/* What the contract says of the field that a column becomes. `domain` does not see the contract:
 * the functions are passed in. */
struct sheet_contract {
    const void *context;
    /* The text in the form in which such a field is stored; false when it has none. */
    bool (*enter)(const void *context, enum sheet_column column, const char *text,
                  char out[static ENTERED_MAX]);
    /* Of SHEET_TAGS all tags, of other columns one text. False with what is wrong in `fault`. */
    bool (*fits)(const void *context, enum sheet_column column, const struct text_span *texts,
                 size_t count, struct fault *fault);
};

/* A row as it came: NULL where the sheet has no such column. */
struct sheet_row {
    size_t place; /* from 1: the number of the row */
    size_t line;  /* of the sheet */
    bool remark;  /* it begins as totals and notes do, not as a supplier */
    const char *cells[SHEET_COLUMN_COUNT];
    const char *new_relationship; /* ids, should it be something new */
    const char *new_declaration;
};

/* {"place", "line", "content", "faults"}: what schema/functions/import_plan.sql takes.
 * Spreadsheets' habits are understood where they leave no doubt, and named where they do. */
void sheet_row_write(struct json_out *out, const struct sheet_row *row,
                     const struct sheet_contract *contract, day today);

/* More tags than any field takes: the contract says how many that is. */
enum { SHEET_TAGS_MAX = 200 };
/* The tags of a cell, each once; how many. */
size_t sheet_tags_read(const char *cell, struct text_span tags[static SHEET_TAGS_MAX]);
/* Tags in one cell, so that sheet_tags_read finds the same ones in it. */
void sheet_tags_write(struct buf *out, const char *const *tags, size_t count);

#endif
