/* SPDX-License-Identifier: Apache-2.0 */
/* What the schemas of the contract must say, and that its examples keep them. */
#ifndef API_CHECK_SCHEMAS_H
#define API_CHECK_SCHEMAS_H

#include "contract.h"

/* Every schema under components compiles, and its own examples fit, as those of headers do. */
void check_components(struct source *source);
/* The schemas and the examples of a `content` object; NULL is fine. */
void check_content(struct source *source, const char *where, const json_t *content);
/* The examples of a media type, parameter or header fit its schema. */
void check_examples(struct source *source, const char *where, const json_t *media);
/* Of what is sent to us: everything has an end, and no unknown field is let in. */
void check_request_schema(struct source *source, const char *where, const char *what,
                          const json_t *schema);

#endif
