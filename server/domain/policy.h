/* SPDX-License-Identifier: Apache-2.0 */
/* The draft of a company's basic policy: pure. */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include <jansson.h>

#include "base/buf.h"
#include "base/language.h"

struct policy_draft {
    const json_t *template; /* schema/policy/basic.json */
    const json_t *answers;  /* {criterion: answer} of the self-check */
    const char *company;
    const char *representative; /* or NULL: a blank to fill in */
    const char *day;            /* "2027-03-01", or NULL: the same */
    enum language language;
};

/* Appends the text, without markup, an empty line between paragraphs. `left_out`, an array, gets
 * the sentences that do not stand, [{"criteria", "text"}]: what they say is not done yet. False
 * without memory. */
bool policy_write(const struct policy_draft *draft, struct buf *out, json_t *left_out);

#endif
