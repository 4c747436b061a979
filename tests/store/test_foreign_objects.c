/* SPDX-License-Identifier: Apache-2.0 */
/* What is somebody else's is to every function as if it did not exist. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "parties.h"

#define DEMAND "{\"required_star\": 2, \"due_on\": \"2027-06-30\"}"
#define FRESH "0193a5b0-7c00-7a10-8b20-000000000001"
#define PAPER "0193a5b0-7c00-7a10-8b20-000000000002"
#define ASSESSMENT "0193a5b0-7c00-7a10-8b20-000000000003"

static struct party buyer, supplier, third;
static char relationship[UUID_TEXT_SIZE], declaration[UUID_TEXT_SIZE];

static int start(void **state)
{
    struct fault fault = {0};
    parties_start(state);
    parties_at("2026-12-01T03:00:00Z");
    party_make("東都重工業株式会社", &buyer);
    party_make("株式会社みなと精密", &supplier);
    party_make("株式会社よその会社", &third);
    party_link(&buyer, &supplier, relationship);
    fixture_ok(party_require(&buyer, relationship, 1, "2027-06-30", &fault), &fault);
    fixture_ok(party_declare(&supplier, 1, "2026-11-01", declaration, &fault), &fault);
    const char *paper[] = {PAPER,
                           "{\"kind\": \"policy_publication\", \"dated_on\": \"2026-11-01\"}"};
    party_do(&supplier, Q_PAPER_ADD, paper, 2);
    const char *assessment[] = {ASSESSMENT, "{\"edition\": \"security-action-2-v3\", \"star\": 2}"};
    party_do(&supplier, Q_ASSESSMENT_ADD, assessment, 2);
    return 0;
}

static void functions_refuse_foreign_objects(void **state)
{
    (void)state;
    static const char check[] = "{\"method\": \"public_list\", \"result\": \"found\"}";
    static const char record[] = "{\"name\": \"株式会社別\"}";
    const struct {
        enum query_id query;
        size_t count;
        const char *values[4];
    } calls[] = {
        {Q_REQUIREMENT_PUT, 4, {relationship, DEMAND, "*", NULL}},
        {Q_REQUIREMENT_DELETE, 2, {relationship, "*"}},
        {Q_SUPPLIER_PUT, 3, {relationship, record, "false"}},
        {Q_SUPPLIER_INVITE, 3, {relationship, "77", "\\x00"}},
        {Q_SUPPLIER_END, 1, {relationship}},
        {Q_SUPPLIER_DECLARATION_PUT, 3, {relationship, FRESH, "{\"star\": 1}"}},
        {Q_CHECK_ADD, 4, {relationship, declaration, FRESH, check}},
        {Q_SCOPE_DECISION_ADD, 3, {relationship, FRESH, "{}"}},
        {Q_BUYER_LEAVE, 1, {relationship}},
        {Q_RESPONSE_PUT, 4, {relationship, "accepted", NULL, NULL}},
        {Q_DISCLOSURE_PUT, 2, {relationship, "true"}},
        {Q_DECLARATION_PATCH, 2, {declaration, "{\"stopped_on\": null}"}},
        {Q_PAPER_WITHDRAW, 1, {PAPER}},
        {Q_ASSESSMENT_DRAFT, 1, {ASSESSMENT}},
        {Q_ASSESSMENT_SUBMIT, 2, {ASSESSMENT, "2026-12-01"}},
        {Q_ASSESSMENT_WITHDRAW, 1, {ASSESSMENT}},
        {Q_API_KEY_REVOKE, 1, {supplier.key_id}},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct fault fault = {0};
        err refused =
            party_write(&third, calls[i].query, calls[i].values, calls[i].count, NULL, &fault);
        if (refused.code != ERR_NOT_FOUND || strcmp(fault.code, "not_found") != 0)
            fail_msg("%s: %s %s", queries[calls[i].query].name, fault.code, fault.log);
    }
}

static void assert_hidden(const struct party *party, enum query_id query, const char *const *values,
                          size_t count)
{
    struct fault fault = {0};
    assert_int_equal(party_write(party, query, values, count, NULL, &fault).code, ERR_NOT_FOUND);
}

/* The supplier of a pair is no buyer of it, and the other way round. */
static void each_side_keeps_to_its_own(void **state)
{
    (void)state;
    const char *demand[] = {relationship, DEMAND, "*", NULL};
    const char *response[] = {relationship, "accepted", NULL, NULL};
    const char *patch[] = {declaration, "{\"stopped_on\": null}"};
    assert_hidden(&supplier, Q_REQUIREMENT_PUT, demand, 4);
    assert_hidden(&buyer, Q_RESPONSE_PUT, response, 4);
    assert_hidden(&buyer, Q_DECLARATION_PATCH, patch, 2);
}

/* A declaration is seen through a relationship with its supplier, not through any. */
static void own_relationship_foreign_declaration(void **state)
{
    (void)state;
    struct party stranger;
    char other[UUID_TEXT_SIZE];
    party_make("株式会社べつの取引先", &stranger);
    party_link(&third, &stranger, other);
    const char *check[] = {other, declaration, FRESH,
                           "{\"method\": \"public_list\", \"result\": \"found\"}"};
    assert_hidden(&third, Q_CHECK_ADD, check, 4);
}

/* A line that somebody else sends is not stored, whatever it says. */
static void board_of_others_is_not_written(void **state)
{
    (void)state;
    struct fault fault = {0};
    char lines[200];
    snprintf(lines, sizeof lines, "[{\"buyer\": \"%s\", \"relationship\": \"%s\", \"line\": {}}]",
             buyer.organisation, relationship);
    const char *enter[] = {third.organisation,     third.key_id, third.key_hash, "0",
                           "2026-12-01T03:00:00Z", "2026-12-01", "test"};
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
    exchange_send(&exchange, Q_ENTER, enter, 7);
    exchange_ask(&exchange, QUERY(board_put, .lines = lines, .cause = "test"));
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_refuse_foreign_objects),
        cmocka_unit_test(each_side_keeps_to_its_own),
        cmocka_unit_test(own_relationship_foreign_declaration),
        cmocka_unit_test(board_of_others_is_not_written),
    };
    return cmocka_run_group_tests(tests, start, parties_stop);
}
