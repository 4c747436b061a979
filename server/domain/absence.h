/* SPDX-License-Identifier: Apache-2.0 */
/* What an audit chain lacks because it was erased, and whether a later entry says so. Values that
 * persons are told by lie beside the chain, under commitments within it; entries from before that
 * have lost their whole text. */
#ifndef DOMAIN_ABSENCE_H
#define DOMAIN_ABSENCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "base/secret.h"

enum { ABSENT_TEXT = -1, ABSENT_AT_SIZE = 28 };

struct absence {
    int64_t sequence;                  /* of the entry */
    int64_t place;                     /* of the value, or ABSENT_TEXT */
    char at[ABSENT_AT_SIZE];           /* of a text: when it is said to be recorded; "" untold */
    unsigned char before[DIGEST_SIZE]; /* of a text: the hash of the entry before it */
    bool listed;
};

/* In the order of entries and places. */
struct absences {
    struct absence *items; /* owned */
    size_t count, capacity;
};

void absences_release(struct absences *absences);
/* Of an entry after all before it. `at`: data NULL when nothing is told. False: out of memory. */
bool absences_add_text(struct absences *absences, int64_t sequence, struct json_span at,
                       const unsigned char before[static DIGEST_SIZE]);
/* A later entry names it: "12.0" a value, "12@2026-12-01T01:20:00.000000Z#" and 64 hexadecimal
 * digits a text that was recorded then and followed the entry of that hash. A hash whose text is
 * missing does not rest on the one before any more, so whatever stands before could be rewritten.
 */
void absences_list(struct absences *absences, struct json_span name);
/* The last entry whose text is missing; 0 for none. */
int64_t absences_last_text(const struct absences *absences);
/* The first that no entry named; NULL for none. */
const struct absence *absences_unlisted(const struct absences *absences);

/* Whether the values shown beside an entry fit its commitments. */
enum values_found { VALUES_FIT, VALUES_DIFFER, VALUES_MEMORY };

/* `commitments`: JSON, texts of 64 hexadecimal digits, data NULL for none. `shown`: JSON, objects
 * with sealed, value and salt. What is not shown is added to the absences. */
enum values_found values_check(struct json_span commitments, struct json_span shown,
                               int64_t sequence, struct absences *absences);

#endif
