/* SPDX-License-Identifier: Apache-2.0 */
/* Does every path find the operation that a reader of the contract expects? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "contract/router.h"

static const struct operation operations[] = {
    {.id = "supplier_get", .method = "GET", .path = "/v1/suppliers/{supplier}"},
    {.id = "supplier_put", .method = "PUT", .path = "/v1/suppliers/{supplier}"},
    {.id = "supplier_invite", .method = "POST", .path = "/v1/suppliers/{supplier}:invite"},
    {.id = "supplier_end", .method = "POST", .path = "/v1/suppliers/{supplier}:end"},
    {.id = "supplier_list", .method = "GET", .path = "/v1/suppliers"},
    {.id = "supplier_add", .method = "POST", .path = "/v1/suppliers"},
    {.id = "supplier_import", .method = "POST", .path = "/v1/suppliers:import"},
    {.id = "status_get", .method = "GET", .path = "/v1/suppliers/{supplier}/status"},
    {.id = "check_withdraw",
     .method = "POST",
     .path = "/v1/suppliers/{supplier}/declarations/{declaration}/checks/{check}:withdraw"},
    {.id = "status_list", .method = "GET", .path = "/v1/statuses"},
    {.id = "status_summary", .method = "GET", .path = "/v1/statuses/summary"},
    {.id = "status_one", .method = "GET", .path = "/v1/statuses/{status}"},
    {.id = "openapi", .method = "GET", .path = "/openapi.json"},
};

enum { COUNT = sizeof operations / sizeof *operations };

static struct router *router;

static int open_router(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    return (int)router_open(operations, COUNT, &router, &fault).code;
}

static int close_router(void **state)
{
    (void)state;
    router_close(&router);
    return 0;
}

struct found {
    err result;
    struct route route;
    char allow[ROUTE_ALLOW_SIZE];
};

static struct found find(const char *method, const char *path)
{
    struct found found;
    SCOPED(fault_release) struct fault fault = {0};
    found.result = router_find(router, method, path, &found.route, found.allow, &fault);
    assert_int_equal(found.result.code, fault.kind);
    return found;
}

static void finds(void **state)
{
    (void)state;
    const struct {
        const char *method;
        const char *path;
        const char *id;
        const char *values;
    } cases[] = {
        {"GET", "/v1/suppliers", "supplier_list", ""},
        {"HEAD", "/v1/suppliers", "supplier_list", ""},
        {"POST", "/v1/suppliers", "supplier_add", ""},
        {"POST", "/v1/suppliers:import", "supplier_import", ""},
        {"GET", "/v1/suppliers/code:XYZ", "supplier_get", "supplier=code:XYZ;"},
        {"PUT", "/v1/suppliers/a%2Fb", "supplier_put", "supplier=a%2Fb;"},
        {"POST", "/v1/suppliers/code:XYZ:invite", "supplier_invite", "supplier=code:XYZ;"},
        {"POST", "/v1/suppliers/1:end", "supplier_end", "supplier=1;"},
        {"GET", "/v1/suppliers/code:invite", "supplier_get", "supplier=code:invite;"},
        {"GET", "/v1/suppliers/x%3Ainvite", "supplier_get", "supplier=x%3Ainvite;"},
        {"GET", "/v1/suppliers/status/status", "status_get", "supplier=status;"},
        {"GET", "/v1/statuses/summary", "status_summary", ""},
        {"GET", "/v1/statuses/summaries", "status_one", "status=summaries;"},
        {"POST", "/v1/suppliers/1/declarations/2/checks/3:withdraw", "check_withdraw",
         "supplier=1;declaration=2;check=3;"},
        {"GET", "/openapi.json", "openapi", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct found found = find(cases[i].method, cases[i].path);
        assert_int_equal(found.result.code, ERR_NONE);
        assert_string_equal(operations[found.route.row].id, cases[i].id);
        SCOPED(buf_release) struct buf values = BUF_INIT(1000);
        for (size_t v = 0; v < found.route.value_count; v++) {
            const struct route_value *value = &found.route.values[v];
            buf_format(&values, "%.*s=%.*s;", (int)value->name_length, value->name,
                       (int)value->length, value->text);
        }
        assert_string_equal(buf_text(&values), cases[i].values);
    }
}

static void not_found(void **state)
{
    (void)state;
    const char *const paths[] = {"/",
                                 "",
                                 "//",
                                 "/v1",
                                 "/v1/",
                                 "/v1/suppliers/",
                                 "/v1//suppliers",
                                 "/V1/suppliers",
                                 "/v1/supplier",
                                 "/v1/suppliers/1/",
                                 "/v1/suppliers:exports",
                                 "/v1/%73uppliers",
                                 "/v1/../v1/suppliers/1/x",
                                 "/v1/suppliers/1/declarations/2/checks/:withdraw",
                                 "/1/2/3/4/5/6/7/8/9/10/11/12/13/14"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct found found = find("POST", paths[i]);
        assert_int_equal(found.result.code, ERR_NOT_FOUND);
        assert_string_equal(found.allow, "");
    }
}

static void other_methods(void **state)
{
    (void)state;
    struct found found = find("DELETE", "/v1/suppliers/1");
    assert_int_equal(found.result.code, ERR_METHOD);
    assert_string_equal(found.allow, "GET, HEAD, PUT");
    found = find("GET", "/v1/suppliers:import");
    assert_int_equal(found.result.code, ERR_METHOD);
    assert_string_equal(found.allow, "POST");
    found = find("OPTIONS", "/v1/suppliers");
    assert_string_equal(found.allow, "GET, HEAD, POST");
    found = find("get", "/v1/suppliers");
    assert_int_equal(found.result.code, ERR_METHOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(not_found),
        cmocka_unit_test(other_methods),
    };
    return cmocka_run_group_tests(tests, open_router, close_router);
}
