/* SPDX-License-Identifier: Apache-2.0 */
#include "store/turns.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"

/* More than there are payers at the same time; where not, some share what one would have. */
enum { SHARES = 2048, WAYS = 16, PRESENT = 5000000 /* microseconds */ };

struct turn_share {
    struct payer_name name;
    size_t held;
    size_t working; /* heavy ones */
    size_t waiting;
    int64_t used; /* microseconds, on the clock of turns->floor */
};

struct waiter {
    struct waiter *next;
    struct turn_share *share;
    bool heavy;
    enum turn_outcome outcome;
    pthread_cond_t wake;
};

struct turns {
    pthread_mutex_t lock;
    size_t places, cores, held;
    size_t working; /* heavy ones of all payers */
    int64_t floor;  /* use of the payer served last: who was away does not save up turns */
    const struct turn_share *came; /* the payer that came last, and when */
    int64_t came_at;
    int64_t other_at; /* when another one did before it */
    struct waiter *first, **end;
    struct turn_share own; /* the server's */
    struct turn_share shares[SHARES];
};

err turns_new(size_t places, size_t cores, struct turns **out, struct fault *fault)
{
    struct turns *turns = calloc(1, sizeof *turns);
    if (!turns)
        return fault_log(fault, ERR_INTERNAL, "out of memory for turns");
    turns->places = places;
    turns->cores = cores;
    turns->came_at = turns->other_at = clock_monotonic() - PRESENT;
    turns->end = &turns->first;
    pthread_mutex_init(&turns->lock, NULL);
    *out = turns;
    return OK;
}

void turns_free(struct turns **address)
{
    struct turns *turns = steal(address);
    if (!turns)
        return;
    pthread_mutex_destroy(&turns->lock);
    free(turns);
}

static bool idle(const struct turn_share *share)
{
    return share->held == 0 && share->working == 0 && share->waiting == 0;
}

/* The payer's own, or the idle one whose use is forgotten first. */
static struct turn_share *share_of(struct turns *turns, const struct payer *payer)
{
    if (!payer)
        return &turns->own;
    struct turn_share *set = &turns->shares[payer->name.low % (SHARES / WAYS) * WAYS];
    struct turn_share *chosen = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        if (payer_same(&set[i].name, &payer->name))
            return &set[i];
        if (idle(&set[i]) && (!chosen || set[i].used < chosen->used))
            chosen = &set[i];
    }
    if (!chosen)
        return &set[0];
    *chosen = (struct turn_share){.name = payer->name};
    return chosen;
}

static void note_coming(struct turns *turns, const struct turn_share *share)
{
    if (share != turns->came)
        turns->other_at = turns->came_at;
    turns->came = share;
    turns->came_at = clock_monotonic();
}

/* Others hold places, or came lately. */
static bool others_are_here(const struct turns *turns, const struct turn_share *share)
{
    if (turns->held > share->held + turns->own.held)
        return true;
    int64_t at = share == turns->came ? turns->other_at : turns->came_at;
    return clock_monotonic() - at < PRESENT;
}

static size_t at_least_one(size_t count)
{
    return count > 0 ? count : 1;
}

static size_t less(size_t left, size_t right)
{
    return left < right ? left : right;
}

/* Heavy requests leave the last place to light ones. */
static bool may_work(const struct turns *turns, const struct turn_share *share, bool beside_others)
{
    size_t most = less(at_least_one(turns->places - 1), turns->cores > 1 ? turns->cores : 2);
    size_t several = beside_others ? at_least_one(turns->cores / 2) : at_least_one(turns->cores);
    return turns->working < most && (share->working == 0 || turns->working < several);
}

static bool may_hold(const struct turns *turns, const struct turn_share *share, bool heavy)
{
    size_t most = at_least_one(turns->places - 1);
    if (turns->held == turns->places)
        return false;
    if (share == &turns->own)
        return true;
    bool beside_others = others_are_here(turns, share);
    if (beside_others)
        most = less(most, at_least_one(turns->cores));
    return share->held < most && (!heavy || may_work(turns, share, beside_others));
}

static bool is_served_before(const struct turn_share *left, const struct turn_share *right)
{
    if (left->held != right->held)
        return left->held < right->held;
    return left->used < right->used;
}

static void hold(struct turns *turns, struct turn_share *share, bool heavy)
{
    turns->held++;
    turns->working += heavy;
    share->held++;
    share->working += heavy;
    turns->floor = share->used > turns->floor ? share->used : turns->floor;
}

static void leave_queue(struct turns *turns, struct waiter **place, enum turn_outcome outcome)
{
    struct waiter *waiter = *place;
    *place = waiter->next;
    if (turns->end == &waiter->next)
        turns->end = place;
    waiter->share->waiting--;
    waiter->outcome = outcome;
    pthread_cond_signal(&waiter->wake);
}

/* False when nobody who waits may have a place now. */
static bool serve_next(struct turns *turns)
{
    struct waiter **best = NULL;
    for (struct waiter **place = &turns->first; *place; place = &(*place)->next)
        if (may_hold(turns, (*place)->share, (*place)->heavy) &&
            (!best || is_served_before((*place)->share, (*best)->share)))
            best = place;
    if (!best)
        return false;
    hold(turns, (*best)->share, (*best)->heavy);
    leave_queue(turns, best, TURN_TAKEN);
    return true;
}

static void serve_waiting(struct turns *turns)
{
    while (serve_next(turns))
        ;
}

static void rest(struct turns *turns, struct payer *payer)
{
    struct turn_share *share = steal(&payer->working);
    if (!share)
        return;
    share->working--;
    turns->working--;
    serve_waiting(turns);
}

static enum turn_outcome wait_for_turn(struct turns *turns, struct turn_share *share, bool heavy)
{
    struct waiter waiter = {
        .share = share, .heavy = heavy, .outcome = TURN_WAITING, .wake = PTHREAD_COND_INITIALIZER};
    *turns->end = &waiter;
    turns->end = &waiter.next;
    share->waiting++;
    while (waiter.outcome == TURN_WAITING)
        pthread_cond_wait(&waiter.wake, &turns->lock);
    pthread_cond_destroy(&waiter.wake);
    return waiter.outcome;
}

/* Who was away does not save up turns. */
static struct turn_share *share_now(struct turns *turns, const struct payer *payer)
{
    struct turn_share *share = share_of(turns, payer);
    if (idle(share) && share->used < turns->floor)
        share->used = turns->floor;
    if (payer)
        note_coming(turns, share);
    return share;
}

static enum turn_outcome hold_or_wait(struct turns *turns, struct payer *payer,
                                      struct turn_held *out)
{
    bool heavy = payer && payer->heavy;
    pthread_mutex_lock(&turns->lock);
    if (payer)
        rest(turns, payer);
    struct turn_share *share = share_now(turns, payer);
    /* Whoever waits waits because of its own share, so nobody is overtaken. */
    bool waits = !may_hold(turns, share, heavy);
    enum turn_outcome outcome = TURN_TAKEN;
    if (waits)
        outcome = wait_for_turn(turns, share, heavy);
    else
        hold(turns, share, heavy);
    if (outcome == TURN_TAKEN && heavy)
        payer->working = share;
    pthread_mutex_unlock(&turns->lock);
    *out = (struct turn_held){share, clock_monotonic(), waits};
    return outcome;
}

enum turn_outcome turns_take(struct turns *turns, struct payer *payer, struct turn_held *out)
{
    enum turn_outcome outcome = hold_or_wait(turns, payer, out);
    if (outcome != TURN_TAKEN || !out->waited || !payer || !payer->gone ||
        !payer->gone(payer->client))
        return outcome;
    turns_give(turns, out);
    turns_rest(turns, payer);
    return TURN_GONE;
}

int64_t turns_give(struct turns *turns, const struct turn_held *held)
{
    int64_t used = clock_monotonic() - held->since;
    pthread_mutex_lock(&turns->lock);
    turns->held--;
    held->share->held--;
    held->share->used += used;
    serve_waiting(turns);
    pthread_mutex_unlock(&turns->lock);
    return used;
}

void turns_rest(struct turns *turns, struct payer *payer)
{
    pthread_mutex_lock(&turns->lock);
    rest(turns, payer);
    pthread_mutex_unlock(&turns->lock);
}

void turns_charge(struct turns *turns, struct payer *const *payers, size_t count, int64_t each)
{
    pthread_mutex_lock(&turns->lock);
    for (size_t i = 0; i < count; i++)
        share_now(turns, payers[i])->used += each;
    pthread_mutex_unlock(&turns->lock);
}

size_t turns_waiting(struct turns *turns)
{
    size_t count = 0;
    pthread_mutex_lock(&turns->lock);
    for (const struct waiter *waiter = turns->first; waiter; waiter = waiter->next)
        count++;
    pthread_mutex_unlock(&turns->lock);
    return count;
}

void turns_call_off(struct turns *turns)
{
    pthread_mutex_lock(&turns->lock);
    while (turns->first)
        leave_queue(turns, &turns->first, TURN_CALLED_OFF);
    pthread_mutex_unlock(&turns->lock);
}
