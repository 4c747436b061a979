/* SPDX-License-Identifier: Apache-2.0 */
/* Keys as answers show them, for every handler that shows one. */
#ifndef HANDLERS_API_KEYS_H
#define HANDLERS_API_KEYS_H

#include <jansson.h>

#include "handlers/way/change.h"

/* The database keeps rights as bits; answers name them, of keys and users. */
err api_key_name_rights(json_t *key, struct fault *fault) MUST_CHECK;
/* The same of an item of a list, and of a change's answer. */
err api_key_show_item(struct request *request, json_t *item, struct fault *fault) MUST_CHECK;
err api_key_show_changed(struct request *request, struct changed *changed,
                         struct fault *fault) MUST_CHECK;
/* The body's `rights` as bits, 0 without any. */
int32_t api_key_asked_rights(const struct request *request);

#endif
