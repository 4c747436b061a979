/* SPDX-License-Identifier: Apache-2.0 */
/* Members of facts. A reader reads on after a mistake and remembers the last one, so that the shape
 * of the facts stays readable in facts.c. What is absent or null is `missing`, 0 or NULL. */
#ifndef DOMAIN_FACTS_MEMBER_H
#define DOMAIN_FACTS_MEMBER_H

#include <jansson.h>

#include "domain/facts.h"

struct facts_reader {
    const char *problem; /* the member that is not as agreed */
    bool short_of_memory;
    struct facts_block *blocks; /* what was taken so far; facts_release() frees them */
};

const json_t *facts_member(const json_t *object, const char *key);
day facts_day(struct facts_reader *reader, const json_t *object, const char *key, day missing);
int facts_int(struct facts_reader *reader, const json_t *object, const char *key, int missing);
/* Numbers that days are added up from stay small. */
int facts_count(struct facts_reader *reader, const json_t *object, const char *key, int missing);
int facts_star(struct facts_reader *reader, const json_t *object, const char *key);
bool facts_bool(struct facts_reader *reader, const json_t *object, const char *key, bool missing);
const char *facts_text(struct facts_reader *reader, const json_t *object, const char *key);
/* The place of a text in a list of names; 0 when absent. */
int facts_name(struct facts_reader *reader, const json_t *object, const char *key,
               const char *const *names, int count);
/* Memory for the list of a member; *array is NULL and *count 0 where there is nothing to read. */
void *facts_list(struct facts_reader *reader, const json_t *object, const char *key, size_t size,
                 const json_t **array, size_t *count);

#endif
