/* SPDX-License-Identifier: Apache-2.0 */
/* Do flags win over the environment, and are secrets never printed? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/config.h"

static int forget(void **state)
{
    (void)state;
    unsetenv("HOSHITORI_LISTEN");
    unsetenv("HOSHITORI_DATABASE_URL");
    unsetenv("HOSHITORI_THREADS");
    unsetenv("CREDENTIALS_DIRECTORY");
    setenv("XDG_DATA_HOME", "/data", 1);
    return 0;
}

static void flags_win(void **state)
{
    (void)state;
    setenv("HOSHITORI_LISTEN", "127.0.0.1:1", 1);
    setenv("HOSHITORI_THREADS", "7", 1);
    char *arguments[] = {"hoshitori", "serve",      "--listen", "127.0.0.1:2", "--pool-size=3",
                         "--once",    "--data-dir", "/d",       NULL};
    int count = 8;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(config_release) struct config config = {0};
    assert_int_equal(config_load(&count, arguments, &config, &fault).code, ERR_NONE);
    assert_string_equal(config.listen, "127.0.0.1:2");
    assert_int_equal(config.threads, 7);
    assert_int_equal(config.pool_size, 3);
    assert_string_equal(config.secret_file, "/d/secret");
    assert_string_equal(config.signing_key_file, "/d/signing-key");
    assert_string_equal(config.public_url, "http://127.0.0.1:2");
    assert_int_equal(count, 3);
    assert_string_equal(arguments[1], "serve");
    assert_string_equal(arguments[2], "--once");
    assert_null(arguments[3]);
}

static void words_after_the_double_dash_stay(void **state)
{
    (void)state;
    char *arguments[] = {"hoshitori", "--", "--listen", "x", NULL};
    int count = 4;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(config_release) struct config config = {0};
    assert_int_equal(config_load(&count, arguments, &config, &fault).code, ERR_NONE);
    assert_string_equal(config.listen, "127.0.0.1:8080");
    assert_int_equal(count, 4);
}

static void wrong_values_are_refused(void **state)
{
    (void)state;
    char *const wrong[] = {
        "--threads=0",  "--threads=x",      "--threads=",     "--threads=1001", "--threads=-1",
        "--threads=1x", "--log-level=loud", "--pool-size=65", "--threads"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *arguments[] = {"hoshitori", wrong[i], NULL};
        int count = 2;
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(config_release) struct config config = {0};
        assert_int_equal(config_load(&count, arguments, &config, &fault).code, ERR_INVALID);
        assert_int_not_equal(fault.log[0], '\0');
        assert_null(config.listen);
    }
}

static void secrets_are_hidden(void **state)
{
    (void)state;
    setenv("HOSHITORI_DATABASE_URL", "postgresql://u:geheim@h/d", 1);
    char *arguments[] = {"hoshitori", NULL};
    int count = 1;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(config_release) struct config config = {0};
    assert_int_equal(config_load(&count, arguments, &config, &fault).code, ERR_NONE);
    assert_string_equal(config.database_url, "postgresql://u:geheim@h/d");
    SCOPED(buf_release) struct buf out = BUF_INIT(10000);
    config_write(&config, &out);
    assert_null(strstr(buf_text(&out), "geheim"));
    assert_non_null(strstr(buf_text(&out), "database_url = (set)\n"));
    assert_non_null(strstr(buf_text(&out), "migrate_url = \n"));
    assert_non_null(strstr(buf_text(&out), "threads = 96\n"));
}

static void secrets_are_no_flags(void **state)
{
    (void)state;
    char *const flags[] = {"--database-url=geheim", "--migrate-url"};
    for (size_t i = 0; i < 2; i++) {
        char *arguments[] = {"hoshitori", flags[i], "geheim", NULL};
        int count = 3;
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(config_release) struct config config = {0};
        assert_int_equal(config_load(&count, arguments, &config, &fault).code, ERR_INVALID);
        assert_non_null(strstr(fault.log, "_URL_FILE"));
        assert_null(strstr(fault.log, "geheim"));
    }
}

static void help_names_every_option(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(10000);
    config_help(&out);
    assert_true(buf_ok(&out));
    assert_non_null(strstr(buf_text(&out), "--listen"));
    assert_non_null(strstr(buf_text(&out), "HOSHITORI_TEST_CLOCK"));
    assert_non_null(strstr(buf_text(&out), "default 127.0.0.1:8080"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(flags_win, forget),
        cmocka_unit_test_setup(words_after_the_double_dash_stay, forget),
        cmocka_unit_test_setup(wrong_values_are_refused, forget),
        cmocka_unit_test_setup(secrets_are_hidden, forget),
        cmocka_unit_test_setup(secrets_are_no_flags, forget),
        cmocka_unit_test_setup(help_names_every_option, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
