/* SPDX-License-Identifier: Apache-2.0 */
/* Columns meet, whatever is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "table.h"
#include "width.h"

static const enum word TITLES[] = {W_T_CODE, W_T_NAME, W_T_HELD, W_T_NEXT_STEP, W_NONE};

/* Two rows on a terminal so wide (0: no terminal); free(). */
static char *drawn(int columns, bool colour)
{
    struct session session = {.language = LANGUAGE_JA,
                              .terminal = {.columns = columns, .colour = colour}};
    struct table table;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    table_begin(&table, &session, TITLES);
    table_add(&table, STYLE_PLAIN, "A-1");
    table_add(&table, STYLE_PLAIN, "株式会社とても長い名前の製作所");
    table_add_stars(&table, 1, 3);
    table_add(&table, STYLE_PLAIN,
              "自己宣言IDを入力してください。それから、基本方針を公開してください。");
    table_add(&table, STYLE_PLAIN, "A-20000");
    table_add(&table, STYLE_RED, "Short\033[2J");
    table_add_stars(&table, 0, 0);
    table_add(&table, STYLE_PLAIN, NULL);
    table_print(&table, stream);
    table_release(&table);
    fclose(stream);
    return text;
}

static void whole_without_a_terminal(void **state)
{
    (void)state;
    char *text = drawn(0, false);
    assert_string_equal(text,
                        "コード   名前                            ★の状況  次の対応\n"
                        "A-1      株式会社とても長い名前の製作所  ★☆☆··    "
                        "自己宣言IDを入力してください。それから、基本方針を公開してください。\n"
                        "A-20000  Short?[2J                       ·····    \n");
    free(text);
}

static void within_the_terminal(void **state)
{
    (void)state;
    for (int columns = 60; columns < 120; columns += 7) {
        char *text = drawn(columns, false);
        for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            assert_in_range(width_of(line), 1, columns);
        }
        free(text);
    }
    char *text = drawn(70, false);
    assert_non_null(strstr(text, "…"));
    /* what is wrapped goes on below itself */
    assert_non_null(strstr(text, "\n                "));
    free(text);
}

static void colours_only_where_wanted(void **state)
{
    (void)state;
    char *text = drawn(0, true);
    assert_non_null(strstr(text, "\033[33m★\033[0m\033[31m☆\033[0m"));
    assert_null(strstr(text, "\033[2J"));
    free(text);
    text = drawn(80, false);
    assert_null(strchr(text, '\033'));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_without_a_terminal),
        cmocka_unit_test(within_the_terminal),
        cmocka_unit_test(colours_only_where_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
