/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema (draft 2020-12), the part that the contract uses.
 *
 * Compiled once from JSON text, then read by any number of threads. A check reports all faults at
 * once, each with a JSON Pointer and a code of domain/text. A keyword that is not supported makes
 * the compilation fail, so no rule of the contract can go unchecked without notice.
 *
 * Supported: boolean schemas, $ref into the same text, $defs, type, enum, const, properties,
 * patternProperties, additionalProperties, required, minProperties, maxProperties, items,
 * prefixItems, minItems, maxItems, uniqueItems, minLength, maxLength, pattern (contract/pattern.h),
 * format (contract/format.h, asserted), minimum, maximum, exclusiveMinimum, exclusiveMaximum,
 * multipleOf, allOf, anyOf, oneOf (with OpenAPI's discriminator), not, if/then/else. Annotations
 * are skipped. x-entered names the form in which a text is entered (base/entered.h). x-problem is
 * the code for whatever does not fit the schema beside it, where "missing" says more than "null is
 * no text".
 *
 * Narrower than the standard on purpose: 1.0 is no integer and not equal to 1 (an integer is what
 * was written as one), and of a $ref only the text's own pointers are known. */
#ifndef CONTRACT_SCHEMA_H
#define CONTRACT_SCHEMA_H

#include <jansson.h>

#include "base/entered.h"
#include "base/err.h"
#include "base/scope.h"

struct schema;
struct node;

/* ERR_INTERNAL with the place and the keyword in fault->log when the text cannot be used. */
MUST_CHECK err schema_compile(const char *text, struct schema **out, struct fault *fault);
void schema_free(struct schema **schema);

/* ERR_INVALID when anything is wrong: every fault is added at `base_pointer` + its place ("" for
 * a body). OK leaves the fault as it was. */
MUST_CHECK err schema_check(const struct schema *schema, const json_t *value,
                            const char *base_pointer, struct fault *fault);

/* Whether the value fits but for what if, then and else ask for. */
bool schema_has_shape(const struct schema *schema, const json_t *value);

/* The same for a value that came as text (path, query, header): it is read as the first type of
 * the schema that it fits, an array as its items between commas. */
MUST_CHECK err schema_check_text(const struct schema *schema, const char *text,
                                 const char *base_pointer, struct fault *fault);

/* Texts get the form that x-entered names, in place: before a check. */
void schema_enter(const struct schema *schema, json_t *value);
void schema_enter_text(const struct schema *schema, char *text);

/* Whether a text of it is a name that somebody gives (contract/format.h). */
bool schema_gives_name(const struct schema *schema);

/* The schema of one field: names between slashes, 0 for the items of an array ("contacts/0/name").
 * Belongs to the schema; NULL for none. */
const struct node *schema_field(const struct schema *schema, const char *path);
MUST_CHECK err schema_field_check(const struct node *field, const json_t *value,
                                  const char *base_pointer, struct fault *fault);
/* False when the field has no form, or the text is too long for it; `out` is then not set. */
bool schema_field_enter(const struct node *field, const char *text, char out[static ENTERED_MAX]);

#endif
