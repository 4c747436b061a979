/* SPDX-License-Identifier: Apache-2.0 */
/* Has every code its texts, do they use only what they are given, and do they keep to the words of
 * the field? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/text.h"
#include "domain/remark.h"
#include "domain/text.h"

static void tables_are_in_order(void **state)
{
    (void)state;
    for (int kind = 0; kind < TEXT_KIND_COUNT; kind++) {
        size_t count = vocabulary[kind].count;
        const struct text *rows = vocabulary[kind].rows;
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++) {
            if (i > 0 && strcmp(rows[i - 1].code, rows[i].code) >= 0)
                fail_msg("%s does not come after %s", rows[i].code, rows[i - 1].code);
            assert_ptr_equal(text_find((enum text_kind)kind, rows[i].code), &rows[i]);
        }
        assert_null(text_find((enum text_kind)kind, "no_such_code"));
    }
}

static enum text_kind kind_of(enum remark_code code)
{
    if (code < NOTE_OLD_SERIES_ID)
        return TEXT_REASON;
    return code < STEP_NONE ? TEXT_NOTE : TEXT_NEXT_STEP;
}

static bool is_given(const struct remark_shape *shape, const char *name)
{
    static const char *const words[] = {"id_name", "assessment_name", "days_left", "days_past"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    for (size_t i = 0; shape->values[i].kind != REMARK_END; i++)
        if (strcmp(name, shape->values[i].name) == 0)
            return true;
    return false;
}

static void check_parameters(const struct remark_shape *shape, const char *template)
{
    for (const char *at = strchr(template, '{'); at; at = strchr(at + 1, '{')) {
        char name[64];
        assert_int_equal(sscanf(at, "{%63[a-z_]}", name), 1);
        if (!is_given(shape, name))
            fail_msg("%s: {%s} is not given", shape->code, name);
    }
}

static void every_remark_has_its_texts(void **state)
{
    (void)state;
    size_t variants = 0;
    for (int i = 0; i < REMARK_CODE_COUNT; i++) {
        const struct remark_shape *shape = remark_shape((enum remark_code)i);
        enum text_kind kind = kind_of((enum remark_code)i);
        const struct text *text = text_find(kind, shape->code);
        if (!text)
            fail_msg("%s has no text", shape->code);
        check_parameters(shape, text->ja);
        check_parameters(shape, text->en);
        char variant[80];
        snprintf(variant, sizeof variant, "%s/3", shape->code);
        variants += text_find(kind, variant) != NULL;
    }
    size_t total = vocabulary[TEXT_REASON].count + vocabulary[TEXT_NOTE].count +
                   vocabulary[TEXT_NEXT_STEP].count;
    assert_int_equal(total, REMARK_CODE_COUNT + variants);
}

static void every_kind_of_error_has_a_text(void **state)
{
    (void)state;
    for (int i = ERR_NONE + 1; i < ERR_COUNT; i++)
        assert_non_null(text_find(TEXT_PROBLEM, err_default_code((enum err_code)i)));
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static void sentences_end_as_sentences(void **state)
{
    (void)state;
    static const enum text_kind kinds[] = {TEXT_ADVISORY, TEXT_NEXT_STEP, TEXT_NOTE, TEXT_PROBLEM,
                                           TEXT_REASON};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t count = vocabulary[kinds[i]].count;
        const struct text *rows = vocabulary[kinds[i]].rows;
        for (size_t j = 0; j < count; j++) {
            assert_true(ends_with(rows[j].ja, "。"));
            assert_true(ends_with(rows[j].en, ".") || ends_with(rows[j].en, "…"));
        }
    }
}

static void assert_render(enum text_kind kind, const char *code, const char *params, int days,
                          const char *ja, const char *en)
{
    struct json_members members;
    assert_true(json_members_read((struct text_span){params, strlen(params)}, &members));
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    assert_true(text_render(&out, kind, code, LANGUAGE_JA, &members, days));
    assert_string_equal(buf_text(&out), ja);
    buf_clear(&out);
    assert_true(text_render(&out, kind, code, LANGUAGE_EN, &members, days));
    assert_string_equal(buf_text(&out), en);
}

static void parameters_become_words(void **state)
{
    (void)state;
    assert_render(TEXT_REASON, "star_held", "{\"held_star\": 2, \"level\": \"confirmed\"}", 0,
                  "★2（照合済み）で要求水準を充足しています。",
                  "Met by ★2 (confirmed in the public list).");
    assert_render(TEXT_REASON, "not_due_yet", "{\"due_on\": \"2027-06-30\"}", 0,
                  "対応期限は2027年6月30日です（本日）。", "Due on 2027-06-30 (today).");
    assert_render(TEXT_REASON, "not_due_yet", "{\"due_on\": \"2027-06-30\"}", 1,
                  "対応期限は2027年6月30日です（あと1日）。", "Due on 2027-06-30 (1 day left).");
    assert_render(TEXT_REASON, "past_due", "{\"due_on\": \"2027-06-30\"}", 12,
                  "対応期限（2027年6月30日）を12日過ぎています。", "12 days past 2027-06-30.");
    assert_render(TEXT_REASON, "assessment_missing",
                  "{\"edition\": {\"id\": \"x\", \"ja\": \"25項目\", \"en\": \"the 25 items\"}}", 0,
                  "25項目の回答がまだ提出されていません。",
                  "No submitted answers to the 25 items.");
    assert_render(TEXT_NEXT_STEP, "submit_assessment", "{}", 0,
                  "自己評価に回答して提出してください。",
                  "Answer the self-assessment and submit your answers.");
    assert_render(TEXT_REASON, "assessment_withdrawn",
                  "{\"star\": 2, \"withdrawn_on\": \"2027-11-01\"}", 0,
                  "自社診断は2027年11月1日に取り下げられています。",
                  "The self-assessment was withdrawn on 2027-11-01.");
}

static void stars_have_their_own_words(void **state)
{
    (void)state;
    assert_render(TEXT_REASON, "no_declaration", "{\"required_star\": 1}", 0,
                  "★1の自己宣言IDがまだ入力されていません。",
                  "No declaration ID for ★1 is on file.");
    assert_render(TEXT_REASON, "no_declaration", "{\"required_star\": 3}", 0,
                  "★3の登録番号がまだ入力されていません。",
                  "No registration number for ★3 is on file.");
    assert_render(
        TEXT_NEXT_STEP, "declare_star", "{\"star\": 2}", 0,
        "IPAで★2を自己宣言し、自己宣言IDを入力してください（GビズIDのプライムまたはメンバーが"
        "必要です）。",
        "Declare ★2 with IPA (a GBizID Prime or Member account is needed) and enter the "
        "declaration ID.");
    assert_render(TEXT_NEXT_STEP, "declare_star", "{\"star\": 3}", 0,
                  "★3の登録番号と有効期限を入力してください。",
                  "Enter the registration number for ★3 and its end of validity.");
}

static void what_is_absent_is_left_out(void **state)
{
    (void)state;
    assert_render(TEXT_PROBLEM, "out_of_range", "{\"maximum\": 200}", 0,
                  "値が範囲外です（200以下）。範囲内の値を入力してください。",
                  "The value is out of range (at most 200).");
    assert_render(TEXT_PROBLEM, "not_allowed_value", "{\"allowed\": [\"whole\", \"part\"]}", 0,
                  "この値は指定できません。whole、partのいずれかを指定してください。",
                  "The value is not one of those allowed: whole, part.");
    assert_render(TEXT_PROBLEM, "not_allowed_value", "{}", 0, "この値は指定できません。",
                  "The value is not one of those allowed.");
    assert_render(TEXT_PROBLEM, "likely_duplicate", "{\"name\": \"甲\", \"code\": null}", 0,
                  "登録済みの「甲」と同じ取引先かもしれません。同じ取引先であれば、登録を一つにまと"
                  "めてください。",
                  "This is probably the same supplier as \"甲\", which is on file. If so, keep one "
                  "record.");
    assert_render(
        TEXT_PROBLEM, "relationship_state", "{\"state\": \"declined\"}", 0,
        "取引関係の現在の状態（辞退）では、この操作は行えません。最新の状態を確認してください。",
        "This cannot be done while the relationship is in its present state (declined). Read it "
        "again.");
}

static void problems_by_pointer(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    text_problem("too_long", "{\"maxLength\": 40}", LANGUAGE_EN, &out);
    assert_string_equal(buf_text(&out),
                        "The text is too long (at most 40 characters). Shorten it.");
    buf_clear(&out);
    text_problem("too_long", "", LANGUAGE_JA, &out);
    assert_string_equal(buf_text(&out), "長すぎます。短くしてください。");
    buf_clear(&out);
    text_problem("no_such_code", "", LANGUAGE_JA, &out);
    assert_string_equal(buf_text(&out), "");
    assert_string_equal(text_label("pending", "scheme", LANGUAGE_JA), "制度開始待ち");
    assert_string_equal(text_label("pending", "supplier", LANGUAGE_JA), "対応待ち");
    assert_string_equal(text_label("lapsed", "buyer", LANGUAGE_EN), "Lapsed");
    assert_string_equal(text_label("met", NULL, LANGUAGE_JA), "充足");
}

static void thousands_stand_apart(void **state)
{
    (void)state;
    char out[TEXT_NUMBER_SIZE];
    assert_string_equal(text_number(0, out), "0");
    assert_string_equal(text_number(999, out), "999");
    assert_string_equal(text_number(-1000, out), "-1,000");
    assert_string_equal(text_number(-123, out), "-123");
    assert_string_equal(text_number(1234567, out), "1,234,567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_in_order),
        cmocka_unit_test(every_remark_has_its_texts),
        cmocka_unit_test(every_kind_of_error_has_a_text),
        cmocka_unit_test(sentences_end_as_sentences),
        cmocka_unit_test(parameters_become_words),
        cmocka_unit_test(stars_have_their_own_words),
        cmocka_unit_test(what_is_absent_is_left_out),
        cmocka_unit_test(problems_by_pointer),
        cmocka_unit_test(thousands_stand_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
