/* SPDX-License-Identifier: Apache-2.0 */
/* Does an answer tell that its operation, or a field of it, ends? The table is what the build makes
 * of contract.yaml. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "contract/router.h"
#include "http/answer.h"
#include "operations.h"

#define HANDLER(name)                                                                              \
    err name(struct request *request, struct response *response, struct fault *fault)              \
    {                                                                                              \
        (void)request;                                                                             \
        (void)response;                                                                            \
        (void)fault;                                                                               \
        return OK;                                                                                 \
    }

HANDLER(thing_list)
HANDLER(thing_add)
HANDLER(thing_end)
HANDLER(livez)

static const char *head_for(const char *method, const char *path, struct buf *out)
{
    SCOPED(router_close) struct router *router = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(response_release) struct response response;
    struct route route;
    char allow[ROUTE_ALLOW_SIZE];
    assert_int_equal(router_open(operations, operation_count, &router, &fault).code, ERR_NONE);
    assert_int_equal(router_find(router, method, path, &route, allow, &fault).code, ERR_NONE);
    struct request request = {.operation = &operations[route.row]};
    const struct answer_frame frame = {.keep_alive = true};
    response_init(&response);
    answer_settle(&response);
    answer_head(&response, &request, 0, &frame, out);
    return buf_text(out);
}

static void operation_that_ends(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    const char *head = head_for("PUT", "/v1/things/7:end", &out);
    /* Both days begin in Tokyo. */
    assert_non_null(strstr(head, "\r\nDeprecation: @1814281200\r\n"
                                 "Sunset: Fri, 31 Mar 2028 15:00:00 GMT\r\n"
                                 "Link: </docs#thing_end>; rel=\"deprecation\"; "
                                 "type=\"text/html\"\r\n"));
}

static void field_that_ends(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    const char *head = head_for("POST", "/v1/things", &out);
    assert_non_null(strstr(head, "\r\nDeprecation: @1814367600\r\n"
                                 "Link: <https://example.jp/code>; rel=\"deprecation\"; "
                                 "type=\"text/html\"\r\n"));
    assert_null(strstr(head, "Sunset"));
}

static void what_stays(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(ANSWER_HEAD_MAX);
    assert_null(strstr(head_for("GET", "/v1/things", &out), "Deprecation"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operation_that_ends),
        cmocka_unit_test(field_that_ends),
        cmocka_unit_test(what_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
