/* SPDX-License-Identifier: Apache-2.0 */
/* Who is charged for a request, and how much: its organisation, or the address it comes from? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/address.h"
#include "wire/limit.h"

enum { OWN_BURST = 3, ADDRESS_BURST = 5 };

static const struct operation needs_key = {.id = "status_list", .any_key = true};
static const struct operation open_one = {.id = "invitation_preview", .open = true};
static const struct operation monitoring = {.id = "livez", .open = true, .unlimited = true};

static const char here[] = "192.0.2.1";
static const char there[] = "192.0.2.2";

static struct limit *limit_of(int per_second)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct limit *limit = NULL;
    const struct limit_options options = {{per_second, OWN_BURST}, {per_second, ADDRESS_BURST}};
    assert_int_equal(limit_new(&options, &limit, &fault).code, ERR_NONE);
    return limit;
}

/* One request of a key ('a', 'b', … of one organisation, 'A', 'B', … of another one, or 0 for
 * none), the outcome that it has if it is let in, and the time of the database that it takes. A key
 * is looked up before anything is asked for, unless it was proven or nothing needs it. */
static err ask(struct limit *limit, const struct operation *operation, char key, const char *from,
               err outcome, int64_t used, struct request *request)
{
    const struct head head = {.method = "GET"};
    SCOPED(fault_release) struct fault fault = {0};
    struct charge charge;
    *request = (struct request){.operation = operation, .credential.present = key != 0};
    snprintf(request->credential.organisation_id, UUID_TEXT_SIZE, "%s",
             key < 'a' ? "01900000-0000-7000-8000-000000000002"
                       : "01900000-0000-7000-8000-000000000001");
    snprintf(request->credential.key_hash, KEY_HASH_TEXT_SIZE, "\\x%064d", 0);
    request->credential.key_hash[5] = (char)(key < 'a' ? key + 32 : key);
    request->credential.key_hash[6] = key < 'a' ? '1' : '0';
    err admitted = limit_admit(limit, from, &head, 0, request, &charge, &fault);
    if (admitted.code != ERR_NONE) {
        assert_true(fault.retry_after > 0);
        return admitted;
    }
    if (operation && !operation->open && key && outcome.code != ERR_UNAUTHENTICATED) {
        admitted = limit_prove(limit, request, &charge, &fault);
        if (admitted.code != ERR_NONE)
            return admitted;
    }
    request->payer.used = used;
    limit_settle(limit, &charge, outcome, request);
    limit_close(limit, &charge, request);
    return admitted;
}

static err send(struct limit *limit, const struct operation *operation, char key, const char *from,
                err outcome, struct request *request)
{
    return ask(limit, operation, key, from, outcome, 0, request);
}

static int admitted(struct limit *limit, const struct operation *operation, char key,
                    const char *from, err outcome)
{
    struct request request;
    int count = 0;
    for (int i = 0; i < 20; i++)
        count += send(limit, operation, key, from, outcome, &request).code == ERR_NONE;
    return count;
}

static void all_keys_of_an_organisation_pay_together(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    struct request request;
    assert_int_equal(send(limit, &needs_key, 'a', here, OK, &request).code, ERR_NONE);
    assert_string_equal(request.allowance.name, "organisation");
    assert_string_equal(request.allowance.policy, "\"organisation\";q=3;w=3");
    assert_int_equal(request.allowance.left, 2);
    assert_int_equal(send(limit, &needs_key, 'b', here, OK, &request).code, ERR_NONE);
    assert_int_equal(request.allowance.left, 1);
    assert_int_equal(admitted(limit, &needs_key, 'a', there, OK), 1);
    assert_int_equal(admitted(limit, &needs_key, 'b', there, OK), 0);
    assert_int_equal(admitted(limit, &needs_key, 'A', here, OK), OWN_BURST);
    assert_int_equal(admitted(limit, &open_one, 0, here, OK), ADDRESS_BURST);
    assert_int_equal(admitted(limit, &open_one, 0, there, OK), ADDRESS_BURST);
}

/* With one token a second each is a second of the database; what was expected is settled. */
static void costly_requests_cost_more(void **state)
{
    (void)state;
    static const struct operation costly = {.id = "export", .any_key = true};
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    struct request request;
    assert_int_equal(ask(limit, &costly, 'a', here, OK, 1900000, &request).code, ERR_NONE);
    assert_int_equal(request.allowance.left, 1);
    assert_int_equal(request.payer.expected, 0);
    assert_int_equal(ask(limit, &costly, 'a', here, OK, 0, &request).code, ERR_TOO_MANY);
    assert_in_range(request.payer.expected, 1900000, 1999999);
    assert_int_equal(ask(limit, &needs_key, 'a', here, OK, 20000000, &request).code, ERR_NONE);
    assert_int_equal(request.allowance.left, 0);
    assert_int_equal(admitted(limit, &needs_key, 'a', here, OK), 0);
    assert_int_equal(ask(limit, &needs_key, 'A', here, OK, 0, &request).code, ERR_NONE);
    assert_false(request.payer.heavy); /* for them nobody found it costly */
}

static void a_costly_operation_is_heavy_for_a_while(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(0);
    struct request request;
    ask(limit, &needs_key, 'a', here, OK, 200000, &request);
    assert_false(request.payer.heavy);
    ask(limit, &needs_key, 'c', there, OK, 1000, &request); /* a key that was never seen */
    assert_true(request.payer.heavy);
    int count = 0;
    do
        ask(limit, &needs_key, 'b', here, OK, 1000, &request);
    while (request.payer.heavy && ++count < 100);
    assert_in_range(count, 10, 50);
}

static void a_wrong_key_costs_its_address_alone(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    const err refused = {ERR_UNAUTHENTICATED};
    struct request request;
    assert_int_equal(send(limit, &needs_key, 'a', here, OK, &request).code, ERR_NONE);
    assert_int_equal(admitted(limit, &needs_key, 'x', here, refused), ADDRESS_BURST);
    assert_int_equal(admitted(limit, &needs_key, 'y', here, refused), 0);
    assert_int_equal(send(limit, &needs_key, 0, here, refused, &request).code, ERR_TOO_MANY);
    assert_string_equal(request.allowance.name, "address");
    assert_int_equal(request.allowance.left, 0);
    assert_int_equal(admitted(limit, &needs_key, 'a', here, OK), OWN_BURST - 1);
    assert_int_equal(admitted(limit, &needs_key, 'x', there, refused), ADDRESS_BURST);
}

/* What anybody may ask for proves no key. */
static void what_proves_no_key(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    assert_int_equal(admitted(limit, &open_one, 'x', here, OK), ADDRESS_BURST);
    assert_int_equal(admitted(limit, NULL, 'x', "192.0.2.3", (err){ERR_NOT_FOUND}), ADDRESS_BURST);
}

static void a_revoked_key_is_forgotten(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    struct request request;
    assert_int_equal(send(limit, &needs_key, 'a', here, OK, &request).code, ERR_NONE);
    assert_int_equal(admitted(limit, &needs_key, 'a', here, (err){ERR_UNAUTHENTICATED}),
                     ADDRESS_BURST);
}

static void monitoring_is_never_limited(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(1);
    struct request request;
    assert_int_equal(admitted(limit, &monitoring, 0, here, OK), 20);
    send(limit, &monitoring, 0, here, OK, &request);
    assert_null(request.allowance.name);
}

static void zero_is_no_limit(void **state)
{
    (void)state;
    SCOPED(limit_free) struct limit *limit = limit_of(0);
    struct request request;
    assert_int_equal(admitted(limit, &open_one, 0, here, OK), 20);
    assert_int_equal(admitted(limit, &needs_key, 'a', here, OK), 20);
    send(limit, &needs_key, 'a', here, OK, &request);
    assert_null(request.allowance.name);
}

static struct payer_name forwarded(const char *peer, const char *first, const char *last)
{
    const struct header headers[] = {{"X-Forwarded-For", first}, {"x-forwarded-for", last}};
    return address_name(peer, &(struct head){.headers = headers, .header_count = last ? 2 : 1});
}

static void same(struct payer_name left, struct payer_name right, bool expected)
{
    assert_int_equal(left.high == right.high && left.low == right.low, expected);
}

static void where_a_request_comes_from(void **state)
{
    (void)state;
    const struct head none = {0};
    struct payer_name client = address_name("203.0.113.7", &none);
    same(client, address_name("203.0.113.8", &none), false);
    same(client, address_name("::ffff:203.0.113.7", &none), true);
    same(client, forwarded("127.0.0.1", "203.0.113.7", NULL), true);
    same(client, forwarded("::1", "198.51.100.1, 203.0.113.7 ", NULL), true);
    same(client, forwarded("127.0.0.1", "198.51.100.1", "203.0.113.7"), true);
    same(client, forwarded("192.0.2.1", "203.0.113.7", NULL), false);
    struct payer_name proxy = address_name("127.0.0.1", &none);
    same(proxy, forwarded("127.0.0.1", "unknown", NULL), true);
    same(proxy, forwarded("127.0.0.1", "203.0.113.7,", NULL), true);
    same(proxy, forwarded("127.0.0.1", "", NULL), true);
    struct payer_name network = address_name("2001:db8:1:2::1", &none);
    same(network, address_name("2001:db8:1:2:ffff:ffff:ffff:ffff", &none), true);
    same(network, address_name("2001:db8:1:3::1", &none), false);
    same(network, forwarded("127.0.0.1", "[2001:db8:1:2::9]", NULL), true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_of_an_organisation_pay_together),
        cmocka_unit_test(costly_requests_cost_more),
        cmocka_unit_test(a_costly_operation_is_heavy_for_a_while),
        cmocka_unit_test(a_wrong_key_costs_its_address_alone),
        cmocka_unit_test(what_proves_no_key),
        cmocka_unit_test(a_revoked_key_is_forgotten),
        cmocka_unit_test(monitoring_is_never_limited),
        cmocka_unit_test(zero_is_no_limit),
        cmocka_unit_test(where_a_request_comes_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
