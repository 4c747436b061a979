/* SPDX-License-Identifier: Apache-2.0 */
/* Where a key may be sent, and how paths are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hoshitori.h"

static void plain_http_stays_on_this_machine(void **state)
{
    (void)state;
    static const char *const here[] = {"http://127.0.0.1:8080",    "http://localhost",
                                       "http://LOCALHOST:1/",      "http://[::1]:8080",
                                       "https://hoshi.example.jp", "https://example.jp/prefix/"};
    static const char *const elsewhere[] = {"http://example.jp", "http://127.0.0.1.example.jp",
                                            "http://localhost.example.jp", "http://10.0.0.1:8080"};
    static const char *const no_address[] = {"",
                                             "example.jp",
                                             "ftp://example.jp",
                                             "https://",
                                             "https://user@example.jp",
                                             "https://example.jp/?a=b",
                                             "https://example.jp/#token=hsi_1",
                                             "http://127.0.0.1:99999"};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        assert_int_equal(hoshitori_address(here[i], false), HOSHITORI_ADDRESS_OK);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        assert_int_equal(hoshitori_address(elsewhere[i], false), HOSHITORI_ADDRESS_PLAIN);
        assert_int_equal(hoshitori_address(elsewhere[i], true), HOSHITORI_ADDRESS_OK);
    }
    for (size_t i = 0; i < sizeof no_address / sizeof *no_address; i++)
        assert_int_equal(hoshitori_address(no_address[i], true), HOSHITORI_ADDRESS_MALFORMED);
    assert_int_equal(hoshitori_address(NULL, true), HOSHITORI_ADDRESS_MALFORMED);
}

static void targets_are_encoded(void **state)
{
    (void)state;
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/declarations/%s", "code:A/1 ?#%", "x");
    assert_string_equal(target.text, "/v1/suppliers/code:A%2F1%20%3F%23%25/declarations/x");
    hoshitori_query(&target, "text", "星&取=1+1");
    hoshitori_query(&target, "none", NULL);
    hoshitori_query(&target, "status", "met,overdue");
    assert_string_equal(target.text, "/v1/suppliers/code:A%2F1%20%3F%23%25/declarations/x"
                                     "?text=%E6%98%9F%26%E5%8F%96%3D1%2B1&status=met%2Coverdue");
    assert_false(target.overflow);
}

static void a_long_target_is_told(void **state)
{
    (void)state;
    struct hoshitori_target target;
    char text[HOSHITORI_TARGET_MAX];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    hoshitori_target(&target, "/v1/%s", text);
    assert_true(target.overflow);
    assert_int_equal(strlen(target.text), sizeof target.text - 1);
    struct hoshitori *client =
        hoshitori_open(&(struct hoshitori_options){.url = "http://127.0.0.1:1"});
    struct hoshitori_request request = {.method = "GET", .target = target};
    struct hoshitori_answer answer;
    assert_int_equal(hoshitori_send(client, &request, &answer), HOSHITORI_MISUSED);
    hoshitori_close(client);
}

static void a_key_is_one_line(void **state)
{
    (void)state;
    struct hoshitori *client = hoshitori_open(
        &(struct hoshitori_options){.url = "http://127.0.0.1:1", .key = "hst_1\r\nX-Other: 1"});
    struct hoshitori_request request = {.method = "GET"};
    struct hoshitori_answer answer;
    hoshitori_target(&request.target, "/v1/me");
    assert_int_equal(hoshitori_send(client, &request, &answer), HOSHITORI_MISUSED);
    hoshitori_close(client);
}

static void problems_are_read(void **state)
{
    (void)state;
    struct hoshitori_problem problem;
    struct hoshitori_fault fault;
    struct hoshitori_answer answer = {.status = 422};
    assert_false(hoshitori_problem(&answer, &problem));
    assert_string_equal(problem.title, "");
    answer.json =
        json_pack("{s:s, s:s, s:[{s:s, s:s, s:s}], s:i}", "code", "invalid", "title", "t", "errors",
                  "pointer", "/due_on", "code", "c", "text", "w", "errors_left_out", 37);
    assert_true(hoshitori_problem(&answer, &problem));
    assert_int_equal(problem.faults, 1);
    assert_int_equal(problem.left_out, 37);
    assert_true(hoshitori_fault(&answer, 0, &fault));
    assert_string_equal(fault.pointer, "/due_on");
    assert_string_equal(fault.text, "w");
    assert_false(hoshitori_fault(&answer, 1, &fault));
    hoshitori_answer_release(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_http_stays_on_this_machine),
        cmocka_unit_test(targets_are_encoded),
        cmocka_unit_test(a_long_target_is_told),
        cmocka_unit_test(a_key_is_one_line),
        cmocka_unit_test(problems_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
