/* SPDX-License-Identifier: Apache-2.0 */
/* Within print/: a document that is being drawn. Everything on its pages is a row of cells: a
 * paragraph has one, a fact two. So pages break in one place (page_row), and only there. */
#ifndef PRINT_PAGE_H
#define PRINT_PAGE_H

#include <pango/pangocairo.h>

#include "print/pdf.h"

/* Lengths are points, 1/72 inch. */
#define PAGE_MARGIN 51.0

enum face { BODY, BOLD, SMALL, HEADING_1, HEADING_2, HEADING_3, FACES };

struct pdf {
    struct buf *out;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *fonts[FACES];
    char *footer; /* owned; may be NULL */
    char *boxes;  /* owned; may be NULL */
    bool boxed;   /* this page has some */
    double width, height;
    double y; /* where the next thing is drawn */
    int pages;
    struct pdf_column columns[PDF_COLUMNS_MAX]; /* of the table that is open; headings owned */
    size_t column_count;
    bool failed;
    struct fault fault;
};

/* How a row looks. */
struct look {
    double above, padding, below;
    bool shaded, ruled;
    double keep; /* that much room has to be left behind it, or it goes on the next page */
};

struct cell {
    const char *text;
    enum face face;
    double x, width;
    bool figures;
};

/* The first failure stays. */
void page_fail(struct pdf *pdf, err failure);
double page_width(const struct pdf *pdf); /* between the margins */
void page_footer(struct pdf *pdf);
/* Goes on the next page unless so much room is left. */
void page_room(struct pdf *pdf, double height);
/* A row goes on the next page as a whole where it fits there, else line by line. With `breaks`
 * false it is drawn where it is. */
void page_row(struct pdf *pdf, const struct cell *cells, size_t count, const struct look *look,
              bool breaks);
/* The head of the table that is open (block.c). */
void page_table_head(struct pdf *pdf);

#endif
