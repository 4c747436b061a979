/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/moment.h"

int upcoming_declaration(const struct moment *moment)
{
    int found = -1;
    for (size_t i = 0; i < moment->facts->declaration_count; i++) {
        const struct declaration *one = &moment->facts->declarations[i];
        const struct standing *standing = &moment->standings[i];
        if (standing->counts && !standing->ended && one->valid_from > moment->on &&
            standing->check != CHECK_STATE_AGAINST && standing->scope != SCOPE_REFUSED &&
            star_suffices(moment->demand, one->star) &&
            (found < 0 || one->valid_from < declaration_at(moment, found)->valid_from))
            found = (int)i;
    }
    return found;
}

int sufficient_declaration(const struct moment *moment, bool aside)
{
    int best = -1;
    for (size_t i = 0; i < moment->facts->declaration_count; i++) {
        const struct declaration *one = &moment->facts->declarations[i];
        const struct standing *standing = &moment->standings[i];
        if (!standing->counts || !standing->current || !star_suffices(moment->demand, one->star))
            continue;
        bool is_aside = standing->check == CHECK_STATE_AGAINST || standing->scope == SCOPE_REFUSED;
        if (is_aside == aside &&
            (best < 0 || declaration_compare(one, standing->level, declaration_at(moment, best),
                                             moment->standings[best].level) > 0))
            best = (int)i;
    }
    return best;
}

static day minimum(day a, day b)
{
    return a < b ? a : b;
}

day declaration_over_on(const struct declaration *one)
{
    return minimum(minimum(one->stopped_on, one->revoked_on), day_after(one->valid_until));
}

int ended_declaration(const struct moment *moment)
{
    int last = -1;
    for (size_t i = 0; i < moment->facts->declaration_count; i++) {
        const struct declaration *one = &moment->facts->declarations[i];
        if (moment->standings[i].counts && declaration_over_on(one) <= moment->on &&
            star_suffices(moment->demand, one->star) &&
            (last < 0 ||
             declaration_over_on(one) >= declaration_over_on(declaration_at(moment, last))))
            last = (int)i;
    }
    return last;
}
