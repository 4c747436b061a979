/* SPDX-License-Identifier: Apache-2.0 */
/* The operation table that the build made, with its schemas compiled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "contract/contract.h"
#include "operations.h"

static struct contract *contract;

static int open_contract(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    err opened = contract_open(operations, operation_count, &contract, &fault);
    if (opened.code != ERR_NONE)
        print_error("%s\n", fault.log);
    return opened.code != ERR_NONE;
}

static int stop(void **state)
{
    (void)state;
    contract_close(&contract);
    return 0;
}

static const struct operation *find(const char *id)
{
    size_t count;
    const struct operation *table = contract_operations(contract, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].id, id) == 0)
            return &table[i];
    fail_msg("no operation %s", id);
    return NULL;
}

static void test_every_operation(void **state)
{
    (void)state;
    size_t count;
    const struct operation *table = contract_operations(contract, &count);
    assert_int_equal(count, operation_count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(table[i].handler);
        assert_true(table[i].open + table[i].any_key + (table[i].rights != 0) == 1);
        assert_true(!table[i].body_schema == !contract_body(contract, &table[i]));
        assert_true(!table[i].media_types == !table[i].body_limit);
        for (size_t k = 0; k < table[i].parameter_count; k++)
            assert_non_null(contract_parameter(contract, &table[i], k));
    }
}

/* What a default says must be what its own schema takes. */
static void test_defaults_are_valid(void **state)
{
    (void)state;
    size_t count;
    const struct operation *table = contract_operations(contract, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < table[i].parameter_count; k++) {
            const struct schema *schema = contract_parameter(contract, &table[i], k);
            const char *text = table[i].parameters[k].default_text;
            SCOPED(fault_release) struct fault fault = {0};
            if (text && schema_check_text(schema, text, "?", &fault).code != ERR_NONE)
                fail_msg("%s: default of %s", table[i].id, table[i].parameters[k].name);
        }
    }
}

/* One that needs no right to write, writes nothing. A proof is given again, never repeated. */
static void test_every_post_with_a_key_is_idempotent(void **state)
{
    (void)state;
    const unsigned reading = RIGHT_BUYER_READ | RIGHT_SUPPLIER_READ | RIGHT_AUDIT_READ;
    for (size_t i = 0; i < operation_count; i++)
        if (strcmp(operations[i].method, "POST") == 0 && !operations[i].open &&
            strcmp(operations[i].id, "session_prove") != 0 &&
            (operations[i].any_key || operations[i].rights & ~reading))
            assert_true(operations[i].idempotency_required);
}

static void test_body(void **state)
{
    (void)state;
    const struct schema *schema = contract_body(contract, find("supplier_add"));
    assert_non_null(schema);
    json_auto_t *body = json_pack("{s:s,s:s}", "name", "星", "unheard_of", "x");
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(schema_check(schema, body, "", &fault).code, ERR_INVALID);
    assert_string_equal(fault.items[0].pointer, "/unheard_of");
    assert_string_equal(fault.items[0].code, "unknown_field");
    assert_null(contract_body(contract, find("me_get")));
}

static void test_contract_is_json(void **state)
{
    (void)state;
    json_auto_t *document = json_loadb(openapi_json, openapi_json_length, 0, NULL);
    assert_non_null(document);
    assert_int_equal(strlen(openapi_json), openapi_json_length);
    size_t count = 0;
    const char *path;
    json_t *item;
    json_object_foreach(json_object_get(document, "paths"), path, item)
    {
        count += json_object_size(item) - (json_object_get(item, "parameters") ? 1 : 0);
    }
    assert_int_equal(count, operation_count);
}

static void test_a_broken_schema_does_not_open(void **state)
{
    (void)state;
    struct operation broken = *find("livez");
    broken.body_schema = "{\"typ\":\"object\"}";
    struct contract *none = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(contract_open(&broken, 1, &none, &fault).code, ERR_INTERNAL);
    assert_null(none);
    assert_non_null(strstr(fault.log, "typ: keyword not supported"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_operation),
        cmocka_unit_test(test_defaults_are_valid),
        cmocka_unit_test(test_every_post_with_a_key_is_idempotent),
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_contract_is_json),
        cmocka_unit_test(test_a_broken_schema_does_not_open),
    };
    return cmocka_run_group_tests(tests, open_contract, stop);
}
