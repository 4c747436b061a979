/* SPDX-License-Identifier: Apache-2.0 */
/* Does every answer carry its headers, and none that somebody slipped in? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/answer.h"
#include "http/problem.h"

static const time_t instant = 1809903183; /* 2027-05-09T22:53:03Z */

static const char *head_of(struct response *response, struct buf *out)
{
    struct request request = {.id = "request-1"};
    answer_settle(response);
    const struct answer_frame frame = {.keep_alive = true, .chunked = true};
    answer_head(response, &request, instant, &frame, out);
    assert_true(buf_ok(out));
    return buf_text(out);
}

static void json_answer(void **state)
{
    (void)state;
    SCOPED(response_release) struct response response;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    response_init(&response);
    response_json_text(&response, 0, "{}", 2);
    response_location(&response, "/v1/things/%d", 7);
    assert_string_equal(head_of(&response, &out),
                        "HTTP/1.1 200 OK\r\n"
                        "Date: Sun, 09 May 2027 22:53:03 GMT\r\n"
                        "Content-Type: application/json; charset=utf-8\r\n"
                        "Content-Length: 2\r\n"
                        "Cache-Control: no-store\r\n"
                        "X-Content-Type-Options: nosniff\r\n"
                        "Referrer-Policy: no-referrer\r\n"
                        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                        "Cross-Origin-Resource-Policy: same-origin\r\n"
                        "Cross-Origin-Opener-Policy: same-origin\r\n"
                        "Vary: Accept, Accept-Encoding, Accept-Language, Authorization, Cookie\r\n"
                        "X-Request-Id: request-1\r\n"
                        "Location: /v1/things/7\r\n"
                        "Connection: keep-alive\r\n\r\n");
}

static void empty_answer(void **state)
{
    (void)state;
    SCOPED(response_release) struct response response;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    response_init(&response);
    const char *head = head_of(&response, &out);
    assert_ptr_equal(strstr(head, "HTTP/1.1 204 No Content\r\n"), head);
    assert_null(strstr(head, "\r\nContent-Type"));
    assert_null(strstr(head, "\r\nContent-Length"));
}

static void not_modified(void **state)
{
    (void)state;
    SCOPED(response_release) struct response response;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    struct request request = {.if_none_match = "\"old\", \"tag\""};
    response_init(&response);
    assert_true(response_not_modified(&response, &request, "tag"));
    const char *head = head_of(&response, &out);
    assert_ptr_equal(strstr(head, "HTTP/1.1 304 "), head);
    assert_non_null(strstr(head, "ETag: \"tag\"\r\n"));
    assert_non_null(strstr(head, "Cache-Control: private, no-cache\r\n"));
    assert_null(strstr(head, "\r\nContent-Length"));
    assert_false(response_not_modified(&response, &request, "new"));
}

static void headers_are_not_split(void **state)
{
    (void)state;
    SCOPED(response_release) struct response response;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    response_init(&response);
    response_location(&response, "/v1/%s", "a\r\nSet-Cookie: x");
    assert_null(strstr(head_of(&response, &out), "Set-Cookie"));
}

static void next_page(void **state)
{
    (void)state;
    SCOPED(response_release) struct response response;
    struct request request = {.path = "/v1/things", .query = "limit=2&cursor=old&q=%E5%8F%96"};
    response_init(&response);
    response_next_page(&response, &request, "a+/=");
    assert_string_equal(buf_text(&response.link),
                        "</v1/things?limit=2&q=%E5%8F%96&cursor=a%2B%2F%3D>; rel=\"next\"");
    request.query = "";
    response_next_page(&response, &request, "x");
    assert_string_equal(buf_text(&response.link), "</v1/things?cursor=x>; rel=\"next\"");
}

static void text_of(const char *code, const char *params, enum language language, struct buf *out)
{
    if (strcmp(code, "unheard_of") != 0)
        buf_format(out, "%s:%s%s", language == LANGUAGE_JA ? "ja" : "en", code, params);
}

static void problem(void **state)
{
    (void)state;
    const struct problem_style style = {text_of, "https://example.jp/problems/"};
    struct request request = {.id = "request-1", .language = LANGUAGE_EN};
    SCOPED(fault_release) struct fault fault = {0};
    fault_add(&fault, "/a\"b", "too_long", "{\"maximum\":3}");
    fault_add(&fault, "?q", "unheard_of", NULL);
    fault_invalid(&fault);
    SCOPED(response_release) struct response response;
    response_init(&response);
    response_etag(&response, "left over");
    snprintf(response.allow, sizeof response.allow, "GET");
    problem_fill(&style, &fault, &request, &response);
    assert_int_equal(response.status, 422);
    assert_string_equal(response.etag, "");
    assert_string_equal(response.allow, "GET");
    assert_string_equal(response.language, "en");
    assert_string_equal(
        buf_text(&response.body),
        "{\"type\":\"https://example.jp/problems/invalid\",\"title\":\"en:invalid\",\"status\":422,"
        "\"code\":\"invalid\",\"errors\":[{\"pointer\":\"/a\\\"b\",\"code\":\"too_long\",\"text\":"
        "\"en:too_long{\\\"maximum\\\":3}\",\"params\":{\"maximum\":3}},{\"pointer\":\"?q\","
        "\"code\":\"unheard_of\",\"text\":\"unheard_of\",\"params\":{}}],\"request_id\":\"request-"
        "1\"}");
}

static void problem_of_an_unknown_code(void **state)
{
    (void)state;
    const struct problem_style style = {text_of, "/problems/"};
    struct request request = {.id = "request-1"};
    SCOPED(fault_release) struct fault fault = {0};
    fault_set(&fault, ERR_UNAVAILABLE, "unheard_of");
    SCOPED(response_release) struct response response;
    response_init(&response);
    problem_fill(&style, &fault, &request, &response);
    assert_int_equal(response.retry_after, 1);
    assert_non_null(strstr(buf_text(&response.body), "\"title\":\"ja:unavailable\""));
    assert_non_null(strstr(buf_text(&response.body), "\"code\":\"unheard_of\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_answer),
        cmocka_unit_test(empty_answer),
        cmocka_unit_test(not_modified),
        cmocka_unit_test(headers_are_not_split),
        cmocka_unit_test(next_page),
        cmocka_unit_test(problem),
        cmocka_unit_test(problem_of_an_unknown_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
