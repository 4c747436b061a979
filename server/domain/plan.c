/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plan.h"

#include <stdlib.h>
#include <string.h>

#include "domain/plan_ways.h"
#include "domain/standing.h"

/* The ways of one demand or of many alike, as sets of steps. */
struct group {
    unsigned ways[PLAN_WAYS_MAX];
    size_t count;
};

struct groups {
    struct group *items;
    size_t count, capacity;
};

static bool plan_room(void *items, size_t count, size_t *capacity, size_t size)
{
    void **place = items;
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(*place, wanted * size);
    if (!grown)
        return false;
    *place = grown;
    *capacity = wanted;
    return true;
}

/* Whether somebody answers: the invitation is open, or was accepted. */
static bool somebody_there(const struct facts *facts, day on)
{
    struct relation_step step = relation_on(facts, on);
    return step.relation == RELATION_ACTIVE ||
           (step.relation == RELATION_INVITED && step.expires_on >= on);
}

/* In time before late, and what the supplier can do alone before what its buyer has to finish. */
static int rank_of(const struct plan_way *way, day by)
{
    return (way->ready <= by ? 0 : 2) + (way->buyer_follows ? 1 : 0);
}

/* Leaves the ways of the best rank; none where only the scheme could make it late. */
static void keep_best(struct plan_ways *ways, const struct plan_demand *demand)
{
    int best = demand->waiting_on == WAITING_SCHEME ? 1 : 3;
    size_t kept = 0;
    for (size_t i = 0; i < ways->count; i++)
        if (rank_of(&ways->items[i], demand->by) < best)
            best = rank_of(&ways->items[i], demand->by);
    for (size_t i = 0; i < ways->count; i++)
        if (rank_of(&ways->items[i], demand->by) == best)
            ways->items[kept++] = ways->items[i];
    ways->count = kept;
}

static bool add_ways(struct plan *plan, struct plan_demand *demand, const struct plan_ways *ways)
{
    demand->first_way = plan->way_count;
    demand->way_count = ways->count;
    for (size_t i = 0; i < ways->count; i++) {
        if (!plan_room(&plan->ways, plan->way_count, &plan->way_capacity, sizeof *plan->ways))
            return false;
        plan->ways[plan->way_count++] = ways->items[i];
    }
    return true;
}

/* What can be done about a demand that is open or expires; `carried_until` as in plan_ways.h. */
static bool add_open(struct plan *plan, const struct facts *facts, day carried_until,
                     struct plan_demand *demand)
{
    struct plan_ways ways = {.count = 0};
    bool there = somebody_there(facts, plan->on);
    if (demand->waiting_on != WAITING_BUYER && there) {
        plan_ways_find(facts, &demand->revision, plan->on, carried_until, &ways);
        keep_best(&ways, demand);
    }
    if (ways.count == 0)
        demand->waits_for = demand->waiting_on == WAITING_SCHEME ? WAITING_SCHEME : WAITING_BUYER;
    else if (ways.items[0].buyer_follows)
        demand->waits_for = WAITING_BUYER;
    demand->invitation =
        ways.count > 0 && relation_on(facts, plan->on).relation == RELATION_INVITED;
    return add_ways(plan, demand, &ways);
}

static day end_of_validity(const struct step *step)
{
    for (size_t i = 0; i < step->reason_count; i++)
        if (step->reasons[i].code == REASON_STAR_EXPIRES)
            return step->reasons[i].values[0];
    return DAY_MIN;
}

/* `facts` have the revision in force on the plan's day. */
static bool add_demand(struct plan *plan, size_t relationship, const struct facts *facts,
                       const struct revision *revision)
{
    struct step step;
    if (!status_on(facts, plan->on, &step) ||
        !plan_room(&plan->demands, plan->demand_count, &plan->demand_capacity,
                   sizeof *plan->demands))
        return false;
    if (step.status == STATUS_NO_REQUIREMENT)
        return true;
    struct plan_demand demand = {.relationship = relationship,
                                 .revision = *revision,
                                 .status = step.status,
                                 .waiting_on = step.waiting_on,
                                 .next_step = step.next_step,
                                 .by = revision->due_on,
                                 .met_from = DAY_NONE};
    bool expires = step.status == STATUS_EXPIRING && step.next_step.code != STEP_NONE;
    if (step.status == STATUS_EXPIRING)
        demand.by = end_of_validity(&step);
    if (step.status == STATUS_MET || (step.status == STATUS_EXPIRING && !expires))
        demand.met_from = plan->on;
    else if (!add_open(plan, facts, expires ? end_of_validity(&step) : DAY_MIN, &demand))
        return false;
    plan->demands[plan->demand_count++] = demand;
    return true;
}

bool plan_add(struct plan *plan, size_t relationship, const struct facts *facts)
{
    const struct revision *in_force, *next;
    for (size_t i = 0; i < PLAN_SHARED; i++)
        plan->from[i] = plan_possible_from(facts, plan->on, i);
    revisions_on(facts, plan->on, &in_force, &next);
    if (in_force && in_force->required_star > 0 && !add_demand(plan, relationship, facts, in_force))
        return false;
    if (!next || next->required_star == 0)
        return true;
    /* As if it were in force already. */
    struct facts then = *facts;
    struct revision alone = *next;
    alone.effective_from = plan->on;
    then.revisions = &alone;
    then.revision_count = 1;
    return add_demand(plan, relationship, &then, next);
}

static bool same_group(const struct group *a, const struct group *b)
{
    return a->count == b->count && memcmp(a->ways, b->ways, a->count * sizeof *a->ways) == 0;
}

static bool add_group(struct groups *groups, const struct group *group)
{
    for (size_t i = 0; i < groups->count; i++)
        if (same_group(&groups->items[i], group))
            return true;
    if (!plan_room(&groups->items, groups->count, &groups->capacity, sizeof *groups->items))
        return false;
    groups->items[groups->count++] = *group;
    return true;
}

/* Demands differ by who holds what against which star, so there are few groups however many
 * demands there are. */
static bool collect_groups(const struct plan *plan, struct groups *groups)
{
    for (size_t i = 0; i < plan->demand_count; i++) {
        const struct plan_demand *demand = &plan->demands[i];
        struct group group = {.count = demand->way_count};
        for (size_t k = 0; k < demand->way_count; k++) {
            unsigned steps = plan->ways[demand->first_way + k].steps;
            size_t at = k;
            for (; at > 0 && group.ways[at - 1] > steps; at--)
                group.ways[at] = group.ways[at - 1];
            group.ways[at] = steps;
        }
        if (group.count > 0 && !add_group(groups, &group))
            return false;
    }
    return true;
}

static bool suffices(const struct groups *groups, unsigned steps)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->items[i];
        size_t k = 0;
        while (k < group->count && (group->ways[k] & steps) != group->ways[k])
            k++;
        if (k == group->count)
            return false;
    }
    return true;
}

/* How many steps, and then by how many days they are later than the plan's own. */
static int64_t cost_of(const struct plan *plan, unsigned steps)
{
    int64_t cost = 0;
    for (size_t i = 0; i < PLAN_SHARED; i++)
        if (steps & 1u << i)
            cost += (INT64_C(1) << 32) + (plan->from[i] - plan->on);
    return cost;
}

/* Every set of the steps that occur is tried: they are twelve at most. */
static unsigned cheapest(const struct plan *plan, const struct groups *groups)
{
    unsigned possible = 0, best = 0;
    for (size_t i = 0; i < plan->way_count; i++)
        possible |= plan->ways[i].steps;
    best = possible;
    for (unsigned steps = 0; steps < 1u << PLAN_SHARED; steps++)
        if ((steps & ~possible) == 0 && cost_of(plan, steps) < cost_of(plan, best) &&
            suffices(groups, steps))
            best = steps;
    return best;
}

/* Of the ways that the chosen steps open, the one that is ready first. */
static const struct plan_way *way_of(const struct plan *plan, const struct plan_demand *demand,
                                     unsigned chosen)
{
    const struct plan_way *best = NULL;
    for (size_t i = 0; i < demand->way_count; i++) {
        const struct plan_way *one = &plan->ways[demand->first_way + i];
        if ((one->steps & chosen) == one->steps && (!best || one->ready < best->ready))
            best = one;
    }
    return best;
}

/* Of two reasons to declare a star anew, or to go on with answers, the one that says more. */
static bool says_more(enum remark_code code, enum remark_code than)
{
    static const enum remark_code order[] = {STEP_CORRECT_DECLARATION, STEP_WIDEN_SCOPE,
                                             STEP_RENEW_STAR,          STEP_DECLARE_STAR,
                                             STEP_SUBMIT_ASSESSMENT,   STEP_COMPLETE_ASSESSMENT};
    for (size_t i = 0; i < sizeof order / sizeof *order && order[i] != than; i++)
        if (order[i] == code)
            return true;
    return false;
}

static void serve(struct plan *plan, struct plan_step shared[static PLAN_SHARED],
                  const struct plan_demand *demand, const struct plan_way *way)
{
    for (size_t i = 0; i < PLAN_SHARED; i++) {
        struct plan_step *step = &shared[i];
        if (!(way->steps & 1u << i))
            continue;
        struct remark remark = {plan_shared[i].code, {plan_shared[i].star}};
        if (plan_shared[i].missing == 0)
            remark.code = way->declares;
        else if (plan_shared[i].missing == MISSING_ASSESSMENT)
            remark = way->answers;
        if (step->bit == 0)
            *step = (struct plan_step){remark, plan_shared[i].star, 1u << i,
                                       0,      plan->from[i],       demand->by};
        else if (says_more(remark.code, step->step.code))
            step->step = remark;
        if (demand->by < step->by)
            step->by = demand->by;
    }
}

/* The demand in force and the one to come of one buyer follow each other. */
static void invite(struct plan *plan, const struct plan_demand *demand)
{
    struct plan_step *last = plan->step_count ? &plan->steps[plan->step_count - 1] : NULL;
    if (!last || last->relationship != demand->relationship)
        plan->steps[plan->step_count++] =
            (struct plan_step){.step = {.code = STEP_ACCEPT_INVITATION},
                               .relationship = demand->relationship,
                               .from = plan->on,
                               .by = demand->by};
    else if (demand->by < last->by)
        last->by = demand->by;
}

static int64_t scheme_order(const struct plan_step *step)
{
    return step->bit ? (int64_t)step->bit : -1;
}

static int number_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By the last day, then the first, then in the scheme's order, invitations before all. */
static int compare_plan_steps(const void *one, const void *other)
{
    const struct plan_step *a = one, *b = other;
    int order = number_order(a->by, b->by);
    if (order == 0)
        order = number_order(a->from, b->from);
    if (order == 0)
        order = number_order(scheme_order(a), scheme_order(b));
    return order != 0 ? order : number_order((int64_t)a->relationship, (int64_t)b->relationship);
}

static void choose(struct plan *plan, unsigned chosen)
{
    struct plan_step shared[PLAN_SHARED] = {{.bit = 0}};
    for (size_t i = 0; i < plan->demand_count; i++) {
        struct plan_demand *demand = &plan->demands[i];
        const struct plan_way *way = way_of(plan, demand, chosen);
        if (!way)
            continue;
        demand->steps = way->steps;
        demand->met_from = way->ready;
        serve(plan, shared, demand, way);
        if (demand->invitation)
            invite(plan, demand);
    }
    for (size_t i = 0; i < PLAN_SHARED; i++)
        if (shared[i].bit)
            plan->steps[plan->step_count++] = shared[i];
    qsort(plan->steps, plan->step_count, sizeof *plan->steps, compare_plan_steps);
}

bool plan_make(struct plan *plan)
{
    struct groups groups = {0};
    plan->steps = calloc(plan->demand_count + PLAN_SHARED, sizeof *plan->steps);
    bool made = plan->steps && collect_groups(plan, &groups);
    if (made)
        choose(plan, cheapest(plan, &groups));
    free(groups.items);
    return made;
}

void plan_release(struct plan *plan)
{
    free(plan->demands);
    free(plan->steps);
    free(plan->ways);
}

bool plan_serves(const struct plan_step *step, const struct plan_demand *demand)
{
    return step->bit ? (demand->steps & step->bit) != 0
                     : demand->invitation && step->relationship == demand->relationship;
}
