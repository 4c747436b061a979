/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/guessable.h"

static const char *const names[] = {"hanako.sato@example.jp", "佐藤　花子", NULL,
                                    "株式会社みなと精密"};

static void each_is(const char *const *passwords, enum guessable expected)
{
    for (; *passwords; passwords++) {
        enum guessable found = guessable(*passwords, names, sizeof names / sizeof *names);
        if (found != expected)
            fail_msg("%s: %d, not %d", *passwords, found, expected);
    }
}

static void what_people_choose_is_guessed(void **state)
{
    (void)state;
    static const char *const passwords[] = {"password1234",
                                            "Password1234!",
                                            "P@ssw0rd1234",
                                            "ｐａｓｓｗｏｒｄ１２３４",
                                            "qwertyuiop12",
                                            "1q2w3e4r5t6y",
                                            "123456789012",
                                            "abcdefghijkl",
                                            "aaaaaaaaaaaa",
                                            "abababababab",
                                            "ああああああああああああ",
                                            "パスワードパスワード1234",
                                            "ぱすわーど12345678",
                                            "あいうえおかきくけこ12",
                                            "19850401198504",
                                            "iloveyou1234",
                                            "welcome12345",
                                            "administrator",
                                            "winterwinter",
                                            "companyname2026",
                                            "",
                                            NULL};
    each_is(passwords, GUESSABLE_COMMON);
}

static void names_are_guessed(void **state)
{
    (void)state;
    static const char *const passwords[] = {"Hoshitori-2026",         "hoshitori-sato",
                                            "hanakosato2026",         "sato.hanako-1985",
                                            "hanako.sato@example.jp", "佐藤花子19850401",
                                            "みなと精密2026!!",       "ミナト精密ほしとり2026",
                                            "株式会社みなと精密",     NULL};
    each_is(passwords, GUESSABLE_NAMES);
    assert_int_equal(guessable("みなと精密-佐藤花子-2026", NULL, 0), GUESSABLE_HARDLY);
}

static void the_rest_holds(void **state)
{
    (void)state;
    static const char *const passwords[] = {"きょうも一日おだやかに過ごす",
                                            "correct horse battery staple",
                                            "kGh38skWq0zP",
                                            "ねこ-水曜-やかん-北七条",
                                            "supplier-list-7-river",
                                            "\xff\xfe\xe3\x81 malformed 7Kq",
                                            NULL};
    each_is(passwords, GUESSABLE_HARDLY);
}

/* Of any length, and with more names than are looked at. */
static void bounds_hold(void **state)
{
    (void)state;
    char longest[2000], name[2000];
    const char *many[200];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (size_t i = 0; i < sizeof name - 1; i++)
        name[i] = i % 4 == 3 ? ' ' : (char)('a' + i % 26);
    name[sizeof name - 1] = '\0';
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        many[i] = name;
    assert_int_equal(guessable(longest, many, sizeof many / sizeof *many), GUESSABLE_COMMON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_choose_is_guessed),
        cmocka_unit_test(names_are_guessed),
        cmocka_unit_test(the_rest_holds),
        cmocka_unit_test(bounds_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
