/* SPDX-License-Identifier: Apache-2.0 */
/* Does a webhook only ever go to the public internet, however its URL is written? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "base/scope.h"
#include "domain/webhook_url.h"

static void fine_urls(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host, *target;
        unsigned port;
    } cases[] = {
        {"https://hooks.hoshi.co.jp", "hooks.hoshi.co.jp", "", 443},
        {"HTTPS://Hooks.Hoshi.co.jp:443/a/b?c=d:e@f", "hooks.hoshi.co.jp", "/a/b?c=d:e@f", 443},
        {"https://xn--wgv71a119e.jp:8443?x", "xn--wgv71a119e.jp", "?x", 8443},
        {"https://8.8.8.8/", "8.8.8.8", "/", 443},
        {"https://[2606:4700::1111]:8443/", "2606:4700::1111", "/", 8443},
        {"https://127.0.0.1.hoshi.jp/", "127.0.0.1.hoshi.jp", "/", 443}, /* the address decides */
        {"https://localhost.hoshi.jp/", "localhost.hoshi.jp", "/", 443},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct webhook_url url;
        assert_int_equal(webhook_url_read(cases[i].text, &url), WEBHOOK_URL_FINE);
        assert_string_equal(url.host, cases[i].host);
        assert_string_equal(url.target, cases[i].target);
        assert_int_equal(url.port, cases[i].port);
    }
}

static void refused_urls(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum webhook_url_fault fault;
    } cases[] = {
        {"", WEBHOOK_URL_SCHEME},
        {"http://hoshi.jp/", WEBHOOK_URL_SCHEME},
        {"//hoshi.jp/", WEBHOOK_URL_SCHEME},
        {"https:/hoshi.jp/", WEBHOOK_URL_SCHEME},
        {"file:///etc/passwd", WEBHOOK_URL_SCHEME},
        {"https://hoshi.jp/#part", WEBHOOK_URL_MALFORMED},
        {"https://hoshi.jp\\@10.0.0.1/", WEBHOOK_URL_MALFORMED},
        {"https://hoshi.jp/ x", WEBHOOK_URL_MALFORMED},
        {"https://hoshi.jp/\r\nX: y", WEBHOOK_URL_MALFORMED},
        {"https://ほし.jp/", WEBHOOK_URL_MALFORMED},
        {"https://a@hoshi.jp/", WEBHOOK_URL_USERINFO},
        {"https://a:b@hoshi.jp/", WEBHOOK_URL_USERINFO},
        {"https://8.8.8.8@[::1]/", WEBHOOK_URL_USERINFO},
        {"https://hoshi.jp:80/", WEBHOOK_URL_PORT},
        {"https://hoshi.jp:/", WEBHOOK_URL_PORT},
        {"https://hoshi.jp:0443/", WEBHOOK_URL_PORT},
        {"https://hoshi.jp:443:443/", WEBHOOK_URL_PORT},
        {"https://[2606:4700::1111]443/", WEBHOOK_URL_PORT},
        {"https:///", WEBHOOK_URL_HOST},
        {"https://hoshi/", WEBHOOK_URL_HOST},
        {"https://hoshi.jp./", WEBHOOK_URL_HOST},
        {"https://.hoshi.jp/", WEBHOOK_URL_HOST},
        {"https://hoshi..jp/", WEBHOOK_URL_HOST},
        {"https://-hoshi.jp/", WEBHOOK_URL_HOST},
        {"https://ho%73hi.jp/", WEBHOOK_URL_HOST},
        {"https://ho_shi.jp/", WEBHOOK_URL_HOST},
        {"https://[2606:4700::1111/", WEBHOOK_URL_HOST},
        {"https://[8.8.8.8]/", WEBHOOK_URL_HOST},
        {"https://[fe80::1%25eth0]/", WEBHOOK_URL_HOST},
        {"https://2130706433/", WEBHOOK_URL_HOST},
        {"https://0x7f000001/", WEBHOOK_URL_HOST},
        {"https://0x7f.1/", WEBHOOK_URL_HOST},
        {"https://0177.0.0.1/", WEBHOOK_URL_HOST},
        {"https://127.1/", WEBHOOK_URL_HOST},
        {"https://127.0.0.1./", WEBHOOK_URL_HOST},
        {"https://8.8.8.08/", WEBHOOK_URL_HOST},
        {"https://1.2.3.4.5/", WEBHOOK_URL_HOST},
        {"https://256.256.256.256/", WEBHOOK_URL_HOST},
        {"https://localhost/", WEBHOOK_URL_INTERNAL},
        {"https://LOCALHOST:8443/", WEBHOOK_URL_INTERNAL},
        {"https://a.localhost/", WEBHOOK_URL_INTERNAL},
        {"https://db.internal/", WEBHOOK_URL_INTERNAL},
        {"https://printer.local/", WEBHOOK_URL_INTERNAL},
        {"https://nas.home.arpa/", WEBHOOK_URL_INTERNAL},
        {"https://127.0.0.1/", WEBHOOK_URL_INTERNAL},
        {"https://169.254.169.254/latest/meta-data", WEBHOOK_URL_INTERNAL},
        {"https://[::1]/", WEBHOOK_URL_INTERNAL},
        {"https://[::ffff:8.8.8.8]/", WEBHOOK_URL_INTERNAL},
        {"https://[64:ff9b::10.0.0.1]/", WEBHOOK_URL_INTERNAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct webhook_url url = {.port = 1};
        enum webhook_url_fault fault = webhook_url_read(cases[i].text, &url);
        if (fault != cases[i].fault)
            print_error("%s: %d\n", cases[i].text, (int)fault);
        assert_int_equal(fault, cases[i].fault);
        assert_int_equal(url.port, 1);
    }
}

static void long_urls(void **state)
{
    (void)state;
    static const char begin[] = "https://hoshi.jp/";
    struct webhook_url url;
    char text[WEBHOOK_URL_MAX + 2];
    memset(text, 'a', sizeof text);
    memcpy(text, begin, sizeof begin - 1);
    text[WEBHOOK_URL_MAX + 1] = '\0';
    assert_int_equal(webhook_url_read(text, &url), WEBHOOK_URL_MALFORMED);
    text[WEBHOOK_URL_MAX] = '\0';
    assert_int_equal(webhook_url_read(text, &url), WEBHOOK_URL_FINE);
    memset(text + 8, 'a', WEBHOOK_HOST_SIZE);
    memcpy(text + 8 + WEBHOOK_HOST_SIZE, ".jp", 4);
    assert_int_equal(webhook_url_read(text, &url), WEBHOOK_URL_HOST);
}

static bool is_public(const char *text)
{
    struct sockaddr_storage address = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address;
    address.ss_family = strchr(text, ':') ? AF_INET6 : AF_INET;
    if (address.ss_family == AF_INET)
        assert_int_equal(inet_pton(AF_INET, text, &v4->sin_addr), 1);
    else
        assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
    return webhook_address_public((const struct sockaddr *)&address);
}

/* The first and the last of each range, and their neighbours. */
static void addresses(void **state)
{
    (void)state;
    static const char *const internal[] = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "100::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff::1",
        "1fff:ffff::1",
        "4000::1",
    };
    static const char *const public[] = {
        "1.0.0.0",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
        "172.32.0.0",      "192.167.255.255", "192.169.0.0",     "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2000::1",         "2001:200::1",     "2001:db7::1",    "2003::1",
        "2606:4700::1111", "3ffe::1",         "3fff:1000::1",
    };
    for (size_t i = 0; i < sizeof internal / sizeof *internal; i++)
        assert_false(is_public(internal[i]));
    for (size_t i = 0; i < sizeof public / sizeof *public; i++)
        assert_true(is_public(public[i]));
}

static void other_addresses(void **state)
{
    (void)state;
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in6 scoped = {.sin6_family = AF_INET6, .sin6_scope_id = 2};
    assert_false(webhook_address_public((const struct sockaddr *)&local));
    assert_int_equal(inet_pton(AF_INET6, "2606:4700::1111", &scoped.sin6_addr), 1);
    assert_false(webhook_address_public((const struct sockaddr *)&scoped));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fine_urls), cmocka_unit_test(refused_urls),    cmocka_unit_test(long_urls),
        cmocka_unit_test(addresses), cmocka_unit_test(other_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
