/* SPDX-License-Identifier: Apache-2.0 */
/* Facts as JSON: their line, and each step of it shown. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "domain/line.h"

enum { STEPS_SHOWN_MAX = 20, TEXT_MAX = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(const json_t *step, enum language language)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(STATUS_JSON_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    struct fault fault = {0};
    struct status_view view = {.relationship = "r",
                               .as_of = day_of_civil(2027, 7, 1),
                               .changes_on = DAY_NONE,
                               .language = language};
    SCOPED(free_at) char *stored = json_dumps(step, 0);
    if (status_write_text(&out, NULL, &view, stored, &fault).code != ERR_NONE)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *facts = json_loadb((const char *)data, size, 0, NULL);
    struct fault fault = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    if (!facts || line_of_facts(facts, &out, NULL, &fault).code != ERR_NONE || !buf_ok(&text))
        return 0;
    json_auto_t *line = json_loads(buf_text(&text), 0, NULL);
    if (!line)
        abort();
    const json_t *steps = json_object_get(line, "step");
    for (size_t i = 0; i < json_array_size(steps) && i < STEPS_SHOWN_MAX; i++)
        show(json_array_get(steps, i), i % 2 ? LANGUAGE_JA : LANGUAGE_EN);
    return 0;
}
