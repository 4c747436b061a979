/* SPDX-License-Identifier: Apache-2.0 */
/* One published edition in two transcriptions: pure. An edition is the catalogue file as loaded. */
#ifndef DOMAIN_EDITION_H
#define DOMAIN_EDITION_H

#include <jansson.h>

/* Its number; 1 where the file does not say. */
int edition_transcription(const json_t *edition);

/* How many criteria each star has, {"3": 81, "4": null}: null where the scheme counts others than
 * are on file. NULL when out of memory. */
json_t *edition_totals(const json_t *edition);

/* What answers to `before` have to know of `after`: {"added": {"4": ["1-1-1-1", …]}, "texts":
 * ["4-1-1-4", …]}: criteria that a star has now and had not, and those of which a text, in either
 * language, is another one. NULL when out of memory. */
json_t *edition_changes(const json_t *before, const json_t *after);

/* The same for people: [{"kind": "new", "gone", "level", "text" or "title", "id", "before",
 * "after"}], new and level with stars ([3, 4]), the others with texts in Japanese. NULL when out of
 * memory. */
json_t *edition_differences(const json_t *before, const json_t *after);

/* The member of a list whose "id" that is, or NULL. */
json_t *edition_member(const json_t *list, const char *id);
/* References to criteria that are not among these go. */
void edition_drop_references(json_t *criteria);

#endif
