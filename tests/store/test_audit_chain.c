/* SPDX-License-Identifier: Apache-2.0 */
/* Is what the database appends the chain of domain/chain.h, without a gap when many append at once,
 * and is it seen when somebody with all rights touches it? */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "parties.h"

enum { THREADS = 6, WRITES = 12, ENTRIES = 5 };

static long entries_of(const struct party *party)
{
    char sql[150];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.audit_event WHERE org_id = '%s'",
             party->organisation);
    return fixture_number(sql);
}

static void write_entries(const struct party *party, int count)
{
    for (int i = 0; i < count; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        struct invited invited;
        fixture_ok(party_invite(party, &invited, &fault), &fault);
    }
}

static void entries_chain(void **state)
{
    (void)state;
    struct party party;
    party_make("東都重工業株式会社", &party);
    write_entries(&party, ENTRIES);
    assert_int_equal(party_chain(party.organisation), CHAIN_WHOLE);
    assert_int_equal(entries_of(&party), ENTRIES);
}

static void entry_tells_who_did_what(void **state)
{
    (void)state;
    struct party party;
    struct invited invited;
    SCOPED(fault_release) struct fault fault = {0};
    char sql[400], expected[200], found[200];
    party_make("東都重工業株式会社", &party);
    parties_at("2026-12-01T03:00:00.000001Z");
    fixture_ok(party_invite(&party, &invited, &fault), &fault);
    snprintf(sql, sizeof sql,
             "SELECT concat_ws(' ', e ->> 'seq', e ->> 'organisation', e ->> 'recorded_at',"
             " e ->> 'key', e ->> 'action', e ->> 'object', e ->> 'request_id')"
             " FROM (SELECT text::json AS e FROM hoshitori.audit_event WHERE org_id = '%s') x",
             party.organisation);
    snprintf(expected, sizeof expected,
             "1 %s 2026-12-01T03:00:00.000001Z %s supplier_add suppliers/%s test",
             party.organisation, party.key_id, invited.relationship);
    assert_string_equal(fixture_value(sql, found, sizeof found), expected);
    parties_at(NULL);
}

/* Refused, or nothing changed: nothing to tell. */
static void no_change_no_entry(void **state)
{
    (void)state;
    struct party party;
    SCOPED(fault_release) struct fault fault = {0};
    party_make("東都重工業株式会社", &party);
    party_do(&party, QUERY(settings_put, .expiring_days = 30, .recheck_months = {true, 12}));
    party_do(&party, QUERY(settings_put, .expiring_days = 30, .recheck_months = {true, 12}));
    err refused =
        party_write(&party, QUERY(supplier_end, .supplier = "0193a5b0-7c00-7a10-8b20-000000000001"),
                    NULL, &fault);
    assert_int_equal(refused.code, ERR_NOT_FOUND);
    assert_int_equal(entries_of(&party), 1);
    assert_int_equal(party_chain(party.organisation), CHAIN_WHOLE);
}

struct writer {
    pthread_t thread;
    const struct party *party;
    int written;
    struct fault fault;
};

static void *append_many(void *context)
{
    struct writer *writer = context;
    for (int i = 0; i < WRITES && writer->fault.kind == ERR_NONE; i++) {
        struct invited invited;
        err done = party_invite(writer->party, &invited, &writer->fault);
        writer->written += done.code == ERR_NONE;
    }
    return NULL;
}

static void appends_at_once(void **state)
{
    (void)state;
    struct party party;
    struct writer writers[THREADS];
    int written = 0;
    party_make("東都重工業株式会社", &party);
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){.party = &party};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, append_many, &writers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        if (writers[i].fault.kind != ERR_NONE)
            print_error("%s: %s\n", writers[i].fault.code, writers[i].fault.log);
        written += writers[i].written;
    }
    assert_int_equal(written, THREADS * WRITES);
    assert_int_equal(entries_of(&party), written);
    assert_int_equal(party_chain(party.organisation), CHAIN_WHOLE);
}

/* %s: the organisation. */
static const struct {
    const char *sql;
    enum chain_break found;
} tampering[] = {
    {"UPDATE audit_event SET text = replace(text, 'supplier_add', 'supplier_end')"
     " WHERE org_id = '%s' AND seq = 3",
     CHAIN_HASH},
    {"UPDATE audit_event SET hash = sha256(convert_to(text, 'UTF8')) WHERE org_id = '%s'"
     " AND seq = 3",
     CHAIN_HASH},
    {"DELETE FROM audit_event WHERE org_id = '%s' AND seq = 3", CHAIN_GAP},
    {"DELETE FROM audit_event WHERE org_id = '%s' AND seq = 1", CHAIN_GAP},
    {"DELETE FROM audit_event WHERE org_id = '%s' AND seq = 5", CHAIN_HEAD},
    /* Two change places. */
    {"WITH a AS (SELECT org_id, seq, text, hash FROM audit_event WHERE org_id = '%s')"
     " UPDATE audit_event e SET text = a.text, hash = a.hash FROM a"
     " WHERE e.org_id = a.org_id AND (e.seq, a.seq) IN ((2, 4), (4, 2))",
     CHAIN_HASH},
    /* One is taken out, and those after it move up. */
    {"WITH a AS (SELECT org_id, seq, text, hash FROM audit_event WHERE org_id = '%s')"
     " UPDATE audit_event e SET text = a.text, hash = a.hash FROM a"
     " WHERE e.org_id = a.org_id AND e.seq >= 3 AND a.seq = e.seq + 1",
     CHAIN_HASH},
    /* The last one is rewritten with a hash that fits. */
    {"WITH a AS (SELECT org_id, hash FROM audit_event WHERE org_id = '%s' AND seq = 4)"
     " UPDATE audit_event e SET text = replace(text, 'add', 'end'), hash ="
     " sha256(a.hash || convert_to(replace(text, 'add', 'end'), 'UTF8')) FROM a"
     " WHERE e.org_id = a.org_id AND e.seq = 5",
     CHAIN_HEAD},
};

static void touched_chain_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tampering / sizeof *tampering; i++) {
        struct party party;
        char statement[500], sql[600];
        party_make("東都重工業株式会社", &party);
        write_entries(&party, ENTRIES);
        assert_int_equal(party_chain(party.organisation), CHAIN_WHOLE);
        /* The text comes from the table above, which has exactly one place for it. */
        char *place = strstr(tampering[i].sql, "%s");
        snprintf(statement, sizeof statement, "%.*s%s%s", (int)(place - tampering[i].sql),
                 tampering[i].sql, party.organisation, place + 2);
        snprintf(sql, sizeof sql, "SET search_path = hoshitori; %s", statement);
        fixture_sql(sql);
        enum chain_break found = party_chain(party.organisation);
        if (found != tampering[i].found)
            print_error("%s\n", tampering[i].sql);
        assert_int_equal(found, tampering[i].found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_chain),          cmocka_unit_test(entry_tells_who_did_what),
        cmocka_unit_test(no_change_no_entry),     cmocka_unit_test(appends_at_once),
        cmocka_unit_test(touched_chain_is_found),
    };
    return cmocka_run_group_tests(tests, parties_start, parties_stop);
}
