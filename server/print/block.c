/* SPDX-License-Identifier: Apache-2.0 */
/* What a document consists of: headings, paragraphs, facts, tables, codes. */
#include <string.h>

#include "print/page.h"
#include "print/qr.h"

#include "base/banned.h"

enum { HEADINGS = 3 };

static const double QR_SIZE = 96.4, QR_GAP = 14; /* 34 mm */
static const double FACT_NAMES = 0.3;            /* of the width */

static void draw_text(struct pdf *pdf, const char *text, enum face face, const struct look *look)
{
    const struct cell cell = {text, face, PAGE_MARGIN, page_width(pdf), false};
    page_row(pdf, &cell, 1, look, true);
}

void pdf_heading(struct pdf *pdf, int level, const char *text)
{
    static const struct look looks[HEADINGS] = {
        {.above = 0, .below = 8, .keep = 60},
        {.above = 12, .below = 4, .keep = 50},
        {.above = 8, .below = 2, .keep = 40},
    };
    const int at = level < 1 ? 0 : level > HEADINGS ? HEADINGS - 1 : level - 1;
    draw_text(pdf, text, (enum face)(HEADING_1 + at), &looks[at]);
}

void pdf_paragraph(struct pdf *pdf, const char *text)
{
    draw_text(pdf, text, BODY, &(struct look){.below = 6});
}

void pdf_note(struct pdf *pdf, const char *text)
{
    draw_text(pdf, text, SMALL, &(struct look){.below = 4});
}

void pdf_facts(struct pdf *pdf, const struct pdf_fact *facts, size_t count)
{
    const double names = page_width(pdf) * FACT_NAMES;
    const struct look look = {.padding = 3, .ruled = true};
    for (size_t i = 0; i < count; i++) {
        if (!facts[i].value)
            continue;
        const struct cell cells[] = {
            {facts[i].name, BOLD, PAGE_MARGIN, names - 8, false},
            {facts[i].value, BODY, PAGE_MARGIN + names, page_width(pdf) - names, false}};
        page_row(pdf, cells, 2, &look, true);
    }
    pdf->y += 8;
}

static void draw_cells(struct pdf *pdf, const char *const *texts, enum face face,
                       const struct look *look, bool breaks)
{
    struct cell cells[PDF_COLUMNS_MAX];
    double total = 0, x = PAGE_MARGIN;
    for (size_t i = 0; i < pdf->column_count; i++)
        total += pdf->columns[i].share;
    for (size_t i = 0; i < pdf->column_count; i++) {
        const double width = page_width(pdf) * pdf->columns[i].share / total;
        cells[i] = (struct cell){texts[i], face, x + 3, width - 6, pdf->columns[i].figures};
        x += width;
    }
    page_row(pdf, cells, pdf->column_count, look, breaks);
}

void page_table_head(struct pdf *pdf)
{
    const char *headings[PDF_COLUMNS_MAX];
    for (size_t i = 0; i < pdf->column_count; i++)
        headings[i] = pdf->columns[i].heading;
    draw_cells(pdf, headings, BOLD, &(struct look){.padding = 3, .shaded = true, .ruled = true},
               false);
}

void pdf_table_begin(struct pdf *pdf, const struct pdf_column *columns, size_t count)
{
    pdf_table_end(pdf);
    page_room(pdf, 70);
    for (size_t i = 0; i < count && i < PDF_COLUMNS_MAX; i++) {
        char *heading = strdup(columns[i].heading);
        if (!heading)
            page_fail(pdf, fault_log(&pdf->fault, ERR_INTERNAL, "out of memory"));
        pdf->columns[pdf->column_count++] = (struct pdf_column){
            heading, columns[i].share > 0 ? columns[i].share : 1, columns[i].figures};
    }
    page_table_head(pdf);
}

void pdf_table_row(struct pdf *pdf, const char *const *cells)
{
    draw_cells(pdf, cells, BODY, &(struct look){.padding = 2.5, .ruled = true}, true);
}

void pdf_table_end(struct pdf *pdf)
{
    if (pdf->column_count == 0)
        return;
    for (size_t i = 0; i < pdf->column_count; i++)
        free((char *)pdf->columns[i].heading);
    pdf->column_count = 0;
    pdf->y += 8;
}

static void fill_module(void *closure, int column, int row, double size)
{
    const struct pdf *pdf = closure;
    cairo_rectangle(pdf->cairo, PAGE_MARGIN + column * size, pdf->y + row * size, size, size);
}

void pdf_qr(struct pdf *pdf, const char *text, const char *caption)
{
    page_room(pdf, QR_SIZE + 6);
    if (pdf->failed)
        return;
    page_fail(pdf, qr_each(text, QR_SIZE, fill_module, pdf, &pdf->fault));
    cairo_fill(pdf->cairo);
    const double top = pdf->y, beside = QR_SIZE + QR_GAP;
    const struct cell cell = {caption, SMALL, PAGE_MARGIN + beside, page_width(pdf) - beside,
                              false};
    page_row(pdf, &cell, 1, &(struct look){0}, false);
    pdf->y = top + QR_SIZE + 6;
}
