/* SPDX-License-Identifier: Apache-2.0 */
/* Are cells understood as spreadsheets leave them, and sheets that arrive in pieces the same as
 * whole ones? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/json_rows.h"
#include "base/spoiled.h"
#include "domain/sheet.h"
#include "domain/sheet_cell.h"
#include "domain/sheet_out.h"

static void days(void **state)
{
    (void)state;
    static const char *const right[] = {"2027-06-30",
                                        "2027/6/30",
                                        "2027.06.30",
                                        "20270630",
                                        "2027年6月30日",
                                        "R9.6.30",
                                        "令和9年6月30日",
                                        "2027/6/30 0:00",
                                        "46568",
                                        "r9/06/30",
                                        "2027-6-30",
                                        "令和9.6.30",
                                        "2027-06-30T00:00:00",
                                        "令和9年 6月 30日",
                                        "㋿9年6月30日",
                                        "令和9年6月30日(水)",
                                        "2027/6/30(水)",
                                        "2027年6月30日水曜日",
                                        "46568.0",
                                        "2027/ 6/30",
                                        "2027-06-30 (Wed)",
                                        "2027.6.30."};
    static const struct {
        const char *text, *problem;
    } wrong[] = {
        {"6/30", "date_without_year"},
        {"6月30日", "date_without_year"},
        {"6/30/27", "date_ambiguous"},
        {"30-Jun-27", "date_ambiguous"},
        {"2027-02-29", "invalid_date"},
        {"令和9年", "invalid_date"},
        {"123", "invalid_date"},
        {"2027-06-30 10:00", "invalid_date"},
        {"20271330", "invalid_date"},
        {"", "invalid_date"},
        {"2027-06-30                                                  abc", "invalid_date"}};
    day expected, found;
    assert_true(day_parse("2027-06-30", &expected));
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const char *problem = cell_day(right[i], &found);
        if (problem || found != expected)
            fail_msg("%s: %s", right[i], problem ? problem : "another day");
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *problem = cell_day(wrong[i].text, &found);
        assert_string_equal(problem ? problem : wrong[i].text, wrong[i].problem);
    }
    assert_null(cell_day("平成31年4月30日", &found));
    assert_null(cell_day("令和元年5月1日", &expected));
    assert_int_equal(found + 1, expected);
}

static void spoiled_cells(void **state)
{
    (void)state;
    static const char *const days[] = {"4月1日", "2月29日", "2026-04-01", "2026/4/1",
                                       "2026年4月1日"};
    static const char *const codes[] = {"2010-05-99", "2010-13-01", "2027-02-29", "2月30日",
                                        "4月",        "1-2-3",      "2026/4-1",   "9999-01-01",
                                        "4-1",        "2026-04-01A"};
    assert_null(spoiled_name("1E5"));
    assert_string_equal(spoiled_name("１.0E+05"), "number_in_scientific_notation");
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_true(spoiled_became_day(days[i]) && !spoiled_name(days[i]));
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_false(spoiled_became_day(codes[i]));
    assert_true(cell_lost_zero("312345678") && !cell_lost_zero("03-1234-5678"));
    assert_true(spoiled_is_error("＃N/A") && spoiled_is_error("#####") && !spoiled_is_error("#1"));
}

static void stars(void **state)
{
    (void)state;
    static const char *const two[] = {"2",  "★2", "★ 2", "2★",  "2 ★",
                                      "★★", "☆2", "2.0", "★ ★", "2つ星"};
    static const char *const none[] = {"",    "0",   "6", "★6",  "22",
                                       "★2★", "★★2", "Ⅱ", "2.5", "★★★★★★"};
    int star;
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        star = 0;
        if (cell_star(two[i], &star) || star != 2)
            fail_msg("%s", two[i]);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (!cell_star(none[i], &star))
            fail_msg("%s", none[i]);
    assert_null(cell_star("対象外", &star));
    assert_int_equal(star, 0);
}

static void headings(void **state)
{
    (void)state;
    static const char *const codes[] = {"code", "取引先コード",   "取引先ｺｰﾄﾞ",    "ｃｏｄｅ",
                                        "Code", "取引先コード　", "取引先 コード", "コード"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (sheet_column_of(codes[i]) != SHEET_CODE)
            fail_msg("%s", codes[i]);
    assert_int_equal(sheet_column_of("会社名"), SHEET_NAME);
    assert_int_equal(sheet_column_of("ふりがな"), SHEET_READING);
    assert_int_equal(sheet_column_of("Required Star"), SHEET_REQUIRED_STAR);
    assert_int_equal(sheet_column_of("住所"), SHEET_COLUMN_COUNT);
    assert_int_equal(sheet_column_of(""), SHEET_COLUMN_COUNT);
    assert_int_equal(sheet_column_near("取引先こーど番"), SHEET_CODE);
    assert_int_equal(sheet_column_near("contact_emial"), SHEET_CONTACT_EMAIL);
    assert_int_equal(sheet_column_near("住所"), SHEET_COLUMN_COUNT);
}

/* Every way to cut the text in two gives the same rows. */
static void csv_in_pieces(void **state)
{
    (void)state;
    static const char text[] = "a,\"x\ny\"\r\n\"\"\"\",b\rc,d\nlast";
    const size_t whole = strlen(text) - 4;
    for (size_t cut = 0; cut <= sizeof text - 1; cut++) {
        bool quoted = false;
        size_t first = csv_rows_end(text, 0, cut, &quoted);
        size_t again = cut > 0 && text[cut - 1] == '\r' ? cut - 1 : cut;
        size_t second = csv_rows_end(text, again, sizeof text - 1, &quoted);
        assert_int_equal(second ? second : first, whole);
    }
}

static void shift_jis_in_pieces(void **state)
{
    (void)state;
    static const char bytes[] = "\x8a\x94\x8e\xae\x89\xef\x8e\xd0\x81\x69\xb1\x81\x6a\x0d\x0a";
    for (size_t cut = 0; cut < sizeof bytes; cut++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(decoder_close) struct decoder decoder = {0};
        SCOPED(buf_release) struct buf out = BUF_INIT(1000);
        assert_int_equal(decoder_open("shift_jis", &decoder, &fault).code, ERR_NONE);
        assert_int_equal(decoder_feed(&decoder, bytes, cut, &out, &fault).code, ERR_NONE);
        assert_int_equal(
            decoder_feed(&decoder, bytes + cut, sizeof bytes - 1 - cut, &out, &fault).code,
            ERR_NONE);
        assert_int_equal(decoder_end(&decoder, &fault).code, ERR_NONE);
        assert_string_equal(buf_text(&out), "株式会社（ｱ）\r\n");
    }
}

static void cut_off_character(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(decoder_close) struct decoder decoder = {0};
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    assert_int_equal(decoder_open("utf-8", &decoder, &fault).code, ERR_NONE);
    assert_int_equal(decoder_feed(&decoder, "a\xe3\x81", 3, &out, &fault).code, ERR_NONE);
    assert_int_equal(decoder_end(&decoder, &fault).code, ERR_INVALID);
}

/* The rows of a text that comes a byte at a time, joined; NULL when it is broken. */
static const char *rows_of(const char *text, struct buf *out)
{
    struct json_rows rows = {0};
    SCOPED(buf_release) struct buf seen = BUF_INIT(1000);
    for (const char *c = text; *c; c++) {
        buf_char(&seen, *c);
        enum json_rows_result result;
        while ((result = json_rows_next(&rows, buf_text(&seen), seen.length)) == JSON_ROWS_ROW) {
            buf_add(out, seen.data + rows.start, rows.length);
            buf_char(out, '|');
        }
        if (result == JSON_ROWS_BROKEN)
            return NULL;
        buf_drop(&seen, json_rows_drop(&rows));
    }
    return json_rows_whole(&rows) ? buf_text(out) : NULL;
}

static void json_in_pieces(void **state)
{
    (void)state;
    static const char *const broken[] = {"[]",
                                         "{\"rows\":[1]}",
                                         "{\"rows\":[{},]}",
                                         "{\"rows\":[{} {}]}",
                                         "{\"rows\":[,{}]}",
                                         "{\"rows\":[{}]",
                                         "{\"rows\":[{}]}x",
                                         "{\"row\":[]}"};
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    assert_string_equal(
        rows_of(" { \"rows\" : [ {\"a\":\"}]\\\"{\"} ,\n{\"b\":[{}]}, {} ] } \n", &out),
        "{\"a\":\"}]\\\"{\"}|{\"b\":[{}]}|{}|");
    buf_clear(&out);
    assert_non_null(rows_of("{\"rows\":[]}", &out));
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_null(rows_of(broken[i], &out));
}

static bool no_form(const void *context, enum sheet_column column, const char *text,
                    char out[static ENTERED_MAX])
{
    (void)context, (void)column, (void)text, (void)out;
    return false;
}

static bool anything_fits(const void *context, enum sheet_column column,
                          const struct text_span *texts, size_t count, struct fault *fault)
{
    (void)context, (void)column, (void)texts, (void)count, (void)fault;
    return true;
}

static const struct sheet_contract anything = {NULL, no_form, anything_fits};

/* What is written into one cell is read from it. */
static void tags(void **state)
{
    (void)state;
    static const char *const plain[] = {"図面", "金型"}, *const odd[] = {"a、b", "c,d"};
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    sheet_tags_write(&out, plain, 2);
    assert_string_equal(buf_text(&out), "図面、金型");
    buf_clear(&out);
    sheet_tags_write(&out, odd, 2);
    struct sheet_row row = {.place = 1, .line = 2, .new_relationship = "r", .new_declaration = "d"};
    row.cells[SHEET_TAGS] = buf_text(&out);
    SCOPED(buf_release) struct buf text = BUF_INIT(4000);
    struct json_out json = JSON_OUT_INIT(&text);
    sheet_row_write(&json, &row, &anything, 0);
    assert_non_null(strstr(buf_text(&text), "\"tags\":[\"a、b\",\"c,d\"]"));
    assert_non_null(strstr(buf_text(&text), "\"faults\":[]"));
}

/* Whatever may be chosen in a cell is understood in it. */
static void choices(void **state)
{
    (void)state;
    size_t tried = 0;
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++)
        for (int language = 0; language < 2; language++) {
            const char *offered[CELLS_CHOICES_MAX];
            size_t count = sheet_choices(column, (enum language)language, offered);
            for (size_t i = 0; i < count; i++, tried++) {
                SCOPED(buf_release) struct buf text = BUF_INIT(4000);
                struct json_out json = JSON_OUT_INIT(&text);
                struct sheet_row row = {.new_relationship = "r", .new_declaration = "d"};
                row.cells[SHEET_REQUIRED_STAR] = "2";
                row.cells[column] = offered[i];
                sheet_row_write(&json, &row, &anything, 0);
                const char *fault = strstr(buf_text(&text), "not_allowed_value");
                if (fault)
                    fail_msg("%s: %s: %s", sheet_name(column), offered[i], fault);
            }
        }
    assert_int_equal(tried, 2 * (6 + 3 + 2 + 4));
}

static void count_columns(void *context, const struct cells_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_true(columns[i].heading[0] && columns[i].meaning[0]);
    *(size_t *)context = count;
}

/* What a buyer sends back has every column, whatever is added to them. */
static void columns(void **state)
{
    (void)state;
    size_t count = 0;
    const struct cells_sink sink = {.head = count_columns, .context = &count};
    sheet_head_write(&sink, SHEET_OF_SUPPLIERS, LANGUAGE_JA);
    assert_int_equal(count, SHEET_COLUMN_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),
        cmocka_unit_test(spoiled_cells),
        cmocka_unit_test(stars),
        cmocka_unit_test(headings),
        cmocka_unit_test(csv_in_pieces),
        cmocka_unit_test(shift_jis_in_pieces),
        cmocka_unit_test(cut_off_character),
        cmocka_unit_test(json_in_pieces),
        cmocka_unit_test(tags),
        cmocka_unit_test(choices),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
