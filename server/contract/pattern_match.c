/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/pattern_program.h"

#include <string.h>

#include "base/text.h"

/* The steps that the text may have reached; each is in the set at most once. */
struct threads {
    uint16_t count;
    uint16_t list[STEPS_MAX];
    bool seen[STEPS_MAX];
};

static void threads_clear(struct threads *threads, const struct pattern *pattern)
{
    threads->count = 0;
    memset(threads->seen, 0, pattern->step_count * sizeof *threads->seen);
}

struct position {
    bool begin, end;
};

static void add_thread(const struct pattern *pattern, struct threads *threads, uint16_t at,
                       struct position position)
{
    if (threads->seen[at])
        return;
    threads->seen[at] = true;
    const struct pattern_step *step = &pattern->steps[at];
    uint16_t next = (uint16_t)(at + 1);
    switch (step->kind) {
    case STEP_JUMP:
        add_thread(pattern, threads, step->first, position);
        break;
    case STEP_SPLIT:
        add_thread(pattern, threads, step->first, position);
        add_thread(pattern, threads, step->last, position);
        break;
    case STEP_BEGIN:
        if (position.begin)
            add_thread(pattern, threads, next, position);
        break;
    case STEP_END:
        if (position.end)
            add_thread(pattern, threads, next, position);
        break;
    case STEP_ONE:
    case STEP_MATCH:
        threads->list[threads->count++] = at;
    }
}

static bool step_takes(const struct pattern *pattern, const struct pattern_step *step,
                       uint32_t point)
{
    for (uint16_t i = step->first; i < step->last; i++)
        if (point >= pattern->ranges[i].from && point <= pattern->ranges[i].to)
            return !step->negated;
    return step->negated;
}

static bool matched(const struct pattern *pattern, const struct threads *threads)
{
    return threads->seen[pattern->step_count - 1];
}

bool pattern_matches(const struct pattern *pattern, const char *text)
{
    struct threads sets[2];
    struct threads *now = &sets[0], *next = &sets[1];
    threads_clear(now, pattern);
    const char *at = text;
    for (;;) {
        /* A match may begin anywhere: ^ is a step of its own. */
        struct position here = {at == text, !*at};
        add_thread(pattern, now, 0, here);
        if (matched(pattern, now) || !*at)
            return matched(pattern, now);
        uint32_t point = text_next(&at);
        threads_clear(next, pattern);
        for (uint16_t i = 0; i < now->count; i++) {
            uint16_t step = now->list[i];
            if (step_takes(pattern, &pattern->steps[step], point))
                add_thread(pattern, next, (uint16_t)(step + 1), (struct position){false, !*at});
        }
        struct threads *swap = now;
        now = next, next = swap;
    }
}
