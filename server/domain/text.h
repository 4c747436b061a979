/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences that people read, made from the texts of api/vocabulary.yaml.
 *
 * A template holds `{name}` for a parameter, and `[…]` around what is left out when a parameter in
 * it is absent. Dates, levels and editions are written in the language of the text; {id_name},
 * {assessment_name}, {days_left} and {days_past} are words made from the parameters `star` or
 * `required_star`, and from the day counter. */
#ifndef DOMAIN_TEXT_H
#define DOMAIN_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/json_in.h"
#include "base/language.h"
#include "vocabulary/vocabulary.h"

/* Appends the text with its parameters; `params` may be NULL. `days` is the day counter
 * of the texts that have one. Appends nothing and returns false for an unknown code. */
bool text_render(struct buf *out, enum text_kind kind, const char *code, enum language language,
                 const struct json_members *params, int days);

/* What a problem's code says; params is a JSON object text or empty. The shape is that of
 * http_text_fn: the HTTP layer knows no domain and gets it as a pointer. */
void text_problem(const char *code, const char *params, enum language language, struct buf *out);
/* 対応待ち, Pending: the label of a status. Names as in the status object; waiting_on may be NULL.
 */
const char *text_label(const char *status, const char *waiting_on, enum language language);

#endif
