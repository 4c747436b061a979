/* SPDX-License-Identifier: Apache-2.0 */
/* Do answers come in as they were meant, in parts and as a sheet, and does a bad one keep all out
 * with its place named? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "domain/answers.h"
#include "domain/scoring.h"

#define CATALOGUE TEST_DATA "/../../schema/catalogue/"

struct draft {
    json_t *edition;
    struct questionnaire questionnaire;
    json_t *answers;
    struct fault fault;
};

static void draft_release(struct draft *draft)
{
    json_decref(draft->edition);
    json_decref(draft->answers);
    fault_release(&draft->fault);
}

static struct draft draft_of(const char *edition, int star)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s.json", CATALOGUE, edition);
    struct draft draft = {.edition = json_load_file(path, 0, NULL), .answers = json_object()};
    assert_non_null(draft.edition);
    draft.questionnaire = (struct questionnaire){.edition = draft.edition, .star = star};
    return draft;
}

static err merge(struct draft *draft, const char *given)
{
    json_auto_t *parsed = json_loads(given, 0, NULL);
    assert_non_null(parsed);
    fault_clear(&draft->fault);
    return answers_merge(&draft->questionnaire, parsed, draft->answers, &draft->fault);
}

/* What the contract would say: no text that begins with a bell. */
static bool fits(const void *context, const char *member, const char *text, struct fault *fault)
{
    (void)context, (void)member;
    if (text[0] == '\a')
        fault_add(fault, "", "invalid_text", NULL);
    return text[0] != '\a';
}

static bool none_left_out(const void *context, const char *heading)
{
    (void)context, (void)heading;
    return false;
}

static err merge_sheet(struct draft *draft, const char *text)
{
    char *copy = strdup(text);
    fault_clear(&draft->fault);
    struct csv_reader reader = csv_reader_of(copy, strlen(copy), 1);
    reader.separator = csv_separator(copy, strlen(copy), answers_sheet_is_heading);
    const struct cells_source rows = {csv_next, &reader};
    const struct answer_fields fields = {.fits = fits, .left_out = none_left_out};
    json_auto_t *lines = json_object();
    err result = answers_merge_sheet(&draft->questionnaire, &rows, &fields, lines, draft->answers,
                                     &draft->fault);
    free(copy);
    return result;
}

static void assert_fault(const struct draft *draft, size_t index, const char *pointer,
                         const char *code)
{
    assert_true(index < draft->fault.item_count);
    assert_string_equal(draft->fault.items[index].pointer, pointer);
    assert_string_equal(draft->fault.items[index].code, code);
}

static const char *answer(const struct draft *draft, const char *criterion, const char *member)
{
    return json_string_value(json_object_get(json_object_get(draft->answers, criterion), member));
}

static void test_parts(void **state)
{
    (void)state;
    SCOPED(draft_release) struct draft draft = draft_of("security-action-2-v3", 2);
    assert_int_equal(merge(&draft,
                           "[{\"criterion\":\"1\",\"answer\":\"implemented\",\"note\":\"x\"},"
                           "{\"criterion\":\"2\",\"answer\":\"unknown\"}]")
                         .code,
                     ERR_NONE);
    assert_int_equal(merge(&draft, "[{\"criterion\":\"2\",\"answer\":null},"
                                   "{\"criterion\":\"25\",\"answer\":\"partial\"}]")
                         .code,
                     ERR_NONE);
    assert_int_equal(json_object_size(draft.answers), 2);
    assert_string_equal(answer(&draft, "1", "answer"), "implemented");
    assert_string_equal(answer(&draft, "1", "note"), "x");
    assert_string_equal(answer(&draft, "25", "answer"), "partial");
}

static void test_every_fault_is_named(void **state)
{
    (void)state;
    SCOPED(draft_release) struct draft draft = draft_of("scs-2026-03-27", 3);
    assert_int_equal(merge(&draft, "[{\"criterion\":\"1-2-1-1\",\"answer\":\"implemented\"},"
                                   "{\"criterion\":\"9-9-9-9\",\"answer\":\"implemented\"},"
                                   "{\"criterion\":\"1-2-1-1\",\"answer\":\"partial\"},"
                                   "{\"criterion\":\"1-2-1-2\",\"answer\":\"unknown\"},"
                                   "{\"criterion\":\"1-2-1-3\",\"answer\":\"not_applicable\"},"
                                   "{\"criterion\":\"1-2-3-1\",\"answer\":\"not_applicable\","
                                   "\"justification\":\"対象の機器がないため\"}]")
                         .code,
                     ERR_INVALID);
    assert_int_equal(draft.fault.item_count, 4);
    assert_fault(&draft, 0, "/answers/1/criterion", "unknown_criterion");
    assert_fault(&draft, 1, "/answers/2/criterion", "duplicate_criterion");
    assert_fault(&draft, 2, "/answers/3/answer", "not_allowed_value");
    assert_fault(&draft, 3, "/answers/4/justification", "justification_missing");
}

/* The sheet as it is downloaded, with an answer typed into each row by `fill`. */
static void fill_sheet(struct draft *draft, enum language language, struct buf *out,
                       const char *const *cells)
{
    SCOPED(buf_release) struct buf blank = BUF_INIT(1024 * 1024);
    const struct cells_sink sink = csv_sink(&(struct csv_writer){.out = &blank});
    const struct cells_sink filled = csv_sink(&(struct csv_writer){.out = out});
    answers_sheet(&draft->questionnaire, NULL, language, &sink);
    assert_true(buf_ok(&blank));
    struct csv_reader reader = csv_reader_of(blank.data, blank.length, 1);
    struct cells row;
    for (size_t n = 0; csv_read(&reader, &row) == CSV_ROW; n++) {
        assert_int_equal(row.count, 8);
        for (size_t i = 0; i < row.count; i++)
            cells_put(&filled, n > 0 && i >= 5 ? cells[i - 5] : cells_at(&row, i));
        cells_row_end(&filled);
    }
}

static void test_sheet_comes_back(void **state)
{
    (void)state;
    static const struct {
        const char *edition;
        int star;
        enum language language;
        const char *cells[3];
        const char *value;
        size_t count;
    } cases[] = {
        {"security-action-2-v3", 2, LANGUAGE_JA, {" 実施している　", "", ""}, "implemented", 25},
        {"security-action-2-v3", 2, LANGUAGE_EN, {"Unknown", "", "=1+2"}, "unknown", 25},
        {"scs-2026-03-27", 3, LANGUAGE_JA, {"該当なし", "対象なし", "備考"}, "not_applicable", 81},
        {"scs-2026-03-27", 4, LANGUAGE_EN, {"partial", "", ""}, "partial", 81},
        {"security-action-1-6ka", 1, LANGUAGE_JA, {"たぶん", "", ""}, NULL, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SCOPED(draft_release) struct draft draft = draft_of(cases[i].edition, cases[i].star);
        SCOPED(buf_release) struct buf filled = BUF_INIT(1024 * 1024);
        fill_sheet(&draft, cases[i].language, &filled, cases[i].cells);
        err result = merge_sheet(&draft, buf_text(&filled));
        if (!cases[i].value) {
            assert_int_equal(result.code, ERR_INVALID);
            assert_fault(&draft, 0, "/rows/2/answer", "not_allowed_value");
            continue;
        }
        assert_int_equal(result.code, ERR_NONE);
        assert_int_equal(json_object_size(draft.answers), cases[i].count);
        const char *criterion = json_object_iter_key(json_object_iter(draft.answers));
        assert_string_equal(answer(&draft, criterion, "answer"), cases[i].value);
        const char *note = answer(&draft, criterion, "note");
        assert_string_equal(note ? note : "", cases[i].cells[2]);
    }
}

static void test_columns_by_header(void **state)
{
    (void)state;
    SCOPED(draft_release) struct draft draft = draft_of("security-action-2-v3", 2);
    assert_int_equal(merge_sheet(&draft, "備考,回答,番号\nメモ,実施している,3\n,,4\n").code,
                     ERR_NONE);
    assert_int_equal(json_object_size(draft.answers), 1);
    assert_string_equal(answer(&draft, "3", "note"), "メモ");
}

static void test_bad_sheets(void **state)
{
    (void)state;
    SCOPED(draft_release) struct draft draft = draft_of("security-action-2-v3", 2);
    assert_int_equal(merge_sheet(&draft, "番号,備考\n1,x\n").code, ERR_INVALID);
    assert_fault(&draft, 0, "/rows/1/answer", "column_missing");
    assert_int_equal(merge_sheet(&draft, CSV_BOM).code, ERR_INVALID);
    assert_fault(&draft, 0, "/rows/1/criterion", "column_missing");
    assert_int_equal(merge_sheet(&draft, "criterion,answer\n1,partial\n2,\"par\n").code,
                     ERR_INVALID);
    assert_fault(&draft, 0, "/rows/3/2", "csv_malformed");
    assert_int_equal(
        merge_sheet(&draft, "edition,criterion,answer\nscs-2026-03-27,1,partial\n").code,
        ERR_INVALID);
    assert_fault(&draft, 0, "/rows/2/edition", "edition_mismatch");
    assert_int_equal(
        merge_sheet(&draft, "criterion,answer\n\n1,partial\n1,partial\n99,partial\n").code,
        ERR_INVALID);
    assert_fault(&draft, 0, "/rows/4/criterion", "duplicate_criterion");
    assert_fault(&draft, 1, "/rows/5/criterion", "unknown_criterion");
    assert_int_equal(merge_sheet(&draft, "criterion,answer,note\n1,partial,\a\n").code,
                     ERR_INVALID);
    assert_fault(&draft, 0, "/rows/2/note", "invalid_text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_every_fault_is_named),
        cmocka_unit_test(test_sheet_comes_back),
        cmocka_unit_test(test_columns_by_header),
        cmocka_unit_test(test_bad_sheets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
