/* SPDX-License-Identifier: Apache-2.0 */
/* Printed pages: what pdftotext reads out of them is what was written, fonts are embedded, tables
 * break over pages, the same input makes the same bytes, and what is too much is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "print/pdf.h"

enum { FILE_MAX = 16 * 1024 * 1024, TEXT_MAX = 4 * 1024 * 1024 };

static const struct pdf_options options = {.title = "照合の記録",
                                           .footer = "株式会社見本 2027年5月10日",
                                           .language = LANGUAGE_JA,
                                           .created = 1809820800};

static const struct pdf_column columns[] = {
    {"取引先", 2, false}, {"確認日", 1, true}, {"結果", 3, false}};

static void draw(struct pdf *pdf, int rows)
{
    pdf_heading(pdf, 1, "照合の記録 Record of checks");
    pdf_paragraph(pdf, "令和9年5月10日現在。髙橋・﨑・①・～・®。");
    pdf_facts(pdf,
              (const struct pdf_fact[]){{"発注企業", "株式会社見本"},
                                        {"省くもの", NULL},
                                        {"Required", "★3 (substantiated)"}},
              3);
    pdf_table_begin(pdf, columns, sizeof columns / sizeof *columns);
    for (int row = 0; row < rows; row++) {
        char name[40];
        snprintf(name, sizeof name, "取引先%d社", row);
        pdf_table_row(pdf, (const char *const[]){name, "2027年5月10日", row % 2 ? NULL : "一致"});
    }
    pdf_table_end(pdf);
    pdf_qr(pdf, "https://example.jp/verify?statement=1", "照合のページ");
}

static err printed(int rows, struct buf *out, int *pages, struct fault *fault)
{
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    TRY(pdf_open(&options, out, &pdf, fault));
    draw(pdf, rows);
    *pages = pdf_pages(pdf);
    return pdf_finish(pdf, fault);
}

/* What a program of poppler-utils says of the file. */
static void ask(const char *program, const struct buf *file, struct buf *said)
{
    char path[] = "/tmp/hoshitori-pdf-XXXXXX", command[120], piece[4096];
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, file->data, file->length), file->length);
    close(descriptor);
    snprintf(command, sizeof command, program, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;)
        buf_add(said, piece, got);
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
}

static void test_text_comes_out(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX), text = BUF_INIT(TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    int pages = 0;
    assert_int_equal(printed(3, &file, &pages, &fault).code, ERR_NONE);
    assert_int_equal(pages, 1);
    ask("pdftotext -layout %s -", &file, &text);
    for (const char *const *wanted =
             (const char *const[]){"照合の記録 Record of checks", "髙橋・﨑・①・～・®",
                                   "★3 (substantiated)", "取引先2社", "一致", "照合のページ",
                                   options.footer, NULL};
         *wanted; wanted++)
        if (!strstr(buf_text(&text), *wanted))
            fail_msg("%s is not in\n%s", *wanted, buf_text(&text));
    assert_null(strstr(buf_text(&text), "省くもの"));
}

static void test_fonts_are_embedded(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX), fonts = BUF_INIT(TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    int pages;
    assert_int_equal(printed(3, &file, &pages, &fault).code, ERR_NONE);
    ask("pdffonts %s", &file, &fonts);
    int found = 0;
    for (const char *line = buf_text(&fonts); (line = strchr(line, '\n')); line++)
        if (strstr(line, "Noto") && ++found && !strstr(line, "yes yes yes"))
            fail_msg("a font is not embedded, or has no Unicode:\n%s", buf_text(&fonts));
    assert_true(found >= 2); /* normal and bold */
    assert_true(file.length < 200 * 1024);
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (; (text = strstr(text, part)); text++)
        count++;
    return count;
}

static void test_tables_break_and_repeat_their_head(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX), text = BUF_INIT(TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    int pages;
    assert_int_equal(printed(400, &file, &pages, &fault).code, ERR_NONE);
    assert_in_range(pages, 8, 14);
    ask("pdftotext -layout %s -", &file, &text);
    assert_in_range(count_of(buf_text(&text), "確認日"), pages - 1,
                    pages); /* the QR code's has none */
    assert_int_equal(count_of(buf_text(&text), "2027年5月10日"), 400 + pages); /* and footers */
    assert_int_equal(count_of(buf_text(&text), "取引先399社"), 1);
}

static void test_a_row_longer_than_a_page(void **state)
{
    (void)state;
    SCOPED(buf_release)
    struct buf file = BUF_INIT(FILE_MAX), text = BUF_INIT(TEXT_MAX), words = BUF_INIT(PDF_TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    for (int i = 0; i < 1500; i++)
        buf_format(&words, "w%d ", i);
    assert_int_equal(pdf_open(&options, &file, &pdf, &fault).code, ERR_NONE);
    pdf_table_begin(pdf, columns, 3);
    pdf_table_row(pdf, (const char *const[]){"a", buf_text(&words), "b"});
    pdf_table_end(pdf);
    assert_int_equal(pdf_finish(pdf, &fault).code, ERR_NONE);
    assert_true(pdf_pages(pdf) > 2);
    ask("pdftotext -raw %s -", &file, &text);
    assert_int_equal(count_of(buf_text(&text), "w1499"), 1);
    assert_int_equal(count_of(buf_text(&text), "w777"), 1);
}

static int pages_with_boxes(const struct pdf_options *of, const char *cell)
{
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX), text = BUF_INIT(TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    assert_int_equal(pdf_open(of, &file, &pdf, &fault).code, ERR_NONE);
    pdf_table_begin(pdf, columns, 3);
    pdf_table_row(pdf, (const char *const[]){"a", cell, "b"});
    pdf_table_end(pdf);
    assert_int_equal(pdf_finish(pdf, &fault).code, ERR_NONE);
    ask("pdftotext -layout %s -", &file, &text);
    return count_of(buf_text(&text), of->boxes);
}

/* No font has U+F0000. A page says so that shows it, in a cell or at its foot, and no other. */
static void test_characters_that_no_font_has(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf words = BUF_INIT(PDF_TEXT_MAX);
    struct pdf_options of = options;
    of.boxes = "boxes-are-shown";
    for (int i = 0; i < 1500; i++)
        buf_format(&words, "w%d ", i);
    assert_int_equal(pages_with_boxes(&of, buf_text(&words)), 0);
    buf_text_add(&words, "\xf3\xb0\x80\x80");
    assert_int_equal(pages_with_boxes(&of, buf_text(&words)), 1);
    of.footer = "\xf3\xb0\x80\x80";
    assert_int_equal(pages_with_boxes(&of, "c"), 1);
}

static void test_same_input_same_bytes(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf one = BUF_INIT(FILE_MAX), other = BUF_INIT(FILE_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    int pages;
    assert_int_equal(printed(50, &one, &pages, &fault).code, ERR_NONE);
    assert_int_equal(printed(50, &other, &pages, &fault).code, ERR_NONE);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.data, other.data, one.length);
    assert_null(strstr(one.data, "(D:2026"));
}

static void test_too_much_is_told(void **state)
{
    (void)state;
    SCOPED(buf_release)
    struct buf small = BUF_INIT(4096), file = BUF_INIT(FILE_MAX),
               words = BUF_INIT(2 * PDF_TEXT_MAX);
    SCOPED(fault_release) struct fault fault = {0}, other = {0}, third = {0};
    int pages;
    assert_int_equal(printed(3, &small, &pages, &fault).code, ERR_TOO_LARGE);
    assert_string_equal(fault.code, "print_too_large");
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    assert_int_equal(pdf_open(&options, &file, &pdf, &other).code, ERR_NONE);
    while (words.length <= PDF_TEXT_MAX)
        buf_text_add(&words, "0123456789");
    pdf_paragraph(pdf, buf_text(&words));
    pdf_heading(pdf, 1, "not drawn any more");
    assert_int_equal(pdf_finish(pdf, &other).code, ERR_TOO_LARGE);
    SCOPED(pdf_close) struct pdf *coded = NULL;
    buf_clear(&file);
    assert_int_equal(pdf_open(&options, &file, &coded, &third).code, ERR_NONE);
    pdf_qr(coded, buf_text(&words), "");
    assert_int_equal(pdf_finish(coded, &third).code, ERR_TOO_LARGE);
}

static void test_what_is_no_text(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    assert_int_equal(pdf_open(&options, &file, &pdf, &fault).code, ERR_NONE);
    pdf_table_begin(pdf, columns, 3);
    pdf_table_row(pdf, (const char *const[]){"\xff", "", ""});
    assert_int_equal(pdf_finish(pdf, &fault).code, ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_comes_out),
        cmocka_unit_test(test_fonts_are_embedded),
        cmocka_unit_test(test_tables_break_and_repeat_their_head),
        cmocka_unit_test(test_a_row_longer_than_a_page),
        cmocka_unit_test(test_characters_that_no_font_has),
        cmocka_unit_test(test_same_input_same_bytes),
        cmocka_unit_test(test_too_much_is_told),
        cmocka_unit_test(test_what_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
