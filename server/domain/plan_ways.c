/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plan_ways.h"

#include "domain/standing.h"

const struct plan_shared plan_shared[PLAN_SHARED] = {
    {1, 0, STEP_DECLARE_STAR}, /* ★1 is declared first and answered afterwards */
    {1, MISSING_ASSESSMENT, STEP_SUBMIT_ASSESSMENT},
    {2, MISSING_ASSESSMENT, STEP_SUBMIT_ASSESSMENT},
    {2, MISSING_POLICY, STEP_PUBLISH_POLICY},
    {2, 0, STEP_DECLARE_STAR},
    {3, MISSING_ASSESSMENT, STEP_SUBMIT_ASSESSMENT},
    {3, MISSING_EXPERT, STEP_ADD_EXPERT_CONFIRMATION},
    {3, MISSING_OATH, STEP_ADD_MANAGEMENT_OATH},
    {3, 0, STEP_DECLARE_STAR},
    {4, MISSING_THIRD_PARTY, STEP_ADD_THIRD_PARTY_REPORT},
    {4, MISSING_TECHNICAL, STEP_ADD_TECHNICAL_VERIFICATION},
    {4, 0, STEP_DECLARE_STAR},
};

/* Where a demand stands, and what is being put together for it. */
struct search {
    const struct facts *facts;
    const struct revision *demand;
    struct outlook outlook;
    struct standing standings[FACTS_DECLARATIONS_MAX];
    day on;
    day carried_until;
    struct plan_ways *ways;
};

static day later(day a, day b)
{
    return a > b ? a : b;
}

day plan_possible_from(const struct facts *facts, day on, size_t shared)
{
    int star = plan_shared[shared].star;
    day obtainable_from = facts->obtainable_from[star];
    if (plan_shared[shared].missing == 0 && obtainable_from == DAY_NONE)
        return DAY_NONE;
    day begins = obtainable_from == DAY_NONE ? on : later(on, obtainable_from);
    if (plan_shared[shared].missing == 0)
        return begins;
    /* A paper of today may be too old for a star that begins much later. */
    return later(on, oldest_paper(facts, star, begins));
}

/* The steps that bring the papers of a star, and a new declaration of it if asked for. */
static unsigned steps_of(int star, unsigned missing, bool declare)
{
    unsigned steps = 0;
    for (size_t i = 0; i < PLAN_SHARED; i++)
        if (plan_shared[i].star == star &&
            (plan_shared[i].missing == 0 ? declare : (plan_shared[i].missing & missing) != 0))
            steps |= 1u << i;
    return steps;
}

static bool no_better(const struct plan_way *one, const struct plan_way *than)
{
    return (one->steps & than->steps) == than->steps && one->ready >= than->ready &&
           one->buyer_follows >= than->buyer_follows;
}

static void keep(struct plan_ways *ways, const struct plan_way *way)
{
    for (size_t i = 0; i < ways->count; i++)
        if (no_better(way, &ways->items[i]))
            return;
    for (size_t i = ways->count; i-- > 0;)
        if (no_better(&ways->items[i], way))
            ways->items[i] = ways->items[--ways->count];
    if (ways->count < PLAN_WAYS_MAX)
        ways->items[ways->count++] = *way;
}

/* One way, its papers not older than `oldest`; done by `ready` at the earliest. The 25 answers for
 * ★2 do for ★1, too. */
static void add_way(struct search *search, int star, unsigned missing, day oldest,
                    struct plan_way way)
{
    const struct facts *facts = search->facts;
    bool declare = way.declares != STEP_NONE;
    way.steps = steps_of(star, missing, declare);
    for (size_t i = 0; i < PLAN_SHARED; i++)
        if (way.steps & 1u << i)
            way.ready = later(way.ready, plan_possible_from(facts, search->on, i));
    /* Before the demanded star can be obtained, nothing waits for the buyer. */
    if (way.buyer_follows)
        way.ready = later(way.ready, facts->obtainable_from[search->demand->required_star]);
    if (missing & MISSING_ASSESSMENT)
        way.answers = answers_step(facts, star, oldest, search->on);
    keep(search->ways, &way);
    if (star != 1 || !(missing & MISSING_ASSESSMENT))
        return;
    way.steps = steps_of(1, 0, declare) | steps_of(2, MISSING_ASSESSMENT, false);
    way.answers = answers_step(facts, 2, oldest, search->on);
    keep(search->ways, &way);
}

/* Whether a declaration of the supplier's own could carry the demand, now or from a later day. */
static bool usable(const struct search *search, size_t index)
{
    const struct declaration *one = &search->facts->declarations[index];
    const struct standing *standing = &search->standings[index];
    if (one->recorded_by_buyer || !standing->counts || standing->ended ||
        standing->check == CHECK_STATE_AGAINST || standing->scope == SCOPE_REFUSED)
        return false;
    if (one->valid_until < search->on)
        return false;
    if (search->carried_until == DAY_MIN)
        return true;
    /* It expires: a renewal on file that leaves no gap. */
    return one->valid_until > day_add(search->on, search->facts->expiring_days) &&
           one->valid_from <= day_add(search->carried_until, 1);
}

static void add_existing(struct search *search, size_t index)
{
    const struct declaration *one = &search->facts->declarations[index];
    const struct standing *standing = &search->standings[index];
    enum assurance wanted = search->demand->required_assurance;
    unsigned missing = 0;
    if (wanted == ASSURANCE_SUBSTANTIATED && standing->level < wanted)
        missing = standing->missing;
    struct plan_way way = {.ready = later(search->on, one->valid_from),
                           .declares = STEP_NONE,
                           .buyer_follows =
                               standing->scope == SCOPE_OPEN || standing->succession_open ||
                               (wanted == ASSURANCE_CONFIRMED && standing->level < wanted)};
    add_way(search, one->star, missing, search->outlook.oldest_paper[index], way);
}

/* Why a star has to be declared anew. */
static enum remark_code why_declare(const struct search *search, int star)
{
    enum remark_code why = STEP_DECLARE_STAR;
    for (size_t i = 0; i < search->facts->declaration_count; i++) {
        const struct declaration *one = &search->facts->declarations[i];
        const struct standing *standing = &search->standings[i];
        if (one->star != star || !standing->counts || standing->ended)
            continue;
        if (standing->current && standing->check == CHECK_STATE_AGAINST)
            return STEP_CORRECT_DECLARATION;
        if (standing->current && standing->scope == SCOPE_REFUSED)
            why = STEP_WIDEN_SCOPE;
        else if (why == STEP_DECLARE_STAR && one->valid_until != DAY_NONE)
            why = STEP_RENEW_STAR;
    }
    return why;
}

/* A renewal begins when what is renewed ends, so its papers are those of that day; unless that is
 * too far away for papers of today. */
static day begins_on(const struct search *search, int star)
{
    day begins = search->on;
    for (size_t i = 0; i < search->facts->declaration_count; i++) {
        const struct declaration *one = &search->facts->declarations[i];
        if (one->star == star && !one->recorded_by_buyer && search->standings[i].in_force &&
            search->carried_until != DAY_MIN && one->valid_until <= search->carried_until)
            begins = later(begins, day_add(one->valid_until, 1));
    }
    return oldest_paper(search->facts, star, begins) > search->on ? search->on : begins;
}

static void add_new(struct search *search, int star)
{
    const struct facts *facts = search->facts;
    enum assurance wanted = search->demand->required_assurance;
    day obtainable_from = facts->obtainable_from[star];
    if (obtainable_from == DAY_NONE)
        return;
    day oldest = oldest_paper(facts, star, later(begins_on(search, star), obtainable_from));
    unsigned missing =
        wanted == ASSURANCE_SUBSTANTIATED ? papers_missing(facts, star, oldest, search->on) : 0;
    struct plan_way way = {.ready = search->on,
                           .declares = why_declare(search, star),
                           .buyer_follows = wanted == ASSURANCE_CONFIRMED};
    add_way(search, star, missing, oldest, way);
}

void plan_ways_find(const struct facts *facts, const struct revision *demand, day on,
                    day carried_until, struct plan_ways *out)
{
    struct search search = {
        .facts = facts, .demand = demand, .on = on, .carried_until = carried_until, .ways = out};
    bool on_file[STAR_MAX + 1] = {false};
    out->count = 0;
    outlook_make(&search.outlook, facts);
    /* As after the acceptance of an open invitation. */
    for (size_t i = 0; i < facts->declaration_count; i++) {
        standing_on(&search.outlook, i, RELATION_ACTIVE, on, &search.standings[i]);
        int star = facts->declarations[i].star;
        if (!star_suffices(search.demand, star) || !usable(&search, i))
            continue;
        on_file[star] = true;
        add_existing(&search, i);
    }
    for (int star = search.demand->required_star; star < STAR_MAX; star++)
        if (star_suffices(search.demand, star) && !on_file[star])
            add_new(&search, star);
}
