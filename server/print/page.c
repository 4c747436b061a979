/* SPDX-License-Identifier: Apache-2.0 */
#include "print/page.h"

#include <string.h>

#include "base/banned.h"

static const double FOOT = 34, ABOVE_FOOT = 12, RULE = 0.5, GREY = 0.93;

/* A cell that is being drawn, and how far. */
struct column {
    PangoLayout *layout;
    double x, right; /* `right`: where its lines end; 0: anywhere */
    int line, lines;
};

void page_fail(struct pdf *pdf, err failure)
{
    if (failure.code != ERR_NONE)
        pdf->failed = true;
}

double page_width(const struct pdf *pdf)
{
    return pdf->width - 2 * PAGE_MARGIN;
}

static double bottom(const struct pdf *pdf)
{
    return pdf->height - PAGE_MARGIN - FOOT / 2;
}

/* NULL when the text cannot be printed; the document has then failed. */
static PangoLayout *lay_out(struct pdf *pdf, const struct cell *cell)
{
    const char *text = cell->text ? cell->text : "";
    size_t length = strlen(text);
    if (length > PDF_TEXT_MAX) {
        page_fail(pdf, fault_set(&pdf->fault, ERR_TOO_LARGE, "print_too_large"));
        return NULL;
    }
    if (!g_utf8_validate(text, (gssize)length, NULL)) {
        page_fail(pdf, fault_log(&pdf->fault, ERR_INTERNAL, "a text to be printed is no UTF-8"));
        return NULL;
    }
    PangoLayout *layout = pango_layout_new(pdf->context);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_font_description(layout, pdf->fonts[cell->face]);
    pango_layout_set_width(layout, (int)(cell->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, 1.05F);
    pango_layout_set_text(layout, text, (int)length);
    return layout;
}

static double line_height(PangoLayout *layout, int line)
{
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, line), NULL, &logical);
    return (double)logical.height / PANGO_SCALE;
}

static double rest_height(const struct column *column)
{
    double height = 0;
    for (int line = column->line; line < column->lines; line++)
        height += line_height(column->layout, line);
    return height;
}

void page_footer(struct pdf *pdf)
{
    char number[16];
    snprintf(number, sizeof number, "%d", pdf->pages);
    const struct cell cells[] = {{pdf->footer, SMALL, PAGE_MARGIN, page_width(pdf) - 30, false},
                                 {number, SMALL, pdf->width - PAGE_MARGIN - 24, 24, true},
                                 {pdf->boxes, SMALL, PAGE_MARGIN, page_width(pdf), false}};
    for (size_t i = 0; i < (pdf->boxed ? 3 : 2); i++) {
        PangoLayout *layout = lay_out(pdf, &cells[i]);
        if (!layout)
            return;
        pango_layout_set_alignment(layout, cells[i].figures ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        pango_layout_set_height(layout, -1);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pdf->boxed = pdf->boxed || pango_layout_get_unknown_glyphs_count(layout) > 0;
        cairo_move_to(pdf->cairo, cells[i].x, pdf->height - FOOT - (i == 2 ? ABOVE_FOOT : 0));
        pango_cairo_show_layout(pdf->cairo, layout);
        g_object_unref(layout);
    }
}

static void page_next(struct pdf *pdf)
{
    if (pdf->pages == PDF_PAGES_MAX)
        page_fail(pdf, fault_set(&pdf->fault, ERR_TOO_LARGE, "print_too_large"));
    if (pdf->failed)
        return;
    page_footer(pdf);
    cairo_show_page(pdf->cairo);
    if (cairo_status(pdf->cairo) != CAIRO_STATUS_SUCCESS)
        pdf->failed = true; /* pdf_finish finds out why */
    pdf->pages++;
    pdf->boxed = false;
    pdf->y = PAGE_MARGIN;
    if (pdf->column_count > 0)
        page_table_head(pdf);
}

void page_room(struct pdf *pdf, double height)
{
    if (pdf->y + height > bottom(pdf))
        page_next(pdf);
}

static bool has_boxes(const PangoLayoutLine *line)
{
    for (const GSList *run = line->runs; run; run = run->next) {
        const PangoGlyphString *glyphs = ((const PangoGlyphItem *)run->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++)
            if (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
                return true;
    }
    return false;
}

/* As many lines of a cell as fit above `end`. Returns where they end. */
static double draw_lines(struct pdf *pdf, struct column *column, double y, double end)
{
    while (column->line < column->lines) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(column->layout, column->line);
        PangoRectangle logical;
        pango_layout_line_get_extents(line, NULL, &logical);
        double height = (double)logical.height / PANGO_SCALE;
        if (y + height > end)
            break;
        double x =
            column->right > 0 ? column->right - (double)logical.width / PANGO_SCALE : column->x;
        cairo_move_to(pdf->cairo, x, y - (double)logical.y / PANGO_SCALE);
        pango_cairo_show_layout_line(pdf->cairo, line);
        pdf->boxed = pdf->boxed || has_boxes(line);
        column->line++;
        y += height;
    }
    return y;
}

static double tallest(const struct column *columns, size_t count)
{
    double height = 0;
    for (size_t i = 0; i < count; i++) {
        double rest = rest_height(&columns[i]);
        height = rest > height ? rest : height;
    }
    return height;
}

static void shade(struct pdf *pdf, double height)
{
    cairo_save(pdf->cairo);
    cairo_set_source_rgb(pdf->cairo, GREY, GREY, GREY);
    cairo_rectangle(pdf->cairo, PAGE_MARGIN, pdf->y, page_width(pdf), height);
    cairo_fill(pdf->cairo);
    cairo_restore(pdf->cairo);
}

static void rule(struct pdf *pdf)
{
    cairo_set_line_width(pdf->cairo, RULE);
    cairo_move_to(pdf->cairo, PAGE_MARGIN, pdf->y);
    cairo_line_to(pdf->cairo, pdf->width - PAGE_MARGIN, pdf->y);
    cairo_stroke(pdf->cairo);
}

/* What fits of a row on this page. */
static void draw_part(struct pdf *pdf, struct column *columns, size_t count,
                      const struct look *look)
{
    const double top = pdf->y + look->padding;
    double lowest = top;
    if (look->shaded)
        shade(pdf, tallest(columns, count) + 2 * look->padding);
    for (size_t i = 0; i < count; i++) {
        double end = draw_lines(pdf, &columns[i], top, bottom(pdf));
        lowest = end > lowest ? end : lowest;
    }
    pdf->y = lowest + look->padding;
    if (look->ruled)
        rule(pdf);
}

static void draw_columns(struct pdf *pdf, struct column *columns, size_t count,
                         const struct look *look, bool breaks)
{
    const double height = tallest(columns, count) + 2 * look->padding;
    if (pdf->y > PAGE_MARGIN)
        pdf->y += look->above;
    if (breaks && pdf->y + height + look->keep > bottom(pdf) && pdf->y > PAGE_MARGIN &&
        height < bottom(pdf) - PAGE_MARGIN - look->keep)
        page_next(pdf);
    while (!pdf->failed) {
        draw_part(pdf, columns, count, look);
        if (!breaks || tallest(columns, count) <= 0)
            break;
        page_next(pdf);
    }
    pdf->y += look->below;
}

void page_row(struct pdf *pdf, const struct cell *cells, size_t count, const struct look *look,
              bool breaks)
{
    struct column columns[PDF_COLUMNS_MAX] = {{0}};
    size_t laid = 0;
    for (; laid < count && !pdf->failed; laid++) {
        PangoLayout *layout = lay_out(pdf, &cells[laid]);
        if (!layout)
            break;
        columns[laid] =
            (struct column){.layout = layout,
                            .x = cells[laid].x,
                            .right = cells[laid].figures ? cells[laid].x + cells[laid].width : 0,
                            .lines = pango_layout_get_line_count(layout)};
    }
    if (!pdf->failed)
        draw_columns(pdf, columns, count, look, breaks);
    for (size_t i = 0; i < laid; i++)
        g_object_unref(columns[i].layout);
}
