/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks as Excel writes them, and files that only look like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/scope.h"
#include "base/xlsx_in.h"
#include "base/xlsx_value.h"

struct part {
    const char *name;
    const char *text;
    uint32_t claimed; /* bytes when unpacked; 0: as many as there are */
};

enum { PARTS_MAX = 8, ZIP_MAX = 4 * 1024 * 1024 };

static uint32_t checksum(const char *text)
{
    uint32_t sum = UINT32_MAX;
    for (; *text; text++) {
        sum ^= (unsigned char)*text;
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

static void put16(struct buf *out, unsigned value)
{
    buf_char(out, (char)value);
    buf_char(out, (char)(value >> 8));
}

static void put32(struct buf *out, uint32_t value)
{
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

/* What both headers of an entry say, from the needed version on. */
static void put_entry(struct buf *out, const struct part *part)
{
    size_t length = strlen(part->text);
    put16(out, 20);
    put16(out, 0);
    put16(out, 0);
    put32(out, 0);
    put32(out, checksum(part->text));
    put32(out, (uint32_t)length);
    put32(out, part->claimed ? part->claimed : (uint32_t)length);
    put16(out, (unsigned)strlen(part->name));
    put16(out, 0);
}

static void zip(struct buf *out, const struct part *parts, size_t count)
{
    uint32_t starts[PARTS_MAX];
    for (size_t i = 0; i < count; i++) {
        starts[i] = (uint32_t)out->length;
        put32(out, 0x04034b50);
        put_entry(out, &parts[i]);
        buf_text_add(out, parts[i].name);
        buf_text_add(out, parts[i].text);
    }
    uint32_t directory = (uint32_t)out->length;
    for (size_t i = 0; i < count; i++) {
        put32(out, 0x02014b50);
        put16(out, 20);
        put_entry(out, &parts[i]);
        put16(out, 0);
        put16(out, 0);
        put16(out, 0);
        put32(out, 0);
        put32(out, starts[i]);
        buf_text_add(out, parts[i].name);
    }
    uint32_t size = (uint32_t)out->length - directory;
    put32(out, 0x06054b50);
    put32(out, 0);
    put16(out, (unsigned)count);
    put16(out, (unsigned)count);
    put32(out, size);
    put32(out, directory);
    put16(out, 0);
    assert_true(buf_ok(out));
}

#define DECLARED "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS                                                                                  \
    DECLARED "<Relationships xmlns="                                                               \
             "\"http://schemas.openxmlformats.org/package/2006/relationships\">"

enum { ROOT, WORKBOOK, WORKBOOK_RELATIONS, STYLES, STRINGS, SHEET, PART_COUNT };

static const struct part excel[PART_COUNT] = {
    [ROOT] = {"_rels/.rels",
              RELATIONS "<Relationship Id=\"rId1\" Type=\"" OFFICE
                        "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
              0},
    [WORKBOOK] = {"xl/workbook.xml",
                  DECLARED "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><workbookPr/>"
                           "<sheets><sheet name=\"old\" sheetId=\"1\" state=\"hidden\" "
                           "r:id=\"rId9\"/><sheet name=\"取引先\" sheetId=\"2\" r:id=\"rId1\"/>"
                           "</sheets></workbook>",
                  0},
    [WORKBOOK_RELATIONS] = {"xl/_rels/workbook.xml.rels",
                            RELATIONS "<Relationship Id=\"rId1\" Type=\"" OFFICE
                                      "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                      "<Relationship Id=\"rId2\" Type=\"" OFFICE
                                      "/styles\" Target=\"/xl/styles.xml\"/>"
                                      "<Relationship Id=\"rId3\" Type=\"" OFFICE
                                      "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                                      "</Relationships>",
                            0},
    [STYLES] = {"xl/styles.xml",
                DECLARED "<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"3\">"
                         "<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m"
                         "&quot;月&quot;d&quot;日&quot;;@\"/>"
                         "<numFmt numFmtId=\"177\" formatCode=\"00000\"/>"
                         "<numFmt numFmtId=\"178\" formatCode=\"#,##0_ &quot;days&quot;\"/>"
                         "</numFmts><cellStyleXfs count=\"1\"><xf numFmtId=\"14\"/></cellStyleXfs>"
                         "<cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
                         "<xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"178\"/>"
                         "</cellXfs></styleSheet>",
                0},
    [STRINGS] = {"xl/sharedStrings.xml",
                 DECLARED "<sst xmlns=\"" MAIN "\" count=\"3\" uniqueCount=\"3\">"
                          "<si><t>東京商会</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>"
                          "<phoneticPr fontId=\"1\"/></si>"
                          "<si><r><t>二</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> つ</t>"
                          "</r></si><si><t>a_x000D__x005F_x0041_&amp;</t></si></sst>",
                 0},
    [SHEET] = {"xl/worksheets/sheet1.xml",
               DECLARED "<worksheet xmlns=\"" MAIN "\"><sheetData>"
                        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v>"
                        "</c><c r=\"D1\" t=\"s\"><v>2</v></c></row>"
                        "<row r=\"2\"><c r=\"A2\" s=\"1\"/></row>"
                        "<row r=\"4\"><c r=\"A4\" s=\"1\"><v>46568</v></c>"
                        "<c r=\"B4\" s=\"2\"><v>46568.5</v></c>"
                        "<c r=\"C4\" s=\"3\"><v>123</v></c><c r=\"D4\"><v>5.0E10</v></c>"
                        "<c r=\"E4\" s=\"4\"><v>46568</v></c><c r=\"F4\" t=\"b\"><v>1</v></c>"
                        "<c r=\"G4\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                        "<c r=\"H4\" t=\"str\"><f>A1&amp;\"x\"</f><v>東京商会x</v></c>"
                        "<c r=\"I4\" t=\"inlineStr\"><is><t>=1+1</t><rPh><t>イチ</t></rPh></is></c>"
                        "<c r=\"J4\"><v>0.30000000000000004</v></c></row>"
                        "<row><c t=\"inlineStr\"><is><t>merged</t></is></c>"
                        "<c><v>1</v></c></row>"
                        "<row><c r=\"B6\"><v>2</v></c></row><row r=\"7\"/>"
                        "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A5:A7\"/>"
                        "<mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>",
               0},
};

static void zip_with(struct buf *out, int which, const char *text)
{
    struct part parts[PART_COUNT];
    memcpy(parts, excel, sizeof parts);
    if (which < PART_COUNT)
        parts[which].text = text;
    zip(out, parts, PART_COUNT);
}

static bool is_heading(const char *text)
{
    return strcmp(text, "code") == 0 || strcmp(text, "name") == 0;
}

/* All rows as "line:cell|cell" a line; the problem. */
static const char *read_all(const char *bytes, size_t length, struct buf *out)
{
    SCOPED(xlsx_in_close_at) struct xlsx_in *xlsx = NULL;
    struct cells row;
    bool more = true;
    const char *problem = xlsx_in_open(bytes, length, is_heading, &xlsx);
    while (!problem && more) {
        problem = xlsx_in_row(xlsx, &row, &more);
        if (problem || !more)
            break;
        buf_format(out, "%zu:", row.line);
        for (size_t i = 0; i < row.count; i++)
            buf_format(out, "%s%s", i ? "|" : "", row.fields[i]);
        buf_char(out, '\n');
    }
    return problem;
}

static void assert_problem(const struct buf *file, const char *expected)
{
    SCOPED(buf_release) struct buf out = BUF_INIT(ZIP_MAX);
    const char *problem = read_all(buf_text(file), file->length, &out);
    assert_non_null(problem);
    assert_string_equal(problem, expected);
}

static void assert_sheet(int which, const char *text, const char *expected)
{
    SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
    SCOPED(buf_release) struct buf out = BUF_INIT(ZIP_MAX);
    zip_with(&file, which, text);
    const char *problem = read_all(buf_text(&file), file.length, &out);
    assert_null(problem);
    assert_string_equal(buf_text(&out), expected);
}

static void test_as_excel_writes_it(void **state)
{
    (void)state;
    assert_sheet(PART_COUNT, NULL,
                 "1:東京商会|二 つ||a\r_x0041_&\n"
                 "4:2027-06-30|2027-06-30 12:00:00|00123|50000000000|46568|TRUE|#DIV/0!|東京商会x|"
                 "=1+1|0.3\n"
                 "5:merged|1\n6:merged|2\n");
}

static void test_days_from_1904(void **state)
{
    (void)state;
    assert_sheet(WORKBOOK,
                 "<workbook xmlns:r=\"x\"><workbookPr date1904=\"1\"/><sheets>"
                 "<sheet r:id=\"rId1\"/></sheets></workbook>",
                 "1:東京商会|二 つ||a\r_x0041_&\n"
                 "4:2031-07-01|2031-07-01 12:00:00|00123|50000000000|46568|TRUE|#DIV/0!|東京商会x|"
                 "=1+1|0.3\n"
                 "5:merged|1\n6:merged|2\n");
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *stored;
        const char *code;
        const char *shown;
    } cases[] = {
        {"1", "yyyy/m/d", "1900-01-01"},
        {"59", "yyyy/m/d", "1900-02-28"},
        {"60", "yyyy/m/d", "60"},
        {"61", "yyyy/m/d", "1900-03-01"},
        {"36585", "yyyy/m/d", "2000-02-29"},
        {"2958465", "yyyy/m/d", "9999-12-31"},
        {"2958466", "yyyy/m/d", "2958466"},
        {"0.5", "yyyy/m/d", "12:00:00"},
        {"-1", "yyyy/m/d", "-1"},
        {"7010001008844", "General", "7010001008844"},
        {"7.010001008844E12", "General", "7010001008844"},
        {"12345678901234567", "General", "1.23456789012346e+16"},
        {"-0.5", "General", "-0.5"},
        {"x", "General", "x"},
        {"1e999", "General", "1e999"},
        {"7", "00000", "00007"},
        {"7", "\"S-\"0000", "S-0007"},
        {"123456", "\"A\"00_ ", "A123456"},
        {"1000001", "000\\-0000", "100-0001"},
        {"1234", "[<=999]000;[<=9999]000\\-00;000\\-0000", "012-34"},
        {"99999", "[<1000]0;[=1000]\"k\"0;[Red][>5]\"b\"0", "b99999"},
        {"7", "###\\-0", "-7"},
        {"0", "#", "0"},
        {"13", "0\"x", "13x"},
        {"12.6", "0\"x\"", "12.6"},
        {"12", "General\"x\"", "12x"},
        {"12", "[Red]\"x-\"General;General", "x-12"},
        {"12", "G/標準", "12"},
        {"12.5", "\"x\"General", "12.5"},
        {"-7", "00;\"m\"00", "-7"},
        {"7", "[<1]0", "7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(buf_release) struct buf out = BUF_INIT(100);
        struct xlsx_format format = xlsx_format_of(cases[i].code);
        xlsx_number_add(&out, cases[i].stored, &format, false);
        assert_string_equal(buf_text(&out), cases[i].shown);
    }
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum xlsx_shown shown;
    } cases[] = {
        {"General", XLSX_GENERAL},
        {"0", XLSX_DIGITS},
        {"0000000000000", XLSX_DIGITS},
        {"#,##0", XLSX_GENERAL},
        {"0.00E+00", XLSX_GENERAL},
        {"[Red]0", XLSX_DIGITS},
        {"@", XLSX_GENERAL},
        {"\"days\"0", XLSX_DIGITS},
        {"\\d0", XLSX_DIGITS},
        {"0.0", XLSX_GENERAL},
        {"0%", XLSX_GENERAL},
        {"# ?/?", XLSX_GENERAL},
        {"yyyy/m/d", XLSX_DATE},
        {"[$-411]ge.m.d;@", XLSX_DATE},
        {"[$-ja-JP]ggge\"年\"m\"月\"d\"日\"", XLSX_DATE},
        {"m\"月\"d\"日\"", XLSX_DATE},
        {"0;[Red]-d", XLSX_GENERAL},
        {"\"", XLSX_GENERAL},
        {"[", XLSX_GENERAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(xlsx_format_of(cases[i].code).shown, cases[i].shown);
}

/* Whatever is missing or changed, it ends with rows or a problem, under sanitizers. */
static void test_damaged(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
    zip_with(&file, PART_COUNT, NULL);
    SCOPED(buf_release) struct buf whole = BUF_INIT(ZIP_MAX);
    assert_null(read_all(file.data, file.length, &whole));
    for (size_t length = 0; length < file.length; length++) {
        SCOPED(buf_release) struct buf out = BUF_INIT(ZIP_MAX);
        SCOPED(free_at) char *copy = malloc(length + 1);
        memcpy(copy, buf_text(&file), length);
        /* minizip does not miss the last fields, the place of the directory and a comment. */
        if (!read_all(copy, length, &out))
            assert_string_equal(buf_text(&out), buf_text(&whole));
    }
    for (size_t i = 0; i < file.length; i++) {
        SCOPED(buf_release) struct buf out = BUF_INIT(ZIP_MAX);
        file.data[i] = (char)(file.data[i] ^ 0xff);
        (void)read_all(file.data, file.length, &out);
        file.data[i] = (char)(file.data[i] ^ 0xff);
    }
}

static void test_missing_parts(void **state)
{
    (void)state;
    for (int missing = 0; missing < PART_COUNT; missing++) {
        SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
        struct part parts[PART_COUNT];
        memcpy(parts, excel, sizeof parts);
        parts[missing].name = "elsewhere";
        zip(&file, parts, PART_COUNT);
        assert_problem(&file, "workbook_not_read");
    }
}

static void test_hostile(void **state)
{
    (void)state;
    static const struct {
        const char *before, *again, *after;
        size_t times;
        const char *problem;
    } sheets[] = {
        {"<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>", "", "", 0, "workbook_not_read"},
        {"", "<a>", "", 1000, "workbook_too_large"},
        {"<row><c t=\"inlineStr\"><is><t>", "aaaaaaaaaaaaaaaa", "</t></is></c></row>", 20000,
         "workbook_too_large"},
        {"<row><c x=\"", "aaaaaaaaaaaaaaaa", "", 80000, "workbook_too_large"},
        {"<sheetData>", "<row/>", "", 1000, "workbook_not_read"},
        {"<row><c r=\"CW1\"><v>1</v></c></row>", "", "", 0, "too_many_columns"},
        {"<row><c t=\"s\"><v>7</v></c></row>", "", "", 0, "workbook_not_read"},
    };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        SCOPED(buf_release) struct buf text = BUF_INIT(ZIP_MAX);
        SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
        buf_text_add(&text, sheets[i].before);
        for (size_t n = 0; n < sheets[i].times; n++)
            buf_text_add(&text, sheets[i].again);
        buf_text_add(&text, sheets[i].after);
        zip_with(&file, SHEET, buf_text(&text));
        assert_problem(&file, sheets[i].problem);
    }
}

/* Rows and strings that no workbook of Excel's has, and numbers that are none. */
static void test_numbers_of_rows_and_strings(void **state)
{
    (void)state;
    static const char *const broken[] = {"<row r=\"0\"/>",
                                         "<row r=\"-5\"/>",
                                         "<row r=\"1048577\"/>",
                                         "<row r=\"2147483648\"/>",
                                         "<row r=\"4294967297\"/>",
                                         "<row r=\"18446744073709551617\"/>",
                                         "<row r=\"\"/>",
                                         "<row r=\"1e3\"/>",
                                         "<row r=\" 1\"/>",
                                         "<row r=\"2\"/><row r=\"2\"/>",
                                         "<row r=\"1048576\"/><row/>"};
    static const char *const strings[] = {"nan", "-1", "+1", "4294967296", "18446744073709551616",
                                          "0x0"};
    enum { ROWS = sizeof broken / sizeof *broken, ALL = ROWS + sizeof strings / sizeof *strings };
    for (size_t i = 0; i < ALL; i++) {
        SCOPED(buf_release) struct buf text = BUF_INIT(ZIP_MAX);
        SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
        buf_text_add(&text, "<sheetData>");
        if (i < ROWS)
            buf_text_add(&text, broken[i]);
        else
            buf_format(&text, "<row r=\"1\"><c t=\"s\"><v>%s</v></c></row>", strings[i - ROWS]);
        buf_text_add(&text, "</sheetData>");
        zip_with(&file, SHEET, buf_text(&text));
        assert_problem(&file, "workbook_not_read");
    }
}

/* Each name is another, so that whoever keeps them needs much. */
static void test_names_without_end(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf text = BUF_INIT(ZIP_MAX);
    SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
    buf_text_add(&text, "<x>");
    for (unsigned i = 0; i < 300000; i++)
        buf_format(&text, "<a%x/>", i);
    buf_text_add(&text, "</x>");
    zip_with(&file, SHEET, buf_text(&text));
    assert_problem(&file, "workbook_too_large");
}

static void test_claims(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf file = BUF_INIT(ZIP_MAX);
    struct part parts[PART_COUNT];
    memcpy(parts, excel, sizeof parts);
    parts[SHEET].claimed = 1024 * 1024 * 1024;
    zip(&file, parts, PART_COUNT);
    assert_problem(&file, "workbook_too_large");
}

static void test_other_files(void **state)
{
    (void)state;
    static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                                 "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    assert_string_equal(xlsx_in_mistaken(old, sizeof old), "xls_not_read");
    assert_string_equal(xlsx_in_mistaken(locked, sizeof locked), "workbook_protected");
    assert_string_equal(xlsx_in_mistaken("PK\x03\x04", 4), "workbook_as_text");
    assert_null(xlsx_in_mistaken("PK", 2));
    assert_null(xlsx_in_mistaken("", 0));
    struct buf file = BUF_INIT(100);
    buf_add(&file, locked, sizeof locked);
    assert_problem(&file, "workbook_protected");
    buf_clear(&file);
    buf_text_add(&file, "code,name\r\n1,x\r\n");
    assert_problem(&file, "workbook_not_read");
    buf_release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_excel_writes_it),
        cmocka_unit_test(test_days_from_1904),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_missing_parts),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_numbers_of_rows_and_strings),
        cmocka_unit_test(test_names_without_end),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
