/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: for their owner alone, whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "profile.h"

static char folder[] = "/tmp/hoshitori-profile-XXXXXX";
static char path[PROFILE_PATH_MAX];

static int begin(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    setenv("XDG_CONFIG_HOME", folder, 1);
    return profile_path(false, "profiles.json", path) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    char below[PROFILE_PATH_MAX];
    unlink(path);
    snprintf(below, sizeof below, "%s/hoshitori", folder);
    return rmdir(below) == 0 && rmdir(folder) == 0 ? 0 : 1; /* nothing else was left there */
}

static unsigned mode_of(const char *name)
{
    struct stat about;
    assert_int_equal(stat(name, &about), 0);
    return (unsigned)about.st_mode & 0777;
}

static void kept_and_read(void **state)
{
    (void)state;
    struct profile profile = {0};
    assert_int_equal(profile_read("default", &profile), PROFILE_OK);
    assert_null(profile.url);
    umask(0);
    assert_int_equal(profile_write("default", "https://a.jp", "hst_1"), PROFILE_OK);
    assert_int_equal(profile_write("erp", "https://b.jp", "hst_2"), PROFILE_OK);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(profile_read("default", &profile), PROFILE_OK);
    assert_string_equal(profile.url, "https://a.jp");
    assert_string_equal(profile.key, "hst_1");
    profile_release(&profile);
    assert_int_equal(profile_remove("default"), PROFILE_OK);
    assert_int_equal(profile_remove("default"), PROFILE_OK);
    assert_int_equal(profile_read("default", &profile), PROFILE_OK);
    assert_null(profile.key);
    assert_int_equal(profile_read("erp", &profile), PROFILE_OK);
    assert_string_equal(profile.key, "hst_2");
    profile_release(&profile);
}

static void others_may_not_read_it(void **state)
{
    (void)state;
    struct profile profile = {0};
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(profile_read("erp", &profile), PROFILE_EXPOSED);
    assert_int_equal(profile_write("erp", "https://c.jp", "hst_3"), PROFILE_EXPOSED);
    assert_null(profile.key);
    assert_int_equal(chmod(path, 0600), 0);
}

static void a_broken_file_is_not_written_over(void **state)
{
    (void)state;
    struct profile profile = {0};
    assert_true(profile_write_file(path, "{broken"));
    assert_int_equal(profile_read("erp", &profile), PROFILE_UNREADABLE);
    assert_int_equal(profile_write("erp", "https://c.jp", "hst_3"), PROFILE_UNREADABLE);
    assert_true(profile_write_file(path, "[]"));
    assert_int_equal(profile_read("erp", &profile), PROFILE_UNREADABLE);
}

static void where_it_is(void **state)
{
    (void)state;
    char found[PROFILE_PATH_MAX];
    setenv("XDG_CONFIG_HOME", "relative", 1); /* to be ignored, says the standard */
    setenv("HOME", "/home/hoshitori", 1);
    assert_true(profile_path(false, "x", found));
    assert_string_equal(found, "/home/hoshitori/.config/hoshitori/x");
    unsetenv("XDG_STATE_HOME");
    assert_true(profile_path(true, "x", found));
    assert_string_equal(found, "/home/hoshitori/.local/state/hoshitori/x");
    unsetenv("HOME");
    assert_false(profile_path(false, "x", found));
    setenv("XDG_CONFIG_HOME", folder, 1);
}

static void names(void **state)
{
    (void)state;
    assert_true(profile_name_ok("erp-2.test_A"));
    static const char *const wrong[] = {"",    ".x", "a/b",
                                        "a b", "星", "12345678901234567890123456789012345678901"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(profile_name_ok(wrong[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_and_read),
        cmocka_unit_test(others_may_not_read_it),
        cmocka_unit_test(a_broken_file_is_not_written_over),
        cmocka_unit_test(where_it_is),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
