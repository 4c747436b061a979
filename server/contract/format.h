/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of the contract, asserted.
 *
 * date and date-time exist in the calendar, in the years 0001 to 9999 (what PostgreSQL stores);
 * date-time is what base/clock.h reads. uuid in either case. uri is absolute (RFC 3986, ASCII).
 * email is what a browser's form takes, not RFC 5321: addresses like abc..d.@docomo.ne.jp are in
 * daily use. int64 is a number as text, for clients whose numbers are doubles. The others are our
 * own, for what people read: line and prose as base/text.h has them; name and file-name are lines
 * that are more than what a conversion or a spreadsheet left of one (base/spoiled.h); rule is a
 * name behind a word and a colon; description is a line in which people may write question marks.
 * What only looks for something is a line: what has a spoiled name from before must be found.
 * password is a line of which nothing is dropped. */
#ifndef CONTRACT_FORMAT_H
#define CONTRACT_FORMAT_H

#include "base/entered.h"

struct format {
    const char *name;
    const char *(*problem)(const char *text); /* NULL: it fits; else a code of domain/text */
    bool given;                               /* a name that somebody gives */
    entered_form *form;                       /* in which it is entered; NULL: as it comes */
};

/* NULL, or a code; #N/A is named as what it is, whatever should stand there. */
const char *format_problem(const struct format *format, const char *text);
const struct format *format_find(const char *name); /* NULL: not supported */

#endif
