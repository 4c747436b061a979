/* SPDX-License-Identifier: Apache-2.0 */
/* Buyers and suppliers that write as the handlers let them, against a private PostgreSQL:
 *
 *   cmocka_run_group_tests(tests, parties_start, parties_stop)
 */
#ifndef STORE_PARTIES_H
#define STORE_PARTIES_H

#include <jansson.h>
#include <stdint.h>

#include "base/key.h"
#include "domain/chain.h"
#include "store/exchange.h"

struct party {
    char organisation[UUID_TEXT_SIZE];
    int64_t key;
    char key_id[KEY_ID_TEXT_SIZE]; /* the same as text */
    char key_hash[KEY_HASH_TEXT_SIZE];
};

/* A relationship and its open invitation. */
struct invited {
    char relationship[UUID_TEXT_SIZE];
    int64_t invitation;
    char hash[KEY_HASH_TEXT_SIZE];
};

extern struct pool *parties_pool; /* as hoshitori_app */

int parties_start(void **state);
int parties_stop(void **state);
/* The instant of what this thread does next; NULL = time goes on. At the start it is noon of
 * 2026-12-01 in Tokyo, whatever the calendar says. */
void parties_at(const char *instant);
int64_t parties_now(void);

/* A new organisation with a key that may do everything. */
void party_make(const char *name, struct party *out);
/* One write through handlers/way/change.c, with the party's key. The code of the outcome; what a
 * repetition does not cure stands in the fault. `answer` may be NULL. */
err party_write(const struct party *party, struct statement statement, json_t **answer,
                struct fault *fault);
/* The same outside of threads, where every failure fails the test. */
void party_do(const struct party *party, struct statement statement);

err party_invite(const struct party *buyer, struct invited *out, struct fault *fault);
err party_redeem(const struct party *supplier, const struct party *buyer,
                 const struct invited *invited, struct fault *fault);
/* Replaces whatever was demanded, or demands first. */
err party_require(const struct party *buyer, const char *relationship, int star, const char *due_on,
                  struct fault *fault);
err party_declare(const struct party *supplier, int star, const char *declared_on,
                  char declaration[static UUID_TEXT_SIZE], struct fault *fault);
/* Invited and accepted; the relationship. */
void party_link(const struct party *buyer, const struct party *supplier,
                char relationship[static UUID_TEXT_SIZE]);

/* Begins an exchange as the operator. */
void parties_operate(struct exchange *out);
/* Decides all relationships anew, as after new scheme dates. */
void parties_redecide(void);
/* Stored lines of either side that differ from what the facts say now; each is printed. */
size_t parties_differences(void);
/* How the organisation's audit chain stands, read to its head. */
enum chain_break party_chain(const char *organisation);

#endif
