/* SPDX-License-Identifier: Apache-2.0 */
/* The report for management as rows of texts: the same on paper and in a workbook. */
#ifndef HANDLERS_REPORT_ROWS_H
#define HANDLERS_REPORT_ROWS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/cells.h"
#include "base/language.h"
#include "domain/day.h"

enum report_column {
    REPORT_STATUS,
    REPORT_STAR,
    REPORT_CATEGORY,
    REPORT_SUPPLIER,
    REPORT_CODE,
    REPORT_WHAT,
    REPORT_COUNT,
    REPORT_BEFORE,
    REPORT_DIFFERENCE,
    REPORT_MET,
    REPORT_PENDING,
    REPORT_LATE,
    REPORT_LATE_BEFORE,
    REPORT_SHARE,
    REPORT_HELD,
    REPORT_STOOD,
    REPORT_DAY,
    REPORT_DAYS_LATE,
    REPORT_ACTS,
    REPORT_ORGANISATION, /* of the whole report, in each row */
    REPORT_AS_OF,
    REPORT_COMPARED_WITH,
    REPORT_KNOWN_AT,
    REPORT_DECIDED_AT,
    REPORT_COLUMNS
};

enum { REPORT_SECTIONS = 7, REPORT_SHOWN_MAX = 8, REPORT_CELL_SIZE = 48 };

struct report_head {
    const char *code; /* of its heading, kind report_column */
    enum cells_kind kind;
    bool figures; /* its texts end at the right */
    double width; /* in a workbook, in characters */
};
extern const struct report_head report_heads[REPORT_COLUMNS];

struct report_section {
    const char *code;    /* the report's member, and of its heading, kind report_text */
    const char *list;    /* where its rows are; NULL: they are the member itself */
    const char *heading; /* of the column REPORT_DAY, where it has one */
    size_t printed;      /* rows on paper at most: all of it is to fit four pages; 0: any number */
    struct {
        enum report_column column;
        double share; /* of the width of a page; 0: no more columns */
    } shown[REPORT_SHOWN_MAX];
};
extern const struct report_section report_sections[REPORT_SECTIONS];

/* Texts that are made lie in `made`; "" for what the row does not tell. Days as 2027-03-31. */
struct report_row {
    const char *cells[REPORT_COLUMNS];
    char made[REPORT_COLUMNS][REPORT_CELL_SIZE];
};

typedef void report_row_fn(void *context, const struct report_section *section,
                           const struct report_row *row);

/* `report` as the contract's Report; its first rows in their order, of `most` 0 all. How many. */
size_t report_each(const json_t *report, const struct report_section *section, size_t most,
                   enum language language, report_row_fn *put, void *context);
/* A row that says how many more there are of a section. */
void report_more(const json_t *report, const struct report_section *section, long long more,
                 enum language language, report_row_fn *put, void *context);
/* Of a text, "" without. */
const char *report_member(const json_t *object, const char *member);
long long report_number(const json_t *object, const char *member);
/* How many there are of a list, named or not. */
long long report_total(const json_t *report, const struct report_section *section);
/* A sentence of kind report_text with these numbers or texts, appended. */
void report_sentence(struct buf *out, const char *code, const json_t *values,
                     enum language language);

#endif
