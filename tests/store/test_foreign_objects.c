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
#define EVIDENCE "0193a5b0-7c00-7a10-8b20-000000000004"
#define ASSESSMENT "0193a5b0-7c00-7a10-8b20-000000000003"

static struct party buyer, supplier, third;
static char relationship[UUID_TEXT_SIZE], declaration[UUID_TEXT_SIZE];

static int start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_start(state);
    parties_at("2026-12-01T03:00:00Z");
    party_make("東都重工業株式会社", &buyer);
    party_make("株式会社みなと精密", &supplier);
    party_make("株式会社よその会社", &third);
    party_link(&buyer, &supplier, relationship);
    fixture_ok(party_require(&buyer, relationship, 1, "2027-06-30", &fault), &fault);
    fixture_ok(party_declare(&supplier, 1, "2026-11-01", declaration, &fault), &fault);
    party_do(&supplier,
             QUERY(paper_add, .paper = PAPER,
                   .body = "{\"kind\": \"policy_publication\", \"dated_on\": \"2026-11-01\"}"));
    party_do(&supplier, QUERY(evidence_add, .evidence = EVIDENCE, .body = "{\"name\": \"a.pdf\"}"));
    party_do(&supplier, QUERY(assessment_add, .assessment = ASSESSMENT,
                              .body = "{\"edition\": \"security-action-2-v3\", \"star\": 2}"));
    return 0;
}

static void functions_refuse_foreign_objects(void **state)
{
    (void)state;
    static const char check[] = "{\"method\": \"public_list\", \"result\": \"found\"}";
    static const char record[] = "{\"name\": \"株式会社別\"}";
    const struct statement calls[] = {
        QUERY(requirement_put, .supplier = relationship, .demand = DEMAND, .expected = "{*}"),
        QUERY(requirement_delete, .supplier = relationship, .expected = "{*}"),
        QUERY(supplier_put, .supplier = relationship, .record = record),
        QUERY(supplier_invite, .supplier = relationship, .invitation = 77, .hash = "\\x00"),
        QUERY(supplier_end, .supplier = relationship),
        QUERY(supplier_declaration_put, .supplier = relationship, .declaration = FRESH,
              .body = "{\"star\": 1}"),
        QUERY(check_add, .supplier = relationship, .declaration = declaration, .check = FRESH,
              .body = check),
        QUERY(scope_decision_add, .supplier = relationship, .scope_decision = FRESH, .body = "{}"),
        QUERY(buyer_leave, .relationship = relationship),
        QUERY(response_put, .relationship = relationship, .kind = "accepted"),
        QUERY(disclosure_show, .relationship = relationship, .kind = "gaps"),
        QUERY(disclosure_withdraw, .relationship = relationship, .kind = "gaps"),
        QUERY(disclosure_request_add, .selector = relationship, .request = FRESH,
              .entry = "{\"kinds\": [\"gaps\"], \"reason\": \"r\"}"),
        QUERY(disclosure_request_withdraw, .selector = relationship, .request = FRESH),
        QUERY(disclosure_request_decline, .relationship = relationship, .request = FRESH,
              .text = "t"),
        QUERY(declaration_patch, .declaration = declaration, .body = "{\"stopped_on\": null}"),
        QUERY(paper_withdraw, .paper = PAPER),
        QUERY(evidence_put, .evidence = EVIDENCE, .body = "{\"name\": \"a\"}"),
        QUERY(evidence_withdraw, .evidence = EVIDENCE),
        QUERY(evidence_delete, .evidence = EVIDENCE, .erasure = FRESH),
        QUERY(evidence_store, .evidence = EVIDENCE, .content = FRESH, .media_type = "text/plain"),
        QUERY(assessment_draft, .assessment = ASSESSMENT),
        QUERY(assessment_submit, .assessment = ASSESSMENT, .assessed_on = "2026-12-01"),
        QUERY(assessment_withdraw, .assessment = ASSESSMENT),
        QUERY(api_key_revoke, .key = supplier.key),
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        err refused = party_write(&third, calls[i], NULL, &fault);
        if (refused.code != ERR_NOT_FOUND || strcmp(fault.code, "not_found") != 0)
            fail_msg("%s: %s %s", calls[i].query->name, fault.code, fault.log);
    }
}

static void assert_hidden(const struct party *party, struct statement statement)
{
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(party_write(party, statement, NULL, &fault).code, ERR_NOT_FOUND);
}

/* The supplier of a pair is no buyer of it, and the other way round. */
static void each_side_keeps_to_its_own(void **state)
{
    (void)state;
    assert_hidden(&supplier, QUERY(requirement_put, .supplier = relationship, .demand = DEMAND,
                                   .expected = "{*}"));
    assert_hidden(&buyer, QUERY(response_put, .relationship = relationship, .kind = "accepted"));
    assert_hidden(&buyer, QUERY(declaration_patch, .declaration = declaration,
                                .body = "{\"stopped_on\": null}"));
}

/* A declaration is seen through a relationship with its supplier, not through any. */
static void own_relationship_foreign_declaration(void **state)
{
    (void)state;
    struct party stranger;
    char other[UUID_TEXT_SIZE];
    party_make("株式会社べつの取引先", &stranger);
    party_link(&third, &stranger, other);
    assert_hidden(&third,
                  QUERY(check_add, .supplier = other, .declaration = declaration, .check = FRESH,
                        .body = "{\"method\": \"public_list\", \"result\": \"found\"}"));
}

/* A line that somebody else sends is not stored, whatever it says. */
static void board_of_others_is_not_written(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char lines[200];
    snprintf(lines, sizeof lines, "[{\"buyer\": \"%s\", \"relationship\": \"%s\"}]",
             buyer.organisation, relationship);
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
    exchange_send(&exchange,
                  QUERY(enter, .org = third.organisation, .key = third.key, .hash = third.key_hash,
                        .rights = 0, .now = "2026-12-01T03:00:00Z", .day = "2026-12-01",
                        .request = "test"));
    exchange_send(&exchange, QUERY(board_put, .lines = lines, .cause = "test"));
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
