/* SPDX-License-Identifier: Apache-2.0 */
/* Is every fault of a request told, also when its place does not fit? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/err.h"

/* A pointer that ends within a character is no JSON: the whole fault went missing from the answer.
 */
static void pointers_are_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "é", "表", "🗻"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        for (size_t before = 0; before < 4; before++) {
            char pointer[FAULT_POINTER_MAX + 50] = "";
            SCOPED(fault_release) struct fault fault = {0};
            memset(pointer, '/', before);
            while (strlen(pointer) < FAULT_POINTER_MAX + 10)
                memcpy(pointer + strlen(pointer), characters[i], strlen(characters[i]) + 1);
            fault_add(&fault, pointer, "unknown_member", NULL);
            const char *told = fault.items[0].pointer;
            json_auto_t *text = json_string(told);
            assert_non_null(text);
            assert_in_range(strlen(told), FAULT_POINTER_MAX - 4, FAULT_POINTER_MAX - 1);
            assert_memory_equal(told, pointer, strlen(told));
        }
}

static void pointers_that_fit_stay(void **state)
{
    (void)state;
    static const char *const pointers[] = {"", "/", "表", "/表示", "a🗻", "?é"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        fault_add(&fault, pointers[i], "unknown_member", NULL);
        assert_string_equal(fault.items[0].pointer, pointers[i]);
    }
}

/* JSON that was cut is none, and a list of what is in the way is as long as it is. */
static void parameters_of_any_length_are_whole(void **state)
{
    (void)state;
    static char params[100000];
    for (size_t length = 8; length < sizeof params; length *= 2) {
        memset(params, 'a', sizeof params);
        memcpy(params, "{\"a\":\"", 6);
        memcpy(params + length - 2, "\"}", 3);
        SCOPED(fault_release) struct fault fault = {0};
        fault_add(&fault, "/a", "unknown_member", params);
        fault_params(&fault, params);
        assert_string_equal(fault.items[0].params, params);
        assert_string_equal(fault.params, params);
    }
}

static void what_is_too_much_is_counted(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char pointer[20];
    for (int i = 0; i < FAULT_ITEMS_MAX + 37; i++) {
        snprintf(pointer, sizeof pointer, "/%d", i);
        fault_add(&fault, pointer, "unknown_member", NULL);
        fault_add(&fault, "/0", "unknown_member", NULL);
    }
    assert_int_equal(fault.item_count, FAULT_ITEMS_MAX);
    assert_int_equal(fault.items_left_out, 37);
    assert_string_equal(fault.items[FAULT_ITEMS_MAX - 1].pointer, "/49");
}

static void one_that_is_moved_is_whole(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault from = {0};
    SCOPED(fault_release) struct fault to = {0};
    fault_add(&to, "/old", "unknown_member", NULL);
    fault_add(&from, "/new", "unknown_member", "{}");
    fault_set(&from, ERR_CONFLICT, "supplier_exists");
    fault_move(&from, &to);
    assert_int_equal(to.item_count, 1);
    assert_string_equal(to.items[0].pointer, "/new");
    assert_string_equal(to.code, "supplier_exists");
    assert_int_equal(from.kind, ERR_NONE);
    assert_int_equal(from.item_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_are_cut_between_characters),
        cmocka_unit_test(pointers_that_fit_stay),
        cmocka_unit_test(parameters_of_any_length_are_whole),
        cmocka_unit_test(what_is_too_much_is_counted),
        cmocka_unit_test(one_that_is_moved_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
