/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a sheet while its cells become fields: what is wrong becomes JSON as it is found. Pure.
 */
#ifndef DOMAIN_SHEET_READING_H
#define DOMAIN_SHEET_READING_H

#include "domain/sheet.h"

enum { NARROW_MAX = ENTERED_MAX };

struct sheet_reading {
    const struct sheet_row *row;
    const struct sheet_contract *contract;
    struct json_out *out;
    struct buf fault_text;
    struct json_out faults;
    day today;
};

/* What is wrong with a cell; NULL: nothing. */
void reading_note(struct sheet_reading *reading, enum sheet_column column, const char *code);
/* The same of a word that is none of ours: it tells which there are. */
void reading_note_word(struct sheet_reading *reading, enum sheet_column column, const char *code);
bool reading_has(const struct sheet_reading *reading, enum sheet_column column);
/* Blank, a dash, or where it can mean nothing else a word for nothing (なし). */
bool reading_empty(const struct sheet_reading *reading, enum sheet_column column);
/* The cell in narrow form; false when it is empty, absent, or nothing that can be read. */
bool reading_narrow(struct sheet_reading *reading, enum sheet_column column,
                    char out[static NARROW_MAX]);
/* Whether the contract takes these texts as the field; what it says becomes a fault. */
bool reading_fits(struct sheet_reading *reading, enum sheet_column column,
                  const struct text_span *texts, size_t count);
/* The text that the field becomes; false with a fault, or when there is nothing. */
bool reading_text(struct sheet_reading *reading, enum sheet_column column,
                  char entered[static ENTERED_MAX], struct text_span *out);
/* Writes a field; null where the cell is empty, nothing where there is no such column. */
void reading_field(struct sheet_reading *reading, enum sheet_column column, const char *member);
void reading_write(struct sheet_reading *reading, const char *member, struct text_span text);

#endif
