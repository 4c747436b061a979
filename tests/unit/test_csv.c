/* SPDX-License-Identifier: Apache-2.0 */
/* Does a sheet come out of a spreadsheet, and go back into one, saying the same? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/encoding.h"

struct sheet {
    char text[512];
    struct csv_reader reader;
    struct cells row;
};

static void sheet_open(struct sheet *sheet, const char *text, size_t length)
{
    memcpy(sheet->text, text, length);
    sheet->text[length] = '\0';
    sheet->reader = csv_reader_of(sheet->text, length, 1);
}

static enum csv_read_result sheet_next(struct sheet *sheet)
{
    return csv_read(&sheet->reader, &sheet->row);
}

#define OPEN(sheet, text) sheet_open(&(sheet), text, sizeof(text) - 1)

static void test_plain_rows(void **state)
{
    (void)state;
    struct sheet sheet;
    OPEN(sheet, CSV_BOM "a,b,c\r\n1,,3\n\r\n\r\nlast");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.line, 1);
    assert_int_equal(sheet.row.count, 3);
    assert_string_equal(cells_at(&sheet.row, 0), "a");
    assert_string_equal(cells_at(&sheet.row, 2), "c");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.line, 2);
    assert_string_equal(cells_at(&sheet.row, 1), "");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.line, 5);
    assert_int_equal(sheet.row.count, 1);
    assert_string_equal(cells_at(&sheet.row, 0), "last");
    assert_string_equal(cells_at(&sheet.row, 7), "");
    assert_int_equal(sheet_next(&sheet), CSV_END);
}

static void test_quoted_cells(void **state)
{
    (void)state;
    struct sheet sheet;
    OPEN(sheet, "\"a,b\",\"say \"\"yes\"\"\",\"two\r\nlines\"\n\"\",x\n");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.count, 3);
    assert_string_equal(cells_at(&sheet.row, 0), "a,b");
    assert_string_equal(cells_at(&sheet.row, 1), "say \"yes\"");
    assert_string_equal(cells_at(&sheet.row, 2), "two\r\nlines");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.line, 3);
    assert_string_equal(cells_at(&sheet.row, 0), "");
    assert_string_equal(cells_at(&sheet.row, 1), "x");
    assert_int_equal(sheet_next(&sheet), CSV_END);
}

static void test_trailing_comma_is_a_cell(void **state)
{
    (void)state;
    struct sheet sheet;
    OPEN(sheet, "a,");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.count, 2);
    assert_string_equal(cells_at(&sheet.row, 1), "");
}

static void test_bad_text(void **state)
{
    (void)state;
    struct sheet sheet;
    OPEN(sheet, "ok\na,\"open\n");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet_next(&sheet), CSV_QUOTE_OPEN);
    assert_int_equal(sheet.row.line, 2);
    assert_int_equal(sheet.row.count, 1);
    OPEN(sheet, "\"a\"b,c\n");
    assert_int_equal(sheet_next(&sheet), CSV_QUOTE_STRAY);
    OPEN(sheet, "a,b\"c\n");
    assert_int_equal(sheet_next(&sheet), CSV_QUOTE_STRAY);
    OPEN(sheet, "a,b\0c\n");
    assert_int_equal(sheet_next(&sheet), CSV_CONTROL);
    OPEN(sheet, "a,\"b\0c\"\n");
    assert_int_equal(sheet_next(&sheet), CSV_CONTROL);
    char wide[CELLS_MAX + 1];
    memset(wide, ',', sizeof wide);
    sheet_open(&sheet, wide, CELLS_MAX - 1);
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.count, CELLS_MAX);
    sheet_open(&sheet, wide, CELLS_MAX); /* nothing beyond */
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.count, CELLS_MAX);
    wide[CELLS_MAX] = 'x';
    sheet_open(&sheet, wide, sizeof wide);
    assert_int_equal(sheet_next(&sheet), CSV_TOO_WIDE);
}

static void test_empty(void **state)
{
    (void)state;
    struct sheet sheet;
    OPEN(sheet, "");
    assert_int_equal(sheet_next(&sheet), CSV_END);
    OPEN(sheet, CSV_BOM "\r\n\n");
    assert_int_equal(sheet_next(&sheet), CSV_END);
}

static void test_write_and_read_back(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "株式会社 星取",
        "",
        "a,b",
        "say \"yes\"",
        "=1+2",
        "+81-3",
        "-",
        "@cmd",
        "'x",
        "two\nlines",
        "\tindented",
        "1-2-1-1",
        "'=1+2",
        "''-",
        "＝1+2",
        "＋1",
        "－",
        "＠SUM(A1)",
        " =1+2",
        "　＝1",
        "\u200b=1",
        "\ufeff\u00a0+1",
        "'\u200b＝1",
        "−1",
        "\n=1",
        "　星取",
        " 'x",
        "﹣1",
        "\u115f=1",
        "\u17b5\ufff9=1",
        "\U0001bca0\U000e0fff=1",
        "ー",
    };
    static const char *const guarded[] = {"\"'=1+2\"",
                                          "\"'＝1+2\"",
                                          "\"'＋1\"",
                                          "\"'－\"",
                                          "\"'＠SUM(A1)\"",
                                          "\"' =1+2\"",
                                          "\"'　＝1\"",
                                          "\"'\u200b=1\"",
                                          "\"'\ufeff\u00a0+1\"",
                                          "\"''\u200b＝1\"",
                                          "\"'−1\"",
                                          "\"'\n=1\"",
                                          "\"'﹣1\"",
                                          "\"'\u115f=1\"",
                                          "\"'\u17b5\ufff9=1\"",
                                          "\"'\U0001bca0\U000e0fff=1\""};
    enum { COUNT = sizeof cells / sizeof cells[0] };
    SCOPED(buf_release) struct buf out = BUF_INIT(4096);
    const struct cells_sink sink = csv_sink(&(struct csv_writer){.out = &out});
    for (size_t i = 0; i < COUNT; i++)
        cells_put(&sink, cells[i]);
    cells_row_end(&sink);
    assert_true(buf_ok(&out));
    for (size_t i = 0; i < sizeof guarded / sizeof guarded[0]; i++)
        assert_non_null(strstr(buf_text(&out), guarded[i]));
    assert_non_null(strstr(buf_text(&out), ",　星取, 'x,"));
    struct sheet sheet;
    sheet_open(&sheet, out.data, out.length);
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_int_equal(sheet.row.count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        assert_string_equal(cells_at(&sheet.row, i), cells[i]);
}

static void assert_decodes(const char *charset, const char *bytes, const char *expected)
{
    SCOPED(free_at) char *text = NULL;
    size_t length = 0;
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(encoding_decode(charset, bytes, strlen(bytes), &text, &length, &fault).code,
                     ERR_NONE);
    assert_int_equal(length, strlen(expected));
    assert_string_equal(text, expected);
}

static void test_encodings(void **state)
{
    (void)state;
    assert_decodes("utf-8", "実施済み", "実施済み");
    assert_decodes("utf-8", "", "");
    assert_decodes("shift_jis", "\x8e\xc0\x8e\x7b\x8d\xcf\x82\xdd", "実施済み");
    /* ① and half-width kana exist in Excel's Shift_JIS only. */
    assert_decodes("windows-31j", "\x87\x40\xb1", "①ｱ");
    char *text = NULL;
    size_t length = 0;
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(encoding_decode("utf-8", "\x8e\xc0", 2, &text, &length, &fault).code,
                     ERR_INVALID);
    assert_string_equal(fault.code, "encoding_invalid");
    fault_clear(&fault);
    assert_int_equal(encoding_decode("koi8-r", "a", 1, &text, &length, &fault).code,
                     ERR_MEDIA_TYPE);
    assert_null(text);
}

/* Tabs and semicolons, texts behind "=", the end of a file to old programs. */
static void test_other_programs(void **state)
{
    (void)state;
    struct sheet sheet;
    assert_int_equal(csv_separator("a\tb\tc,d\n,,,,", 14, NULL), '\t');
    assert_int_equal(csv_separator("\"a;b;c\",d\n", 10, NULL), ',');
    assert_int_equal(csv_separator("a;b\n", 4, NULL), ';');
    OPEN(sheet, "=\"00123\",\"=\"\"0456\"\"\",=\"a,b\"\nlast\x1a");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_string_equal(sheet.row.fields[0], "00123");
    assert_string_equal(sheet.row.fields[1], "0456");
    assert_string_equal(sheet.row.fields[2], "a,b");
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_string_equal(sheet.row.fields[0], "last");
    assert_int_equal(sheet_next(&sheet), CSV_END);
    OPEN(sheet, "a;\"b;c\"\n\x1a");
    sheet.reader.separator = ';';
    assert_int_equal(sheet_next(&sheet), CSV_ROW);
    assert_string_equal(sheet.row.fields[1], "b;c");
    assert_int_equal(sheet_next(&sheet), CSV_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_rows),
        cmocka_unit_test(test_quoted_cells),
        cmocka_unit_test(test_trailing_comma_is_a_cell),
        cmocka_unit_test(test_bad_text),
        cmocka_unit_test(test_other_programs),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_write_and_read_back),
        cmocka_unit_test(test_encodings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
