/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/advice.h"

enum {
    NOTICE_DAYS = 30,
    TALKS_DAYS = 365,    /* older talks were about something else */
    COSTLY_STAR = 3,     /* from here on a star needs others' paid work */
    UNIFORM_DEMANDS = 10 /* so many alike look as if nobody had asked what each one does */
};

static day told_on(const struct demand *demand)
{
    return demand->notice_on == DAY_NONE ? demand->recorded_on : demand->notice_on;
}

static bool is_short(const struct demand *demand)
{
    return demand->due_on < day_add(told_on(demand), NOTICE_DAYS);
}

static bool lacks_talks(const struct demand *demand)
{
    return demand->required_star >= COSTLY_STAR &&
           (demand->talks_on == DAY_NONE ||
            demand->talks_on < day_add(told_on(demand), -TALKS_DAYS));
}

size_t advice_of(const struct demand *demand, day today, const char *codes[static ADVICE_MAX])
{
    size_t count = 0;
    if (!demand->required_star)
        return 0;
    if (demand->obtainable_from > today)
        codes[count++] = "star_not_obtainable";
    if (demand->obtainable_from != DAY_NONE && demand->due_on < demand->obtainable_from)
        codes[count++] = "due_before_obtainable";
    if (is_short(demand))
        codes[count++] = "short_notice";
    if (!demand->reasoned)
        codes[count++] = "reason_missing";
    if (lacks_talks(demand))
        codes[count++] = "consultation_missing";
    if (demand->alike >= UNIFORM_DEMANDS && !demand->considered)
        codes[count++] = "uniform_demand";
    return count;
}

int advice_star(int important_information, int unacceptable_interruption, int internal_access)
{
    if (important_information < 0 || unacceptable_interruption < 0 || internal_access < 0)
        return 0;
    return important_information || unacceptable_interruption || internal_access ? 4 : 3;
}
