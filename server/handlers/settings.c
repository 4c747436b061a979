/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's settings; they decide all its relationships. */
#include <stdio.h>

#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { NUMBER_TEXT_SIZE = 24 };

/* NULL for null: a check then never grows stale. */
static const char *number_text(const struct request *request, const char *member,
                               char out[static NUMBER_TEXT_SIZE])
{
    const json_t *value = json_object_get(request->json, member);
    if (!json_is_integer(value))
        return NULL;
    snprintf(out, NUMBER_TEXT_SIZE, "%lld", (long long)json_integer_value(value));
    return out;
}

err settings_get(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, Q_SETTINGS_SHAPE, NULL, 0, fault);
}

err settings_put(struct request *request, struct response *response, struct fault *fault)
{
    char days[NUMBER_TEXT_SIZE], months[NUMBER_TEXT_SIZE];
    const char *values[] = {number_text(request, "expiring_days", days),
                            number_text(request, "recheck_months", months)};
    struct change change = {.query = Q_SETTINGS_PUT, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}
