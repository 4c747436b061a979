/* SPDX-License-Identifier: Apache-2.0 */
/* Several servers sign the same chains while they grow: is each signed once, each after the one
 * before, and none forgotten? */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "cluster_fixture.h"
#include "domain/proof.h"
#include "parties.h"
#include "worker/step.h"

enum { PARTIES = 8, SIGNERS = 4, ROUNDS = 30 };

static struct party parties[PARTIES];
static struct signing_key key;
static struct pool *pool;
static atomic_int minute;
static atomic_bool writing;

static void sign_once(bool *more)
{
    const struct work work = {.pool = pool, .signing_key = &key};
    struct instant moment = {.day = "2026-12-01"};
    SCOPED(fault_release) struct fault fault = {0};
    assert_true(clock_parse("2026-12-01T03:00:00Z", &moment.instant));
    moment.instant += atomic_load(&minute) * INT64_C(60000000);
    clock_format(moment.instant, moment.now);
    fixture_ok(step_checkpoints(&work, &moment, more, &fault), &fault);
}

static void *sign(void *context)
{
    bool more;
    while (atomic_load(&writing))
        sign_once(&more);
    return context;
}

static void *write_entries(void *context)
{
    const struct party *party = context;
    for (int i = 0; i < ROUNDS; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        struct invited invited;
        fixture_ok(party_invite(party, &invited, &fault), &fault);
        atomic_fetch_add(&minute, 1);
    }
    return NULL;
}

static void read_hex(const char *column, const char *organisation, int row, void *out, size_t size)
{
    char sql[300], text[SIGNATURE_HEX_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT encode(%s, 'hex') FROM hoshitori.checkpoint WHERE org_id = '%s'"
             " ORDER BY seq OFFSET %d LIMIT 1",
             column, organisation, row);
    fixture_value(sql, text, sizeof text);
    assert_true(hex_read(text, strlen(text), out, size));
}

static int64_t read_number(const char *expression, const char *organisation, int row)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT %s FROM hoshitori.checkpoint WHERE org_id = '%s' ORDER BY seq OFFSET %d"
             " LIMIT 1",
             expression, organisation, row);
    return fixture_number(sql);
}

static long count_of(const char *table, const char *what, const char *organisation)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT %s FROM hoshitori.%s WHERE org_id = '%s'", what, table,
             organisation);
    return fixture_number(sql);
}

/* Each links to the one before, and the last covers the whole chain. */
static void check_chain(const char *organisation)
{
    struct public_keys keys = {.count = 1};
    SCOPED(proof_release) struct proof proof;
    long count = count_of("checkpoint", "count(*)", organisation);
    memcpy(keys.keys[0], key.public_key, PUBLIC_KEY_SIZE);
    proof_start(&proof, organisation, &keys);
    for (int i = 0; i < count; i++) {
        struct checkpoint item = {.sequence = read_number("seq", organisation, i)};
        SCOPED(fault_release) struct fault fault = {0};
        enum proof_break found = PROOF_WHOLE;
        snprintf(item.organisation, sizeof item.organisation, "%s", organisation);
        item.signed_at =
            read_number("(extract(epoch from signed_at) * 1000000)::bigint", organisation, i);
        read_hex("head", organisation, i, item.head, sizeof item.head);
        read_hex("previous", organisation, i, item.previous, sizeof item.previous);
        read_hex("public_key", organisation, i, item.public_key, sizeof item.public_key);
        read_hex("signature", organisation, i, item.signature, sizeof item.signature);
        fixture_ok(proof_checkpoint(&proof, &item, &found, &fault), &fault);
        assert_int_equal(found, PROOF_WHOLE);
    }
    assert_in_range(count, 2, ROUNDS + 1);
    assert_int_equal(proof.sequence, count_of("audit_head", "seq", organisation));
    assert_int_equal(proof.sequence, count_of("checkpoint_head", "seq", organisation));
}

static void signed_once_each(void **state)
{
    (void)state;
    pthread_t signers[SIGNERS], writers[PARTIES];
    bool more = false;
    for (int i = 0; i < PARTIES; i++)
        party_make("東都重工業株式会社", &parties[i]);
    atomic_store(&writing, true);
    for (int i = 0; i < SIGNERS; i++)
        assert_int_equal(pthread_create(&signers[i], NULL, sign, NULL), 0);
    for (int i = 0; i < PARTIES; i++)
        assert_int_equal(pthread_create(&writers[i], NULL, write_entries, &parties[i]), 0);
    for (int i = 0; i < PARTIES; i++)
        pthread_join(writers[i], NULL);
    atomic_store(&writing, false);
    for (int i = 0; i < SIGNERS; i++)
        pthread_join(signers[i], NULL);
    atomic_fetch_add(&minute, 1);
    sign_once(&more);
    assert_false(more);
    for (int i = 0; i < PARTIES; i++)
        check_chain(parties[i].organisation);
}

/* While one server signs, nobody who writes waits, and another server leaves the chain to it. */
static void nobody_waits(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct invited invited;
    struct party party;
    party_make("株式会社みなと精密", &party);
    fixture_ok(party_invite(&party, &invited, &fault), &fault);
    SCOPED(exchange_release) struct exchange one = {0};
    SCOPED(exchange_release) struct exchange other = {0};
    fixture_ok(exchange_begin(pool, &one, &fault), &fault);
    const struct q_checkpoint_take take = {
        .now = "2026-12-02T03:00:00Z", .pause = "50 seconds", .limit = 1000};
    size_t taken = exchange_send(&one, q_checkpoint_take(&take));
    fixture_ok(exchange_read(&one, &fault), &fault);
    assert_true(exchange_rows(&one, taken) >= 1);
    fixture_ok(party_invite(&party, &invited, &fault), &fault);
    fixture_ok(exchange_begin(pool, &other, &fault), &fault);
    size_t left = exchange_send(&other, q_checkpoint_take(&take));
    fixture_ok(exchange_finish(&other, &fault), &fault);
    assert_int_equal(exchange_rows(&other, left), 0);
}

static int start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    char folder[200], file[220];
    if (parties_start(state) != 0)
        return -1;
    fixture_make_directory(folder, sizeof folder);
    snprintf(file, sizeof file, "%s/key", folder);
    fixture_ok(signing_load(file, true, &key, &fault), &fault);
    fixture_remove_directory(folder);
    const struct pool_config config = {.conninfo = fixture_conninfo(), .size = SIGNERS};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    return 0;
}

static int stop(void **state)
{
    pool_close(&pool);
    return parties_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_once_each),
        cmocka_unit_test(nobody_waits),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
