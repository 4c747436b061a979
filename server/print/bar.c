/* SPDX-License-Identifier: Apache-2.0 */
/* A bar of parts, and what each of them is. */
#include "print/page.h"

#include "base/banned.h"

static const double BAR = 16, SQUARE = 7, LEGEND = 18, PART_MIN = 1.5;

static void fill_box(struct pdf *pdf, unsigned colour, double x, double y, double width,
                     double height)
{
    cairo_save(pdf->cairo);
    cairo_set_source_rgb(pdf->cairo, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                         (colour & 255) / 255.0);
    cairo_rectangle(pdf->cairo, x, y, width, height);
    cairo_fill(pdf->cairo);
    cairo_restore(pdf->cairo);
}

static void draw_legend(struct pdf *pdf, const struct pdf_part *parts, size_t count)
{
    const double width = page_width(pdf) / (double)count, top = pdf->y;
    for (size_t i = 0; i < count; i++) {
        const double x = PAGE_MARGIN + (double)i * width;
        const struct cell cell = {parts[i].label, SMALL, x + SQUARE + 4, width - SQUARE - 6, false};
        fill_box(pdf, parts[i].colour, x, top + 3, SQUARE, SQUARE);
        pdf->y = top;
        page_row(pdf, &cell, 1, &(struct look){0}, false);
    }
    pdf->y = top + LEGEND;
}

void pdf_bar(struct pdf *pdf, const struct pdf_part *parts, size_t count)
{
    double total = 0, x = PAGE_MARGIN;
    for (size_t i = 0; i < count; i++)
        total += parts[i].amount;
    page_room(pdf, BAR + LEGEND + 8);
    if (pdf->failed || total <= 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const double width = page_width(pdf) * parts[i].amount / total;
        if (parts[i].amount > 0)
            fill_box(pdf, parts[i].colour, x, pdf->y, width > PART_MIN ? width - 1 : width, BAR);
        x += width;
    }
    pdf->y += BAR + 4;
    draw_legend(pdf, parts, count);
}
