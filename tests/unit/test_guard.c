/* SPDX-License-Identifier: Apache-2.0 */
/* Is every head refused that two programs could read differently? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "http/guard.h"

static struct header many[HEADERS_MAX + 2];

static struct head plain(const struct header *headers, size_t count)
{
    return (struct head){
        .method = "GET",
        .path = "/v1/me",
        .query = "",
        .version = "1.1",
        .headers = headers,
        .header_count = count,
        .whole = true,
    };
}

static enum err_code verdict(const struct head *head)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct body_frame frame = {.length = -1};
    err result = guard_check(head, &frame, &fault);
    assert_int_equal(result.code, fault.kind);
    assert_true(result.code == ERR_NONE ? frame.length >= 0 : frame.length == -1);
    return result.code;
}

static void ordinary_heads_pass(void **state)
{
    (void)state;
    const struct header headers[] = {
        {"host", "localhost"},
        {"Content-Length", "12"},
        {"X-Name", "caf\xc3\xa9\tand more"},
        {"X-Empty", ""},
    };
    struct head head = plain(headers, 4);
    SCOPED(fault_release) struct fault fault = {0};
    struct body_frame frame;
    assert_int_equal(guard_check(&head, &frame, &fault).code, ERR_NONE);
    assert_int_equal(frame.length, 12);
    assert_false(frame.chunked);
    head.path = "/v1/suppliers/code%3AA%20%E5%8F%96:invite";
    head.query = "q=%E5%8F%96+a&b";
    assert_int_equal(verdict(&head), ERR_NONE);
}

static void chunked_alone_passes(void **state)
{
    (void)state;
    const struct header headers[] = {{"Host", "h"}, {"Transfer-Encoding", "Chunked"}};
    struct head head = plain(headers, 2);
    SCOPED(fault_release) struct fault fault = {0};
    struct body_frame frame;
    assert_int_equal(guard_check(&head, &frame, &fault).code, ERR_NONE);
    assert_true(frame.chunked);
}

static void lengths(void **state)
{
    (void)state;
    const char *const wrong[] = {"",     "+3", "-3",  "3x",       "0x3",           "3 ", " 3",
                                 "3, 3", "3.", "3\t", "\xc2\xb3", "1234567890123", "1e3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct header headers[] = {{"Host", "h"}, {"Content-Length", wrong[i]}};
        struct head head = plain(headers, 2);
        assert_int_equal(verdict(&head), ERR_MALFORMED);
    }
}

static void two_of_one_kind(void **state)
{
    (void)state;
    const struct header pairs[][3] = {
        {{"Host", "h"}, {"HOST", "h"}, {"A", "b"}},
        {{"Host", "h"}, {"Content-Length", "3"}, {"content-length", "3"}},
        {{"Host", "h"}, {"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}},
        {{"Host", "h"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
        {{"Host", "h"}, {"Transfer-Encoding", "identity"}, {"A", "b"}},
        {{"Host", "h"}, {"Transfer-Encoding", "gzip, chunked"}, {"A", "b"}},
        {{"Host", "h"},
         {"Transfer-Encoding", "\x0b"
                               "chunked"},
         {"A", "b"}},
        {{"A", "b"}, {"C", "d"}, {"E", "f"}},
        {{"Host", "h"}, {"Upgrade", "websocket"}, {"Connection", "Upgrade"}},
        {{"Host", "h"}, {"Bad Name", "b"}, {"A", "b"}},
        {{"Host", "h"}, {"", "b"}, {"A", "b"}},
        {{"Host", "h"}, {"X", "a\nb"}, {"A", "b"}},
        {{"Host", "h"}, {"X", "a\x7f"}, {"A", "b"}},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct head head = plain(pairs[i], 3);
        assert_int_equal(verdict(&head), ERR_MALFORMED);
    }
}

static void sixty_three_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < HEADERS_MAX + 2; i++)
        many[i] = (struct header){i == 0 ? "Host" : "X", "v"};
    struct head head = plain(many, HEADERS_MAX);
    assert_int_equal(verdict(&head), ERR_NONE);
    head.header_count++;
    assert_int_equal(verdict(&head), ERR_HEADERS_TOO_LARGE);
}

static void addresses(void **state)
{
    (void)state;
    const struct header headers[] = {{"Host", "h"}};
    const char *const wrong[] = {"",     "*",     "v1",   "/a%00",         "/a%0a",  "/a%7F", "/a%",
                                 "/a%4", "/a%zz", "/a b", "/\xe5\x8f\x96", "/a\x01", "/%1f"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct head head = plain(headers, 1);
        head.path = wrong[i];
        assert_int_equal(verdict(&head), ERR_MALFORMED);
        head.path = "/";
        head.query = wrong[i] + (wrong[i][0] == '/');
        bool harmless = i < 3;
        assert_int_equal(verdict(&head), harmless ? ERR_NONE : ERR_MALFORMED);
    }
}

static void cut_heads(void **state)
{
    (void)state;
    const struct header headers[] = {{"Host", "h"}};
    struct head head = plain(headers, 1);
    head.whole = false;
    assert_int_equal(verdict(&head), ERR_MALFORMED);
    head.whole = true;
    head.method = "GE T";
    assert_int_equal(verdict(&head), ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_heads_pass),
        cmocka_unit_test(chunked_alone_passes),
        cmocka_unit_test(lengths),
        cmocka_unit_test(two_of_one_kind),
        cmocka_unit_test(sixty_three_headers),
        cmocka_unit_test(addresses),
        cmocka_unit_test(cut_heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
