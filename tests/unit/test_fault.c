/* SPDX-License-Identifier: Apache-2.0 */
/* Is every fault of a request told, also when its place does not fit? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
            struct fault fault = {0};
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
        struct fault fault = {0};
        fault_add(&fault, pointers[i], "unknown_member", NULL);
        assert_string_equal(fault.items[0].pointer, pointers[i]);
    }
}

static void parameters_are_whole_or_left_out(void **state)
{
    (void)state;
    char params[sizeof((struct fault_item){0}).params + 2];
    for (size_t length = sizeof params - 4; length < sizeof params; length++) {
        memset(params, 'a', sizeof params);
        memcpy(params, "{\"a\":\"", 6);
        memcpy(params + length - 2, "\"}", 3);
        struct fault fault = {0};
        fault_add(&fault, "/a", "unknown_member", params);
        const char *told = fault.items[0].params;
        assert_string_equal(told, length < sizeof fault.items[0].params ? params : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_are_cut_between_characters),
        cmocka_unit_test(pointers_that_fit_stay),
        cmocka_unit_test(parameters_are_whole_or_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
