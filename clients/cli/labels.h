/* SPDX-License-Identifier: Apache-2.0 */
/* How a status, a level, a star is shown. */
#ifndef CLI_LABELS_H
#define CLI_LABELS_H

#include <jansson.h>

#include "base/clock.h"
#include "session.h"
#include "table.h"
#include "vocabulary/vocabulary.h"

/* The label of {status, waiting_on}, as the server's own sheets have it. */
const char *label_of_status(const struct session *session, const char *status,
                            const char *waiting_on);
enum style style_of_status(const char *status, const char *waiting_on);
/* The word for a code; "" for null. A code that came later than this program is shown as it is. */
const char *label_of(const struct session *session, enum text_kind kind, const char *code);
/* supplier, buyer; "–" for nobody */
const char *label_of_actor(const struct session *session, const char *actor);
/* yes, no, "–" for null */
const char *label_of_yes(const struct session *session, const json_t *value);
/* "★2", "★なし", "–" when nothing is said; the buffer is the caller's. */
enum { STAR_TEXT_SIZE = 32 };
const char *star_text(const struct session *session, int64_t star, char out[static STAR_TEXT_SIZE]);

/* An instant of the contract as the server's days are, in Tokyo: "2027-05-10 15:04:05". False:
 * none. */
bool tokyo_time(const char *instant, char out[static CLOCK_TEXT_SIZE]);

/* The cells of a status object: label, stars. */
void add_status(struct table *table, const json_t *status);
void add_stars(struct table *table, const json_t *status);

/* Where something that was filed is not in a status, or in counts, yet; nothing where everything
 * is. */
void print_decided_at(const struct session *session, const json_t *decided);
/* One status object in full, for a person. */
void print_status(const struct session *session, const json_t *status);
/* One line: name (code): label. */
void print_status_line(const struct session *session, const char *name, const json_t *status);

/* A name before what it names, in a column of its own; nothing when the text is "". */
void print_field(const struct session *session, enum word name, const char *text);

#endif
