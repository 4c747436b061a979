/* SPDX-License-Identifier: Apache-2.0 */
/* Is every database that is not on this machine refused, unless the address demands proof of it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/conninfo.h"

static const char verified[] = " sslmode=verify-full channel_binding=require";

static const char *said(const char *conninfo, struct fault *fault)
{
    fault_clear(fault);
    return conninfo_check(conninfo, fault).code == ERR_NONE ? "" : fault->log;
}

static const char *const here[] = {
    "",
    "dbname=hoshitori",
    "host=/run/postgresql",
    "host='/a b/sockets'",
    "host=@abstract",
    "host=,/run/postgresql",
    "host=localhost",
    "host=LocalHost port=5433",
    "host=127.0.0.1",
    "host=127.9.8.7",
    "host=::1",
    "host=::ffff:127.0.0.1",
    "hostaddr=127.0.0.1",
    "hostaddr=::1",
    "host=db.example.jp hostaddr=127.0.0.1",
    "host=db.example.jp,localhost hostaddr=127.0.0.1,",
    "host=localhost,127.0.0.1,/tmp",
    "postgresql:///hoshitori",
    "postgresql://u:p@localhost/d",
    "postgresql://u:p@[::1]:5432/d",
    "postgresql://u:p@%2Frun%2Fpostgresql/d",
    "postgresql:///d?host=/run/postgresql",
    "postgres://localhost:1,127.0.0.1:2/d",
    "postgresql://db.example.jp/d?hostaddr=127.0.0.1",
};

static const char *const elsewhere[] = {
    "host=db.example.jp",
    "host=db",
    "host=10.0.0.1",
    "host=128.0.0.1",
    "host=126.255.255.255",
    "host=0.0.0.0",
    "host=::",
    "host=::2",
    "host=::ffff:10.0.0.1",
    "host=localhost.example.jp",
    "host=127.0.0.1.example.jp",
    "host=' localhost'",
    "host=localhost,db.example.jp",
    "host=db.example.jp,localhost",
    "host=/tmp,db.example.jp",
    "hostaddr=192.0.2.1",
    "hostaddr=127.0.0.1,192.0.2.1",
    "host=localhost hostaddr=192.0.2.1",
    "host=/tmp hostaddr=192.0.2.1",
    "host=localhost,localhost hostaddr=127.0.0.1,192.0.2.1",
    "host=localhost,db.example.jp hostaddr=127.0.0.1",
    "postgresql://u:p@db.example.jp/d",
    "postgresql://localhost,db.example.jp/d",
    "postgresql:///d?host=db.example.jp",
    "postgresql://localhost/d?hostaddr=192.0.2.1",
    "postgresql://localhost/d?host=db.example.jp",
    "postgresql://u:p@[2001:db8::1]/d",
};

static void test_this_machine(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        assert_string_equal(said(here[i], &fault), "");
}

/* Each alone, and together with what is nearly enough. */
static void test_another_machine(void **state)
{
    (void)state;
    static const char *const weak[] = {
        "",
        "sslmode=disable",
        "sslmode=prefer",
        "sslmode=require channel_binding=require",
        "sslmode=verify-ca channel_binding=require",
        "sslmode=verify-full",
        "sslmode=verify-full channel_binding=prefer",
        "channel_binding=require",
        "sslmode=verify-full channel_binding=require sslmode=require",
        "sslmode=verify-full channel_binding=require channel_binding=disable",
        "sslmode=VERIFY-FULL channel_binding=require",
    };
    SCOPED(fault_release) struct fault fault = {0};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        for (size_t j = 0; j < sizeof weak / sizeof *weak; j++) {
            char text[300];
            bool url = strstr(elsewhere[i], "://") != NULL;
            char mark = !url || strchr(elsewhere[i], '?') ? '&' : '?';
            snprintf(text, sizeof text, "%s%c%s", elsewhere[i], url ? mark : ' ', weak[j]);
            for (char *c = text + strlen(elsewhere[i]) + 1; url && *c; c++)
                if (*c == ' ')
                    *c = '&';
            if (url && !*weak[j])
                text[strlen(elsewhere[i])] = '\0';
            assert_non_null(strstr(said(text, &fault), "sslmode=verify-full"));
        }
}

static void test_another_machine_that_proves_itself(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        char text[300];
        if (strstr(elsewhere[i], "://"))
            continue;
        snprintf(text, sizeof text, "%s%s", elsewhere[i], verified);
        assert_string_equal(said(text, &fault), "");
    }
    assert_string_equal(said("postgresql://u:p@db.example.jp/d?sslmode=verify-full"
                             "&channel_binding=require&sslrootcert=/etc/ca.crt",
                             &fault),
                        "");
}

/* What the text itself does not say is not looked up elsewhere. */
static void test_a_service(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    assert_non_null(strstr(said("service=production", &fault), "names a service"));
    assert_non_null(strstr(said("postgresql:///d?service=production", &fault), "names a service"));
}

static void test_unreadable(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "postgresql://u:geheim@[h/d",   "host=h password=x geheim",      "host=a,x@geheim",
        "postgresql://u:geheim/x@h/d",  "postgresql://u:x@geheim@h/d",   "hots=geheim",
        "postgresql://u:geheim%zz@h/d", "postgresql://h/d?geheim=geheim"};
    SCOPED(fault_release) struct fault fault = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_non_null(strstr(said(texts[i], &fault), "cannot be read"));
        assert_null(strstr(fault.log, "geheim"));
    }
}

static void test_a_host_of_any_length(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char text[5000] = "host=";
    memset(text + strlen(text), 'a', sizeof text - 10);
    assert_non_null(strstr(said(text, &fault), "sslmode=verify-full"));
    text[strlen("host=")] = '/';
    assert_non_null(strstr(said(text, &fault), "sslmode=verify-full"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_this_machine),
        cmocka_unit_test(test_another_machine),
        cmocka_unit_test(test_another_machine_that_proves_itself),
        cmocka_unit_test(test_a_service),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_a_host_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
