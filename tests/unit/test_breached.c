/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/breached.h"

static char path[] = "/tmp/hoshitori-breached-XXXXXX";

static void write_list(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static bool knows(const char *password)
{
    SCOPED(fault_release) struct fault fault = {0};
    bool known = false;
    assert_int_equal(breached_has(path, password, &known, &fault).code, ERR_NONE);
    return known;
}

/* SHA-1 of "a", "b", "c", "d" and "password", in their order; counts of any length. */
#define A "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8"
#define B "E9D71F5EE7C92D6DC9E92FFDAD17B8BD49418F98"
#define C "84A516841BA77A5B4648DE2CD0DFCB30EA46DBB4"
#define D "3C363836CF4E16666669A25DA280A1865C2D2874"
#define PASSWORD "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"

static void every_line_is_found(void **state)
{
    (void)state;
    static const char *const lists[] = {
        D ":1\r\n" PASSWORD ":52579117\r\n" C ":3\r\n" A ":4\r\n" B ":5\r\n",
        D "\n" PASSWORD "\n" C "\n" A "\n" B,
        D ":123456789012345678901234567890\n" PASSWORD "\n" C ":\n" A ":9\n" B ":7",
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        write_list(lists[i]);
        static const char *const known[] = {"a", "b", "c", "d", "password"};
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            assert_true(knows(known[j]));
        static const char *const unknown[] = {"", "e", "f", "g", "h", "A", "password1"};
        for (size_t j = 0; j < sizeof unknown / sizeof *unknown; j++)
            assert_false(knows(unknown[j]));
    }
    write_list("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8:4\n");
    assert_true(knows("a"));
    assert_false(knows("d"));
}

/* A list of which only the places are known: each of its hashes, and one beside each. */
static void many_lines(void **state)
{
    (void)state;
    enum { LINES = 3000, LINE = 60 };
    char *text = calloc(LINES + 1, LINE);
    size_t length = 0;
    assert_non_null(text);
    for (int i = 0; i < LINES; i++) {
        if (i == LINES / 3)
            length += (size_t)snprintf(text + length, LINE, "%s:1\r\n", PASSWORD);
        length += (size_t)snprintf(text + length, LINE, "%s%08X%030d:%d\r\n",
                                   i < LINES / 3 ? "00" : "FF", (unsigned)i, 7, i * i);
    }
    write_list(text);
    free(text);
    assert_true(knows("password"));
    assert_false(knows("a"));
}

static void what_is_no_list_is_told(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "password\n",
                                        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68F\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        write_list(texts[i]);
        assert_int_not_equal(breached_check(path, &fault).code, ERR_NONE);
    }
    SCOPED(fault_release) struct fault fault = {0};
    bool known = false;
    write_list(PASSWORD "\n");
    assert_int_equal(breached_check(path, &fault).code, ERR_NONE);
    assert_int_equal(breached_has("/nowhere", "a", &known, &fault).code, ERR_UNAVAILABLE);
    fault = (struct fault){0};
    assert_int_not_equal(breached_check("/nowhere", &fault).code, ERR_NONE);
    fault = (struct fault){0};
    assert_int_not_equal(breached_check("/tmp", &fault).code, ERR_NONE);
}

int main(void)
{
    int descriptor = mkstemp(path);
    if (descriptor < 0)
        return 1;
    close(descriptor);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_found),
        cmocka_unit_test(many_lines),
        cmocka_unit_test(what_is_no_list_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
