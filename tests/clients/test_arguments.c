/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, and the tables behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arguments.h"

enum { WORDS = 12 };

/* Reads "hoshi" and what follows; the words end with NULL. */
static enum word read_line(struct arguments *out, const char *const *words, const char **about)
{
    char *argv[WORDS + 1] = {(char *)"hoshi"};
    int argc = 1;
    while (argc < WORDS && words[argc - 1] != NULL) {
        argv[argc] = (char *)words[argc - 1];
        argc++;
    }
    static char *kept[WORDS + 1];
    memcpy(kept, argv, sizeof kept);
    return arguments_read(argc, kept, out, about);
}

#define READ(...) read_line(&arguments, (const char *const[]){__VA_ARGS__, NULL}, &about)

static void commands_and_options(void **state)
{
    (void)state;
    struct arguments arguments;
    const char *about;
    assert_int_equal(READ("--profile", "erp", "supplier", "add", "株式会社はやし", "--tag=CAD",
                          "--tag", "金型", "-y"),
                     W_NONE);
    assert_string_equal(arguments.command->name, "supplier add");
    assert_string_equal(operand(&arguments), "株式会社はやし");
    assert_string_equal(argument(&arguments, OPTION_PROFILE), "erp");
    assert_string_equal(argument(&arguments, OPTION_TAG), "金型");
    size_t at = 0;
    assert_string_equal(argument_each(&arguments, OPTION_TAG, &at), "CAD");
    assert_string_equal(argument_each(&arguments, OPTION_TAG, &at), "金型");
    assert_null(argument_each(&arguments, OPTION_TAG, &at));
    assert_non_null(argument(&arguments, OPTION_YES));
    assert_null(argument(&arguments, OPTION_JSON));
    assert_int_equal(READ("supplier", "add", "--", "--name"), W_NONE);
    assert_string_equal(operand(&arguments), "--name");
    assert_int_equal(READ("invitation", "show", "-"), W_NONE);
    assert_int_equal(READ("status", "--status", "overdue,lapsed"), W_NONE);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    struct arguments arguments;
    const char *about;
    assert_int_equal(READ("whoami", "--nam"), W_UNKNOWN_OPTION);
    assert_string_equal(about, "--nam");
    assert_int_equal(READ("whoami", "-x"), W_UNKNOWN_OPTION);
    assert_int_equal(READ("whoami", "-yy"), W_UNKNOWN_OPTION);
    assert_int_equal(READ("require", "A", "--due"), W_VALUE_MISSING);
    assert_int_equal(READ("whoami", "--json=1"), W_VALUE_UNWANTED);
    assert_int_equal(READ("require", "A", "--due", "6/30/2027"), W_ARGUMENT_NO_DAY);
    assert_int_equal(READ("status", "--limit", "-1"), W_ARGUMENT_NO_NUMBER);
    assert_int_equal(READ("status", "--limit", "99999999999999999999"), W_ARGUMENT_NO_NUMBER);
    assert_int_equal(READ("require", "A", "--star", "6"), W_ARGUMENT_NO_CHOICE);
    assert_int_equal(READ("require", "A", "--star", ""), W_ARGUMENT_NO_CHOICE);
    assert_int_equal(READ("status", "--status", "met,"), W_ARGUMENT_NO_CHOICE);
    assert_int_equal(READ("status", "--status", "me"), W_ARGUMENT_NO_CHOICE);
    assert_int_equal(READ("supplier", "add", "\x8a\x94"), W_NOT_UTF8);
    assert_int_equal(READ("suppliers"), W_NO_COMMAND);
    assert_int_equal(READ("supplier"), W_NO_COMMAND);
    assert_int_equal(READ("whoami", "--star", "1"), W_NOT_ITS_OPTION);
    assert_int_equal(READ("supplier", "show"), W_OPERAND_MISSING);
    assert_int_equal(READ("supplier", "show", "A", "B"), W_OPERAND_UNWANTED);
    assert_string_equal(about, "B");
    assert_int_equal(READ("a", "b", "c", "d", "e", "f", "g", "h", "i"), W_TOO_MANY);
}

static void values_are_read_as_they_are_typed(void **state)
{
    (void)state;
    static const char *const days[] = {
        "2027-06-30", "２０２７－０６－３０", "2027/6/30", "令和9年6月30日", "R9.6.30",
        "20270630",   "2027年６月30日(水)"};
    struct arguments arguments;
    const char *about;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_int_equal(READ("require", "A", "--due", days[i]), W_NONE);
        assert_string_equal(argument(&arguments, OPTION_DUE), "2027-06-30");
    }
    assert_int_equal(READ("require", "A", "--star", "２", "--due", "6/30"), W_ARGUMENT_NO_DAY);
    assert_string_equal(argument(&arguments, OPTION_STAR), "2");
    assert_int_equal(READ("status", "--limit", "２０", "--status", "ｍｅｔ，ｌａｐｓｅｄ"), W_NONE);
    assert_string_equal(argument(&arguments, OPTION_LIMIT), "20");
    assert_string_equal(argument(&arguments, OPTION_STATUS), "met,lapsed");
    assert_int_equal(READ("supplier", "list", "--text", "２０２７／６"), W_NONE);
    assert_string_equal(argument(&arguments, OPTION_TEXT), "２０２７／６");
}

static void every_row_can_be_reached(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char name[64];
        int used;
        snprintf(name, sizeof name, "%s", commands[i].name);
        char *second = strchr(name, ' ');
        if (second != NULL)
            *second++ = '\0';
        char *words[] = {name, second};
        assert_ptr_equal(command_find(second != NULL ? 2 : 1, words, &used), &commands[i]);
        assert_int_equal(used, second != NULL ? 2 : 1);
        assert_int_equal(command_is_noun(name), second != NULL);
        assert_int_equal(commands[i].options[COMMAND_OPTIONS_MAX - 1], OPTION_NONE);
        /* The example is of this very command. */
        assert_memory_equal(commands[i].example, commands[i].name, strlen(commands[i].name));
    }
}

static void every_option_has_one_name_and_two_meanings(void **state)
{
    (void)state;
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++) {
        const struct option *option = option_of(id);
        assert_int_equal(option_named(option->name, strlen(option->name)), id);
        assert_true(option_meaning(id, LANGUAGE_JA)[0] != '\0');
        assert_true(option_meaning(id, LANGUAGE_EN)[0] != '\0');
    }
}

static bool is_pointed(const char *pointer)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (option_is_pointed(id, pointer))
            return true;
    return false;
}

static void pointers_name_options(void **state)
{
    (void)state;
    assert_true(option_is_pointed(OPTION_DUE, "/due_on"));
    assert_true(option_is_pointed(OPTION_STAR, "/star"));
    assert_true(option_is_pointed(OPTION_STAR, "/required_star"));
    assert_true(option_is_pointed(OPTION_TAG, "/tags/0"));
    assert_true(option_is_pointed(OPTION_EMAIL, "/contacts/0/email"));
    assert_true(option_is_pointed(OPTION_DUE_BY, "?due_by"));
    assert_true(option_is_pointed(OPTION_ON, "/declared_on"));
    assert_false(is_pointed("/due"));
    assert_false(is_pointed("header:If-Match"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_and_options),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(values_are_read_as_they_are_typed),
        cmocka_unit_test(every_row_can_be_reached),
        cmocka_unit_test(every_option_has_one_name_and_two_meanings),
        cmocka_unit_test(pointers_name_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
