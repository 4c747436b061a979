/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the demonstration's data with what they name put in. Pure.
 *
 * "{name}" alone is the named value, of whatever type; within a longer text it is put in as text.
 * "{a|b}" is the first of them that is known, "{a-25:day}" the day 25 days before a, where a counts
 * days from today; ":month_end" is the last day of that day's month; "{a:token}" is the token of a
 * link, or a token itself. A member whose name is not known is left out. {"vary": [...]} is one of
 * the list, another one for other suppliers;
 * {"unless": name, "value": ...} is left out where the name is known; {"each": list, "as": [[m, r,
 * value], ...]} is for each element i of the list the value of the first row with i mod m = r,
 * which may name the element's members; "with": {member: one} leaves only those whose list of that
 * name has it. */
#ifndef COMMANDS_DEMO_TEMPLATE_H
#define COMMANDS_DEMO_TEMPLATE_H

#include <jansson.h>

#include "domain/day.h"

enum { TEMPLATE_LEVELS = 8 };

/* Where names are looked up: objects, the first ones first. Values of the first are templates, too.
 */
struct template_names {
    const json_t *levels[TEMPLATE_LEVELS];
    size_t count;
    unsigned variant; /* what `vary` goes by */
    day today;
};

/* A new reference; NULL = left out. */
json_t *template_value(const struct template_names *names, const json_t *value);
/* The same for a text, for free(); NULL when a name in it is not known. */
char *template_text(const struct template_names *names, const char *text);

#endif
