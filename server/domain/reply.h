/* SPDX-License-Identifier: Apache-2.0 */
/* Signs and words by which people say yes and no in a cell: ○ △ × ー, はい, 実施済み, OK. Pure. */
#ifndef DOMAIN_REPLY_H
#define DOMAIN_REPLY_H

enum reply {
    REPLY_NONE, /* none of them */
    REPLY_YES,
    REPLY_PARTLY,
    REPLY_NO,
    REPLY_NOT_APPLICABLE,
    REPLY_UNKNOWN
};

/* Width, case, blanks and a full stop at the end make no difference, nor does the style of a sign
 * (✖️). */
enum reply reply_of(const char *text);

#endif
