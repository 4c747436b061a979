/* SPDX-License-Identifier: Apache-2.0 */
/* A statement: the one sentence about a standing, or a status towards one buyer, on a day, as it
 * is signed (base/jws.h). What it rests on is named by its digest alone; nothing else is in it.
 *
 *   {"iss": address of the service that signed, "jti": code, "iat": seconds, "statement": kind,
 *    "subject": {"name", "corporate_number", "number_proven"}, "buyer": the same, or null,
 *    "as_of", "known_at", "required_star", "required_assurance", "held_star", "held_assurance",
 *    "basis": "sha-256:…", "sentence": {"ja", "en"}, "note": {"ja", "en"}} */
#ifndef DOMAIN_CLAIMS_H
#define DOMAIN_CLAIMS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/language.h"

enum { CLAIMS_CODE_SIZE = 65, CLAIMS_MAX = 16 * 1024, CLAIMS_BASIS_MAX = 256 * 1024 };

struct claims {
    const char *issuer;
    const char *code;
    int64_t issued_at;     /* microseconds */
    const json_t *subject; /* as statement_party returns it */
    const json_t *buyer;   /* the same; NULL: not named, or of nobody */
    const char *as_of;
    int64_t known_at;
    int required_star; /* 0: about a standing, no demand is met */
    const char *required_assurance;
    int held_star;
    const char *held_assurance;
    const struct buf *basis;
};

/* Appends the payload as JSON text. */
err claims_write(const struct claims *claims, struct buf *out, struct fault *fault) MUST_CHECK;
/* Whether a payload has what is read of it here: what a trusted service signs may be anything. */
bool claims_readable(const json_t *payload);
/* 2027年5月10日 12:30, 2027-05-10 12:30: an instant in Japan. */
void claims_instant(int64_t instant, enum language language, struct buf *out);

#endif
