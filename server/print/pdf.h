/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed: A4 pages as PDF.
 *
 * Texts are UTF-8 and written as they are: no markup; "\n" begins a new line. The font is Noto Sans
 * CJK JP (Debian's fonts-noto-cjk), and for what it lacks whatever fontconfig finds (most scripts:
 * fonts-noto-core), embedded as far as they are used, so that a page looks the same everywhere and
 * its text can be searched and copied. The same calls with the same options make the same bytes
 * with the same versions of cairo, pango and the fonts.
 *
 * What does not fit goes on the next page: tables repeat their head there, a row that is longer
 * than a page is cut between lines. Each page ends with the footer and its number.
 *
 * What is printed never fails halfway: the first failure is kept, later calls do nothing, and
 * pdf_finish tells it. The memory is that of one page, the fonts and `out`, whose maximum bounds
 * the file; one document belongs to one thread. Measured: 1.5 ms of a processor and 1.5 KiB for a
 * page with a table of 40 rows; 15 ms and 0.5 MiB for each of the two fonts, a quarter more with a
 * name in Hangul. Embedding a font takes 20 MiB of memory for as long, so documents are finished
 * one after another; cairo 1.16 loses 768 bytes of it, so a document is made when somebody asks for
 * it, not ahead. */
#ifndef PRINT_PDF_H
#define PRINT_PDF_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/language.h"

#define PDF_TYPE "application/pdf"

enum {
    PDF_PAGES_MAX = 2000,
    PDF_TEXT_MAX = 80 * 1024, /* bytes of one text: 20,000 characters of any */
    PDF_COLUMNS_MAX = 12,
    PDF_QR_MAX = 1200, /* bytes that a QR code holds: more could not be read from paper */
};

struct pdf_options {
    const char *title;      /* metadata: what a reader shows in its window */
    const char *footer;     /* of each page, at the left; NULL = the number alone */
    const char *boxes;      /* said on pages with characters that no font has; they are boxes */
    enum language language; /* how lines are broken, and metadata */
    bool landscape;
    int64_t created; /* metadata: seconds of Unix time */
};

struct pdf_fact {
    const char *name, *value; /* a fact without value is left out */
};

struct pdf_column {
    const char *heading;
    double share; /* of the width, in proportion to the others' */
    bool figures; /* its texts end at the right */
};

struct pdf_part {
    const char *label;
    double amount;
    unsigned colour; /* 0xRRGGBB */
};

struct pdf;

/* Texts of `options` are copied; `out`, empty, must stay until it is finished. ERR_INTERNAL without
 * the fonts or memory. */
err pdf_open(const struct pdf_options *options, struct buf *out, struct pdf **pdf,
             struct fault *fault) MUST_CHECK;

/* Level 1 is the document's, 2 a section's, 3 a part's. Never alone at the end of a page. */
void pdf_heading(struct pdf *pdf, int level, const char *text);
void pdf_paragraph(struct pdf *pdf, const char *text);
/* The same in small type, for what explains. */
void pdf_note(struct pdf *pdf, const char *text);
/* Two columns: names, values. */
void pdf_facts(struct pdf *pdf, const struct pdf_fact *facts, size_t count);

/* Columns are copied; every row has as many cells, NULL = empty. */
void pdf_table_begin(struct pdf *pdf, const struct pdf_column *columns, size_t count);
void pdf_table_row(struct pdf *pdf, const char *const *cells);
void pdf_table_end(struct pdf *pdf);

/* A bar of parts as wide as their amounts, with what they are below it; nothing where all are 0. */
void pdf_bar(struct pdf *pdf, const struct pdf_part *parts, size_t count);

/* A QR code of 34 mm, error correction M, with a caption in small type beside it; both stay on one
 * page. A program may read `text`; what people need of it belongs into the caption. */
void pdf_qr(struct pdf *pdf, const char *text, const char *caption);

/* How many pages there are so far. */
int pdf_pages(const struct pdf *pdf);

/* Writes what is left. ERR_TOO_LARGE with the code print_too_large past a maximum; ERR_INTERNAL
 * without memory, or for a text that is no UTF-8. */
err pdf_finish(struct pdf *pdf, struct fault *fault) MUST_CHECK;
void pdf_close(struct pdf **pdf);

#endif
