/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of the contract, asserted.
 *
 * date and date-time exist in the calendar, in the years 0001 to 9999 (what PostgreSQL stores);
 * date-time is what base/clock.h reads. uuid in either case. uri is absolute (RFC 3986, ASCII).
 * email is what a browser's form takes, not RFC 5321: addresses like abc..d.@docomo.ne.jp are in
 * daily use. int64 is a number as text, for clients whose numbers are doubles. Three are our own,
 * for what people read: line and prose as base/text.h has them, name is a line that is more than
 * what a conversion left of one. password is a line of which nothing is dropped. */
#ifndef CONTRACT_FORMAT_H
#define CONTRACT_FORMAT_H

#include "base/entered.h"

struct format {
    const char *name;
    const char *(*problem)(const char *text); /* NULL: it fits; else a code of domain/text */
    entered_form *form;                       /* in which it is entered; NULL: as it comes */
};

const struct format *format_find(const char *name); /* NULL: not supported */

#endif
