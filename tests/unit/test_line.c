/* SPDX-License-Identifier: Apache-2.0 */
/* Does a line come through the board unharmed, and is the status object the same however its step
 * was read? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/kept.h"
#include "domain/line.h"
#include "domain/text.h"

enum { TEXT_MAX = 1 << 20 };

static const char relationship[] = "0192f0c1-7a51-7c3e-9d0b-6a1f2b3c4d5e";

/* The facts that every test below begins with: ★2 substantiated is demanded; the declaration is
 * checked and there are papers; everything that a note can tell. */
static const char facts_text[] =
    "{\"relationship\": {\"invited_on\": \"2026-12-01\", \"accepted_on\": \"2026-12-01\"},"
    " \"revisions\": [{\"revision\": 4, \"decided_by\": \"rule\", \"required_star\": 2,"
    "   \"required_assurance\": \"substantiated\", \"accept_higher\": true,"
    "   \"effective_from\": \"2026-12-01\", \"due_on\": \"2027-06-30\"}],"
    " \"declarations\": [{\"id\": \"d\", \"scheme\": \"security-action\", \"number\": "
    "\"40012345678\","
    "   \"star\": 2, \"declared_on\": \"2027-02-03\", \"valid_from\": \"2027-02-03\","
    "   \"scope\": \"whole\", \"checks\": [{\"checked_on\": \"2027-03-01\", \"result\": "
    "\"found\"}]}],"
    " \"assessments\": [], \"papers\": [],"
    " \"obtainable_from\": {\"1\": \"2017-01-01\", \"2\": \"2017-01-01\", \"3\": null},"
    " \"editions\": {\"2\": {\"id\": \"security-action-2-v3\", \"ja\": \"25項目\","
    "   \"en\": \"the 25 items\"}},"
    " \"expiring_days\": 60, \"recheck_months\": 12, "
    "\"assessment_max_age_months\": {\"3\": 12, \"4\": 12}}";

static json_t *parse(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static char *line_text(const json_t *facts)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct buf text = BUF_INIT(TEXT_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    assert_int_equal(line_of_facts(facts, &out, NULL, NULL, &fault).code, ERR_NONE);
    json_out_object_end(&out);
    return buf_steal(&text);
}

static struct status_view view_on(const char *as_of, enum language language)
{
    struct status_view view = {
        .relationship = relationship, .changes_on = DAY_NONE, .language = language};
    assert_true(day_parse(as_of, &view.as_of));
    return view;
}

static char *object_of_facts(const json_t *facts, const char *as_of, enum language language)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct buf text = BUF_INIT(TEXT_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    struct status_view view = view_on(as_of, language);
    assert_int_equal(status_write_facts(&out, NULL, &view, facts, &fault).code, ERR_NONE);
    return buf_steal(&text);
}

static void the_board_gets_arrays_of_one_length(void **state)
{
    (void)state;
    json_auto_t *facts = parse(facts_text);
    SCOPED(free_at) char *text = line_text(facts);
    json_auto_t *line = parse(text);
    json_auto_t *expected = parse(
        "{\"from\": [\"-infinity\", \"2026-12-01\", \"2027-02-03\", \"2027-03-01\", "
        "\"2028-03-01\"],"
        " \"status\": [0, 3, 3, 1, 3], \"waiting_on\": [0, 1, 1, 0, 2],"
        " \"required_star\": [0, 2, 2, 2, 2], \"held_star\": [0, 0, 2, 2, 2],"
        " \"gap\": [0, 2, 0, 0, 0],"
        " \"due_on\": [\"infinity\", \"2027-06-30\", \"2027-06-30\", \"2027-06-30\", "
        "\"2027-06-30\"],"
        " \"valid_until\": [\"infinity\", \"infinity\", \"infinity\", \"infinity\", \"infinity\"],"
        " \"checked_on\": [\"-infinity\", \"-infinity\", \"-infinity\", \"2027-03-01\", "
        "\"2027-03-01\"]}");
    const char *key;
    json_t *value;
    json_object_foreach(expected, key, value)
        assert_true(json_equal(json_object_get(line, key), value));
    assert_int_equal(json_array_size(json_object_get(line, "step")), 5);
    assert_int_equal(json_array_size(json_object_get(line, "cell")), 5);
}

static void history_keeps_the_steps_packed(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char stored[TEXT_MAX];
    json_auto_t *facts = parse(facts_text);
    SCOPED(free_at) char *text = line_text(facts);
    json_auto_t *line = parse(text);
    const char *kept = json_string_value(json_object_get(line, "kept"));
    SCOPED(buf_release) struct buf memory = BUF_INIT(TEXT_MAX);
    struct text_span span;
    assert_int_equal(kept_steps(kept, &memory, &span, &fault).code, OK.code);
    json_auto_t *steps = json_loadb(span.text, span.length, 0, NULL);
    assert_true(json_equal(steps, json_object_get(line, "step")));
    assert_true(strlen(kept) / 2 < span.length / 4);
    for (size_t i = 0; i < json_array_size(steps); i++) {
        snprintf(stored, sizeof stored, "%s#%zu", kept, i + 1);
        assert_int_equal(kept_step(stored, &memory, &span, &fault).code, OK.code);
        json_auto_t *step = json_loadb(span.text, span.length, 0, NULL);
        assert_true(json_equal(step, json_array_get(steps, i)));
    }
    static const char *const wrong[] = {"\\",        "\\x",       "\\x01#1",
                                        "\\x02ff#1", "\\x01zz#1", "\\x0103#1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(kept_step(wrong[i], &memory, &span, &fault).code, ERR_INTERNAL);
    snprintf(stored, sizeof stored, "%s#6", kept);
    assert_int_equal(kept_step(stored, &memory, &span, &fault).code, ERR_INTERNAL);
}

/* As many as are read are written, too: what cannot be kept could never change again. */
static void history_keeps_many_steps(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(buf_release) struct buf steps = BUF_INIT(KEPT_STEPS_MAX);
    SCOPED(buf_release) struct buf kept = BUF_INIT(2 * KEPT_STEPS_MAX);
    SCOPED(buf_release) struct buf memory = BUF_INIT(KEPT_STEPS_MAX);
    struct text_span span;
    buf_char(&steps, '[');
    for (unsigned i = 1; steps.length < KEPT_STEPS_MAX - 100; i++)
        buf_format(&steps, "{\"due_on\":%u},", i * 2654435761U);
    buf_text_add(&steps, "{}]");
    assert_int_equal(kept_write((struct text_span){steps.data, steps.length}, &kept, &fault).code,
                     OK.code);
    assert_int_equal(kept_steps(buf_text(&kept), &memory, &span, &fault).code, OK.code);
    assert_int_equal(span.length, steps.length);
    assert_memory_equal(span.text, steps.data, steps.length);
}

static const char object_ja[] =
    "{\"as_of\":\"2028-03-01\",\"known_at\":null,\"decided_at\":null,"
    "\"relationship\":\"0192f0c1-7a51-7c3e-9d0b-6a1f2b3c4d5e\",\"status\":\"pending\","
    "\"waiting_on\":\"buyer\",\"meets\":false,\"required_star\":2,"
    "\"required_assurance\":\"substantiated\",\"accept_higher\":true,"
    "\"effective_from\":\"2026-12-01\",\"due_on\":\"2027-06-30\",\"revision\":4,"
    "\"decided_by\":\"rule\",\"held_star\":2,\"held_assurance\":\"declared\",\"gap\":0,"
    "\"declaration\":{\"scheme\":\"security-action\",\"id\":\"40012345678\","
    "\"declared_on\":\"2027-02-03\",\"valid_from\":\"2027-02-03\",\"valid_until\":null,"
    "\"scope\":\"whole\",\"last_checked_on\":\"2027-03-01\"},"
    "\"reasons\":[{\"code\":\"check_stale\",\"text\":\"前回の照合（2027年3月1日）から12か月が過ぎ、"
    "再照合待ちです。\",\"params\":{\"checked_on\":\"2027-03-01\",\"months\":12}}],"
    "\"notes\":[{\"code\":\"old_series_id\",\"text\":\"旧システムの自己宣言ID（4始まり）です。"
    "本システムでは宣言として扱いますが、新システムでの宣言をお勧めします。\",\"params\":{}}],"
    "\"next_step\":{\"code\":\"check_declaration\",\"actor\":\"buyer\","
    "\"text\":\"公表情報と照合し、結果を登録してください。\",\"params\":{}},"
    "\"changes_on\":null,\"next_status\":null,\"next_waiting_on\":null}";

static void the_status_object_is_as_agreed(void **state)
{
    (void)state;
    json_auto_t *facts = parse(facts_text);
    SCOPED(free_at) char *text = object_of_facts(facts, "2028-03-01", LANGUAGE_JA);
    assert_string_equal(text, object_ja);
}

static void day_counters_are_made_when_shown(void **state)
{
    (void)state;
    json_auto_t *facts = parse(facts_text);
    SCOPED(free_at) char *text = object_of_facts(facts, "2027-02-10", LANGUAGE_EN);
    json_auto_t *object = parse(text);
    const json_t *reasons = json_object_get(object, "reasons");
    assert_int_equal(json_array_size(reasons), 3);
    const json_t *due = json_array_get(reasons, 2);
    assert_string_equal(json_string_value(json_object_get(due, "text")),
                        "Due on 2027-06-30 (140 days left).");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(due, "params"), "days")),
                     140);
    const json_t *next_step = json_object_get(object, "next_step");
    assert_string_equal(json_string_value(json_object_get(next_step, "text")),
                        "Answer the 25 items and submit your answers.");
    assert_string_equal(json_string_value(json_object_get(object, "changes_on")), "2027-03-01");
    assert_string_equal(json_string_value(json_object_get(object, "next_status")), "met");
    assert_true(json_is_null(json_object_get(object, "next_waiting_on")));
}

static void assert_rendered(const json_t *remarks)
{
    for (size_t i = 0; i < json_array_size(remarks); i++) {
        const char *text = json_string_value(json_object_get(json_array_get(remarks, i), "text"));
        assert_non_null(text);
        assert_true(*text != '\0');
        assert_null(strpbrk(text, "{}[]"));
    }
}

/* The store keeps members in an order of its own and with spaces between them. */
static char *as_stored(const json_t *step)
{
    return json_dumps(step, JSON_SORT_KEYS);
}

static void check_step(const json_t *facts, const json_t *line, size_t index,
                       enum language language)
{
    const char *from = json_string_value(json_array_get(json_object_get(line, "from"), index));
    const char *as_of = *from == '-' ? "2020-01-01" : from;
    SCOPED(free_at) char *direct = object_of_facts(facts, as_of, language);
    json_auto_t *object = parse(direct);
    struct status_view view = view_on(as_of, language);
    const char *changes_on = json_string_value(json_object_get(object, "changes_on"));
    if (changes_on)
        assert_true(day_parse(changes_on, &view.changes_on));
    const json_t *statuses = json_object_get(line, "status");
    for (size_t i = index; i < json_array_size(statuses); i++) {
        const char *day_text = json_string_value(json_array_get(json_object_get(line, "from"), i));
        if (!changes_on || strcmp(day_text, changes_on) != 0)
            continue;
        view.next_status = (enum status)json_integer_value(json_array_get(statuses, i));
        view.next_waiting_on = (enum waiting_on)json_integer_value(
            json_array_get(json_object_get(line, "waiting_on"), i));
    }
    SCOPED(free_at) char *stored = as_stored(json_array_get(json_object_get(line, "step"), index));
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(status_write_text(&out, NULL, &view, stored, &fault).code, ERR_NONE);
    assert_string_equal(buf_text(&text), direct);
    assert_rendered(json_object_get(object, "reasons"));
    assert_rendered(json_object_get(object, "notes"));
    json_auto_t *next_step = json_pack("[O]", json_object_get(object, "next_step"));
    assert_rendered(next_step);
}

static void every_step_of_every_example_is_shown(void **state)
{
    (void)state;
    json_auto_t *file = json_load_file(TEST_DATA "/status-cases.json", 0, NULL);
    assert_non_null(file);
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(file, "cases"), i, one)
    {
        const json_t *facts = json_object_get(one, "facts");
        SCOPED(free_at) char *text = line_text(facts);
        json_auto_t *line = parse(text);
        for (size_t j = 0; j < json_array_size(json_object_get(line, "step")); j++) {
            check_step(facts, line, j, LANGUAGE_JA);
            check_step(facts, line, j, LANGUAGE_EN);
        }
    }
}

static void assert_refused(const char *member, json_t *value)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct facts facts;
    json_auto_t *json = parse(facts_text);
    json_object_set_new(json, member, value);
    assert_int_equal(facts_parse(json, &facts, &fault).code, ERR_INTERNAL);
    assert_true(strstr(fault.log, "facts") != NULL);
}

static void facts_of_the_wrong_shape_are_our_fault(void **state)
{
    (void)state;
    assert_refused("expiring_days", json_string("60"));
    assert_refused("papers", json_object());
    assert_refused("papers", json_pack("[{s:s}]", "kind", "rumour"));
    assert_refused("revisions", json_pack("[{s:i}]", "required_star", 1));
    assert_refused("revisions",
                   json_pack("[{s:i, s:s}]", "required_star", 9, "effective_from", "2027-01-01"));
    assert_refused("declarations", json_pack("[{s:i}]", "star", 1));
    assert_refused("relationship", json_pack("{s:s}", "accepted_on", "2027-02-30"));
}

static void a_stored_step_that_is_none_is_our_fault(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "null", "[]", "{\"status\": ", NULL};
    struct status_view view = view_on("2027-01-01", LANGUAGE_JA);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
        struct json_out out = JSON_OUT_INIT(&text);
        assert_int_equal(status_write_text(&out, NULL, &view, wrong[i], &fault).code, ERR_INTERNAL);
    }
}

struct note_case {
    const char *what;
    const char *facts; /* members that replace those above */
    const char *as_of;
    const char *codes; /* of the notes, each with a space after it */
};

static void notes(void **state)
{
    (void)state;
    static const struct note_case cases[] = {
        {"old series, never checked",
         "{\"declarations\": [{\"number\": \"40012345678\", "
         "\"star\": 2, \"declared_on\": \"2023-04-10\"}]}",
         "2026-12-01", "old_series_id never_checked "},
        {"confirmed without papers", "{}", "2027-03-01", "old_series_id file_incomplete "},
        {"validity from the usual period, by the buyer",
         "{\"declarations\": [{\"star\": 3, \"declared_on\": \"2026-12-01\", \"valid_until\": "
         "\"2027-11-30\", \"validity_assumed\": true, \"recorded_by_buyer\": true}]}",
         "2026-12-01", "never_checked validity_assumed recorded_by_buyer "},
        {"series and date",
         "{\"new_series_from\": \"2026-01-01\", \"declarations\": [{\"number\": \"50012345678\", "
         "\"star\": 2, \"declared_on\": \"2023-04-10\"}]}",
         "2026-12-01", "id_series_date_mismatch never_checked "},
        {"stale, but papers carry it",
         "{\"papers\": [{\"kind\": \"policy_publication\", \"on\": \"2027-02-20\"}],"
         " \"superseded_editions\": [\"v2\"], \"assessments\": ["
         "{\"star\": 2, \"edition\": \"v2\", \"assessed_on\": \"2027-02-01\"},"
         "{\"star\": 2, \"assessed_on\": \"2027-09-01\", \"unanswered\": 3}]}",
         "2028-03-01",
         "old_series_id recheck_suggested edition_superseded newer_assessment_has_gaps "},
        {"talks about this demand",
         "{\"response\": {\"kind\": \"talks_requested\", \"revision\": "
         "4}, \"declarations\": []}",
         "2027-01-01", "talks_requested "},
        {"an answer to an older demand",
         "{\"response\": {\"kind\": \"objected\", \"revision\": 3}, \"declarations\": []}",
         "2027-01-01", ""},
        {"objected", "{\"response\": {\"kind\": \"objected\"}, \"declarations\": []}", "2027-01-01",
         "objected "},
        {"readiness, disclosed",
         "{\"revisions\": [{\"required_star\": 3, \"required_assurance\": \"substantiated\", "
         "\"effective_from\": \"2026-12-01\", \"due_on\": \"2027-09-30\"}], \"declarations\": [], "
         "\"readiness\": {\"star\": 3, \"met\": 74, \"total\": 81, \"unanswered\": 3, "
         "\"assessed_on\": \"2026-12-20\"}, \"readiness_shown\": {}}",
         "2026-12-20", "readiness "},
        {"readiness, kept to itself",
         "{\"revisions\": [{\"required_star\": 3, \"required_assurance\": \"substantiated\", "
         "\"effective_from\": \"2026-12-01\", \"due_on\": \"2027-09-30\"}], \"declarations\": [], "
         "\"readiness\": {\"star\": 3, \"met\": 74, \"total\": 81, \"unanswered\": 3, "
         "\"assessed_on\": \"2026-12-20\"}}",
         "2026-12-20", ""},
        {"another demand to come",
         "{\"revisions\": [{\"required_star\": 1, \"required_assurance\": \"declared\", "
         "\"effective_from\": \"2026-12-01\", \"due_on\": \"2027-06-30\"}, {\"required_star\": 2, "
         "\"required_assurance\": \"substantiated\", \"effective_from\": \"2027-04-01\", "
         "\"due_on\": \"2027-09-30\"}], \"declarations\": []}",
         "2027-03-31", "requirement_changes "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_auto_t *facts = parse(facts_text);
        json_auto_t *changed = parse(cases[i].facts);
        json_object_update(facts, changed);
        SCOPED(free_at) char *text = object_of_facts(facts, cases[i].as_of, LANGUAGE_JA);
        json_auto_t *object = parse(text);
        char codes[1000] = "";
        size_t j, length = 0;
        const json_t *note;
        json_array_foreach(json_object_get(object, "notes"), j, note) length +=
            (size_t)snprintf(codes + length, sizeof codes - length, "%s ",
                             json_string_value(json_object_get(note, "code")));
        if (strcmp(codes, cases[i].codes) != 0)
            fail_msg("%s: %s", cases[i].what, codes);
    }
}

/* An open invitation that ran out: the buyer's turn, and the supplier's facts stay unseen. */
static void an_invitation_runs_out(void **state)
{
    (void)state;
    json_auto_t *facts = parse(facts_text);
    json_auto_t *invited = parse("{\"relationship\": {\"invited_on\": \"2026-12-01\","
                                 " \"invitation_expires_on\": \"2027-02-28\"}}");
    json_object_update(facts, invited);
    SCOPED(free_at) char *last = object_of_facts(facts, "2027-02-28", LANGUAGE_EN);
    assert_non_null(strstr(last, "\"waiting_on\":\"supplier\""));
    assert_non_null(strstr(last, "\"invitation_open\""));
    SCOPED(free_at) char *after = object_of_facts(facts, "2027-03-01", LANGUAGE_EN);
    assert_non_null(strstr(after, "\"waiting_on\":\"buyer\""));
    assert_non_null(strstr(after, "\"invitation_expired\""));
    assert_non_null(strstr(after, "\"resend_invitation\""));
    assert_non_null(strstr(after, "\"held_star\":0"));
}

/* Papers of two years ago are on file, but prove nothing for a new declaration. */
static void old_papers_say_so(void **state)
{
    (void)state;
    json_auto_t *facts = parse(facts_text);
    json_auto_t *changed = parse(
        "{\"revisions\": [{\"required_star\": 4, \"required_assurance\": \"substantiated\","
        " \"effective_from\": \"2028-06-01\", \"due_on\": \"2028-09-30\"}], \"declarations\": [],"
        " \"papers\": [{\"kind\": \"third_party_assessment\", \"on\": \"2027-05-20\"},"
        " {\"kind\": \"technical_verification\", \"on\": \"2027-06-01\"}],"
        " \"obtainable_from\": {\"4\": \"2027-03-15\"}}");
    json_object_update(facts, changed);
    SCOPED(free_at) char *text = object_of_facts(facts, "2028-06-01", LANGUAGE_JA);
    assert_non_null(strstr(
        text, "有効期間の開始前12か月以内の評価機関による評価結果がまだ登録されていません。"));
    assert_null(strstr(text, "technical_verification_missing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_board_gets_arrays_of_one_length),
        cmocka_unit_test(history_keeps_the_steps_packed),
        cmocka_unit_test(history_keeps_many_steps),
        cmocka_unit_test(the_status_object_is_as_agreed),
        cmocka_unit_test(day_counters_are_made_when_shown),
        cmocka_unit_test(every_step_of_every_example_is_shown),
        cmocka_unit_test(facts_of_the_wrong_shape_are_our_fault),
        cmocka_unit_test(a_stored_step_that_is_none_is_our_fault),
        cmocka_unit_test(notes),
        cmocka_unit_test(an_invitation_runs_out),
        cmocka_unit_test(old_papers_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
