/* SPDX-License-Identifier: Apache-2.0 */
/* A company's basic policy, its draft and how its text is read: pure. */
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

enum policy_part { POLICY_TITLE, POLICY_HEADING, POLICY_PARAGRAPH };
typedef void policy_part_fn(void *context, enum policy_part part, const char *text, size_t length);

/* The parts of a text in their order: the first line is the title, an empty line ends a paragraph,
 * and "1. Rules" above other lines is a heading. */
void policy_read(const char *text, policy_part_fn *put, void *context);

#endif
