/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of the contract, asserted.
 *
 * date and date-time exist in the calendar, in the years 0001 to 9999 (what PostgreSQL stores);
 * date-time is what base/clock.h reads. uuid in either case. uri is absolute (RFC 3986, ASCII).
 * email is what a browser's form takes, not RFC 5321: addresses like abc..d.@docomo.ne.jp are in
 * daily use. Two are our own, for what people read: line and prose show something and hold no
 * control character and nothing that turns the direction of the text after it; prose may have
 * several lines. */
#ifndef HTTP_FORMAT_H
#define HTTP_FORMAT_H

#include <stdbool.h>

struct format {
    const char *name;
    const char *code; /* of the fault */
    bool (*fits)(const char *text);
};

const struct format *format_find(const char *name); /* NULL: not supported */

#endif
