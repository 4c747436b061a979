/* SPDX-License-Identifier: Apache-2.0 */
/* The options, from options.inc: parsing, help, completion, the manual and the names in the
 * server's faults come from that table. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

enum option_kind {
    KIND_FLAG,
    KIND_TEXT,
    KIND_MANY, /* may be given again; the commas of a list of choices part them too */
    KIND_DAY,
    KIND_NUMBER,
    KIND_CHOICE, /* the values hold the choices, with | between them */
    KIND_FILE,
};

enum option_id {
    OPTION_NONE,
#define X(id, ...) OPTION_##id,
#include "options.inc"
#undef X
    OPTION_COUNT
};

struct option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    enum option_kind kind;
    const char *choices;
    const char *member; /* of the contract's bodies, | between several */
    struct wording meaning;
};

const struct option *option_of(enum option_id id);
/* OPTION_NONE when there is none. */
enum option_id option_named(const char *name, size_t length);
enum option_id option_lettered(char letter);
/* Whether a fault's pointer ("/due_on", "?due_by") leads to it; to several, of which a command
 * takes one (command_pointed). */
bool option_is_pointed(enum option_id id, const char *pointer);
/* Understood everywhere, also where the command does not list them. */
bool option_is_global(enum option_id id);
const char *option_meaning(enum option_id id, enum language language);
/* How the value is called in a usage line: DAY, NUMBER, FILE, TEXT, or the choices. */
const char *option_value(enum option_id id);

#endif
