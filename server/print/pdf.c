/* SPDX-License-Identifier: Apache-2.0 */
#include "print/pdf.h"

#include <cairo-pdf.h>
#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "print/page.h"

#include "base/banned.h"

#define FAMILY "Noto Sans CJK JP"

#ifdef __SANITIZE_ADDRESS__
/* What is theirs: 768 bytes of each embedded font (cairo 1.16; 1.18 has it mended), and
 * fontconfig's rules, read once. */
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

static const double SHORT_SIDE = 595.28, LONG_SIDE = 841.89;

static const struct {
    double size;
    bool bold;
} faces[FACES] = {
    [BODY] = {9.5, false},    [BOLD] = {9.5, true},       [SMALL] = {7.5, false},
    [HEADING_1] = {17, true}, [HEADING_2] = {12.5, true}, [HEADING_3] = {10.5, true},
};

static cairo_status_t write_out(void *closure, const unsigned char *bytes, unsigned length)
{
    struct buf *out = closure;
    buf_add(out, bytes, length);
    return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void set_metadata(const struct pdf *pdf, const struct pdf_options *options)
{
    char created[CLOCK_TEXT_SIZE]; /* without fractions of a second, which cairo does not read */
    clock_format(options->created * 1000000, created);
    snprintf(created + strlen("2027-05-10T01:02:03"), 2, "Z");
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, options->title);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Hoshitori");
}

/* A font map of its own: pango's are not for several threads. */
static bool load_fonts(struct pdf *pdf, enum language language)
{
    pdf->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (!pdf->map)
        return false;
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pdf->map), 72);
    pdf->context = pango_font_map_create_context(pdf->map);
    pango_context_set_language(pdf->context,
                               pango_language_from_string(language == LANGUAGE_JA ? "ja" : "en"));
    pango_context_set_base_dir(pdf->context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(pdf->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pdf->context, options);
    cairo_font_options_destroy(options);
    for (enum face face = 0; face < FACES; face++) {
        PangoFontDescription *font = pdf->fonts[face] = pango_font_description_new();
        pango_font_description_set_family_static(font, FAMILY);
        pango_font_description_set_size(font, (int)(faces[face].size * PANGO_SCALE));
        pango_font_description_set_weight(font, faces[face].bold ? PANGO_WEIGHT_BOLD
                                                                 : PANGO_WEIGHT_NORMAL);
    }
    return true;
}

static bool font_is_there(const struct pdf *pdf)
{
    PangoFont *font = pango_font_map_load_font(pdf->map, pdf->context, pdf->fonts[BODY]);
    if (!font)
        return false;
    PangoFontDescription *found = pango_font_describe(font);
    const char *family = pango_font_description_get_family(found);
    bool same = family && strcmp(family, FAMILY) == 0;
    pango_font_description_free(found);
    g_object_unref(font);
    return same;
}

err pdf_open(const struct pdf_options *options, struct buf *out, struct pdf **pdf,
             struct fault *fault)
{
    SCOPED(pdf_close) struct pdf *opened = calloc(1, sizeof *opened);
    if (!opened)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    *opened = (struct pdf){.out = out,
                           .width = options->landscape ? LONG_SIDE : SHORT_SIDE,
                           .height = options->landscape ? SHORT_SIDE : LONG_SIDE,
                           .y = PAGE_MARGIN,
                           .pages = 1};
    if ((options->footer && !(opened->footer = strdup(options->footer))) ||
        (options->boxes && !(opened->boxes = strdup(options->boxes))))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    opened->surface =
        cairo_pdf_surface_create_for_stream(write_out, out, opened->width, opened->height);
    set_metadata(opened, options);
    opened->cairo = cairo_create(opened->surface);
    if (!load_fonts(opened, options->language) || !font_is_there(opened))
        return fault_log(fault, ERR_INTERNAL, "printing needs the font " FAMILY);
    *pdf = steal(&opened);
    return OK;
}

/* Embedding reads a font as a whole, 20 MiB: for one document at a time. */
static void finish_surface(cairo_surface_t *surface)
{
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one);
    cairo_surface_finish(surface);
    pthread_mutex_unlock(&one);
}

void pdf_close(struct pdf **pdf)
{
    struct pdf *closed = steal(pdf);
    if (!closed)
        return;
    pdf_table_end(closed);
    for (enum face face = 0; face < FACES; face++)
        if (closed->fonts[face])
            pango_font_description_free(closed->fonts[face]);
    g_clear_object(&closed->context);
    g_clear_object(&closed->map);
    if (closed->cairo)
        cairo_destroy(closed->cairo);
    if (closed->surface) {
        finish_surface(closed->surface); /* does nothing when it is finished */
        cairo_surface_destroy(closed->surface);
    }
    fault_clear(&closed->fault);
    free(closed->footer);
    free(closed->boxes);
    free(closed);
}

int pdf_pages(const struct pdf *pdf)
{
    return pdf->pages;
}

err pdf_finish(struct pdf *pdf, struct fault *fault)
{
    if (!pdf->failed) {
        page_footer(pdf);
        cairo_show_page(pdf->cairo);
    }
    finish_surface(pdf->surface);
    if (pdf->fault.kind == ERR_NONE && pdf->out->failed)
        fault_set(&pdf->fault, ERR_TOO_LARGE, "print_too_large");
    if (pdf->fault.kind == ERR_NONE && (pdf->failed || cairo_surface_status(pdf->surface) != 0))
        fault_log(&pdf->fault, ERR_INTERNAL, "printing: %s",
                  cairo_status_to_string(cairo_surface_status(pdf->surface)));
    const enum err_code kind = pdf->fault.kind;
    if (kind != ERR_NONE)
        fault_move(&pdf->fault, fault);
    return (err){kind};
}
