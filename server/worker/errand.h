/* SPDX-License-Identifier: Apache-2.0 */
/* One thing after the other that is asked of a provider of OpenID Connect, with all that the next
 * question needs. */
#ifndef WORKER_ERRAND_H
#define WORKER_ERRAND_H

#include <jansson.h>

#include "base/secret.h"
#include "base/uuid.h"
#include "outbound/transfer.h"
#include "store/exchange.h"

enum errand_kind {
    ERRAND_METADATA, /* what the issuer says of itself; then: */
    ERRAND_KEYS,     /* its keys */
    ERRAND_TOKEN,    /* a code for a token; then, when its key is not known: */
    ERRAND_NEW_KEYS,
};

/* Owns all it names. */
struct errand {
    enum errand_kind kind;
    char *issuer;
    struct buf url, body, user, password, answer;
    json_t *metadata; /* of an issuer whose keys are read */
    /* Of a sign-in */
    char organisation[UUID_TEXT_SIZE];
    char *state, *client, *keys_url, *token;
    json_t *way; /* nonce, verifier, redirect, code */
    json_t *keys;
    const char *headers[4];
};

/* NULL without memory. */
struct errand *errand_new(const char *issuer);
void errand_free(struct errand **errand); /* takes the address, for SCOPED */
/* A text of the sealed way; "" = none. */
const char *errand_way(const struct errand *errand, const char *member);
/* What is read next, without a body. */
void errand_ask(struct errand *errand, enum errand_kind kind, const char *url);
/* Redeems the code of a sign-in; NULL, or why it cannot. */
const char *errand_redeem(struct errand *errand, const struct q_worker_oidc_take_row *row,
                          const struct secret *secret);
/* Begins it; it is the group's then. False: out of memory. */
bool errand_begin(struct transfer_group *group, struct errand *errand, bool anywhere) MUST_CHECK;

#endif
