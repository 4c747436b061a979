/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks as they go out: read back they say what was written, and on a full disk there is none.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/xlsx_in.h"
#include "base/xlsx_out.h"

enum { FILE_MAX = 8 * 1024 * 1024 };

static const struct xlsx_out_options options = {
    .sheet = "取引先", .meanings = "列の説明", .headings = {"列", "意味", "選択肢"}, .created = 1};

static const struct cells_column columns[] = {
    {"コード", CELLS_TEXT, "自社のコード", {NULL}, 0},
    {"メモ", CELLS_LONG, NULL, {NULL}, 0},
    {"★", CELLS_NUMBER, "要求する★", {"1", "2", "対象外"}, 0},
    {"期限", CELLS_DAY, "最終日", {NULL}, 0},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static err finished(struct xlsx_out *workbook, struct buf *out, struct fault *fault)
{
    char piece[1000];
    size_t count = 1;
    TRY(xlsx_out_finish(workbook, fault));
    while (count > 0) {
        TRY(xlsx_out_read(workbook, piece, sizeof piece, &count, fault));
        buf_add(out, piece, count);
    }
    assert_true(buf_ok(out));
    return OK;
}

static err write_rows(const char *const *cells, size_t rows, size_t times, struct buf *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(xlsx_out_close_at) struct xlsx_out *workbook = NULL;
    TRY(xlsx_out_open(&options, &workbook, &fault));
    const struct cells_sink sink = xlsx_out_sink(workbook);
    cells_head(&sink, columns, COLUMN_COUNT);
    for (size_t n = 0; n < times; n++)
        for (size_t i = 0; i < rows; i++) {
            for (size_t k = 0; k < COLUMN_COUNT; k++)
                cells_put(&sink, cells[i * COLUMN_COUNT + k]);
            cells_row_end(&sink);
        }
    return finished(workbook, out, &fault);
}

static bool no_heading(const char *text)
{
    (void)text;
    return false;
}

static void test_comes_back(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "00123",
        "=1+1",
        "3",
        "2027-06-30",
        "1180301018771",
        "一\n二\n",
        "対象外",
        "未定",
        "1E5",
        "_x000D_ _x1_",
        "03",
        "",
        " 前後の空白 ",
        "<&>\"'\t\r\n",
        "",
        "1899-12-31",
        "+81 3-1234-567",
        "@SUM(A1)",
        "10",
        "2028-02-29",
    };
    enum { ROWS = sizeof cells / sizeof *cells / COLUMN_COUNT };
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX);
    SCOPED(buf_release) struct buf again = BUF_INIT(FILE_MAX);
    assert_int_equal(write_rows(cells, ROWS, 1, &file).code, ERR_NONE);
    assert_int_equal(write_rows(cells, ROWS, 1, &again).code, ERR_NONE);
    assert_int_equal(file.length, again.length);
    assert_memory_equal(file.data, again.data, file.length);
    SCOPED(xlsx_in_close_at) struct xlsx_in *workbook = NULL;
    assert_null(xlsx_in_open(file.data, file.length, no_heading, &workbook));
    struct cells row;
    bool more;
    for (size_t i = 0; i <= ROWS; i++) {
        assert_null(xlsx_in_row(workbook, &row, &more));
        assert_true(more);
        for (size_t k = 0; k < COLUMN_COUNT; k++)
            assert_string_equal(cells_at(&row, k),
                                i ? cells[(i - 1) * COLUMN_COUNT + k] : columns[k].heading);
    }
    assert_null(xlsx_in_row(workbook, &row, &more));
    assert_false(more);
}

static void test_no_rows(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX);
    assert_int_equal(write_rows(NULL, 0, 0, &file).code, ERR_NONE);
    assert_memory_equal(file.data, "PK", 2);
}

/* What is written beyond the limit of a file fails as on a full disk, in part or as a whole. */
static void test_full_disk(void **state)
{
    (void)state;
    static const char *const cells[] = {"00123", "同じ文", "3", "2027-06-30"};
    struct rlimit before;
    SCOPED(buf_release) struct buf whole = BUF_INIT(FILE_MAX);
    SCOPED(buf_release) struct buf part = BUF_INIT(FILE_MAX);
    size_t failed = 0;
    assert_int_equal(write_rows(cells, 1, 300, &whole).code, ERR_NONE);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t limit = 0; limit < 80000; limit += limit < 4000 ? 97 : 1531) {
        const struct rlimit small = {.rlim_cur = limit, .rlim_max = before.rlim_max};
        buf_clear(&part);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        err made = write_rows(cells, 1, 300, &part);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        failed += made.code != ERR_NONE;
        if (made.code != ERR_NONE)
            continue;
        assert_int_equal(part.length, whole.length);
        assert_memory_equal(part.data, whole.data, part.length);
    }
    assert_in_range(failed, 20, 80);
}

static void test_no_directory(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(FILE_MAX);
    setenv("TMPDIR", "/nowhere", 1);
    assert_int_equal(write_rows(NULL, 0, 0, &file).code, ERR_INTERNAL);
    unsetenv("TMPDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comes_back),
        cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_no_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
