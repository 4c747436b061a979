/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_play.h"

#include <string.h>

enum {
    CUES_MAX = DEMO_SUPPLIERS * (STORY_ACTS_MAX + 2 * 8),
    DAY_SECONDS = 24 * 60 * 60,
    TOKYO_SECONDS = 9 * 60 * 60,
    SPREAD_DAYS = 7, /* not everybody acts on the same days */
    FIRST_DAY = -340,
};

struct cue {
    int64_t at;
    struct player *player;
    const struct act *act;
    unsigned tie;
};

static const char *const edition_ids[PLAY_EDITIONS] = {
    "security-action-1-5ka", "security-action-1-6ka", "security-action-2-v3", "scs-2026-03-27"};

static int64_t instant(day on, int seconds)
{
    return ((int64_t)on * DAY_SECONDS - TOKYO_SECONDS + seconds) * 1000000;
}

int64_t play_instant(day on, unsigned minutes)
{
    return instant(on, (9 * 60 + (int)minutes) * 60);
}

/* Saturdays and Sundays belong to the Friday before; 1970-01-01 was a Thursday. */
static day working_day(day on)
{
    int weekday = (on + 4) % 7;
    return weekday == 6 ? on - 1 : weekday == 0 ? on - 2 : on;
}

/* The order of one supplier's acts stays that of its story, whatever their day. */
static void add_cue(const struct play *play, struct player *player, const struct act *act,
                    unsigned tie, unsigned order, struct cue *cues, size_t *count)
{
    int spread = (int)demo_pick(player->number, 20, SPREAD_DAYS);
    day on = working_day(day_add(play->today, act->day - spread));
    unsigned minutes = demo_pick(player->number, 21, 300) + order * 4;
    cues[(*count)++] = (struct cue){play_instant(on, minutes), player, act, tie};
}

static void add_story(const struct play *play, struct player *player, struct cue *cues,
                      size_t *count)
{
    unsigned order = 0;
    for (const struct act *act = player->story->acts; act->kind != ACT_NONE; act++)
        add_cue(play, player, act, act->tie, order++, cues, count);
    for (unsigned tie = (unsigned)player->story->buyers; tie < player->tie_count; tie++) {
        const struct act *acts = further_ties[demo_pick(player->number, tie, //
                                                        (unsigned)further_tie_count)];
        for (const struct act *act = acts; act->kind != ACT_NONE; act++)
            add_cue(play, player, act, tie, order++, cues, count);
    }
}

static int compare_cues(const void *left, const void *right)
{
    const struct cue *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->player->number < b->player->number ? -1 : a->player->number > b->player->number;
}

/* Which story the n-th place of the cast belongs to. */
static const struct story *story_at(int place)
{
    for (size_t i = 0; i < story_count; i++) {
        place -= stories[i].suppliers;
        if (place < 0)
            return &stories[i];
    }
    for (size_t i = 0; i < story_count; i++)
        if (stories[i].suppliers == 0)
            return &stories[i];
    return &stories[0];
}

static bool joins(const struct story *story)
{
    for (const struct act *act = story->acts; act->kind != ACT_NONE; act++)
        if (act->kind == ACT_ACCEPT)
            return true;
    return false;
}

static unsigned tie_count(const struct player *player)
{
    if (player->story->buyers > 1 || !joins(player->story))
        return (unsigned)player->story->buyers;
    return demo_pick(player->number, 22, 4) ? 1 : 2 + (demo_pick(player->number, 23, 3) == 0);
}

/* 97 and 300 have no common divisor: neighbours in the list live different stories. */
static void cast(unsigned number, struct player *player)
{
    static const unsigned char usual_buyer[] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
    *player = (struct player){.number = number};
    player->story = story_at((int)(number * 97 % DEMO_SUPPLIERS));
    demo_supplier(number, &player->company);
    player->tie_count = tie_count(player);
    unsigned first = player->story->buyer >= 0 ? (unsigned)player->story->buyer
                                               : usual_buyer[demo_pick(number, 24, 10)];
    for (unsigned i = 0; i < player->tie_count; i++)
        player->ties[i].buyer = (first + i) % DEMO_BUYERS;
}

static err read_editions(struct play *play, struct fault *fault)
{
    for (size_t i = 0; i < PLAY_EDITIONS; i++) {
        struct call call = {.operation = "edition_get",
                            .now = play->now,
                            .credential = &play->buyers[0],
                            .values = {{"edition", edition_ids[i]}}};
        TRY(door_call(play->door, &call, &play->editions[i], fault));
    }
    return OK;
}

/* Their own way of working: what counts as soon, and how long a check holds. */
static err set_up_buyers(struct play *play, struct fault *fault)
{
    static const struct {
        int expiring_days, recheck_months;
    } settings[] = {{90, 6}, {45, 24}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct call call = {.operation = "settings_put",
                            .now = play->now,
                            .credential = &play->buyers[i + 1],
                            .body =
                                json_pack("{s:i, s:i}", "expiring_days", settings[i].expiring_days,
                                          "recheck_months", settings[i].recheck_months)};
        TRY(door_call(play->door, &call, NULL, fault));
    }
    return OK;
}

/* Days go by also without an act: what falls due is told on its day. */
static err pass_days(const struct play *play, day *on, day until, struct fault *fault)
{
    while (*on < until)
        TRY(door_new_day(play->door, instant(++*on, 5), fault));
    return OK;
}

static err act_out(struct play *play, const struct cue *cues, size_t count, struct fault *fault)
{
    day on = day_add(play->today, FIRST_DAY);
    for (size_t i = 0; i < count; i++) {
        const struct cue *cue = &cues[i];
        TRY(pass_days(play, &on, day_of_instant(cue->at), fault));
        play->now = cue->at;
        TRY(play_act(play, cue->player, &cue->player->ties[cue->tie], cue->act, fault));
    }
    return pass_days(play, &on, play->today, fault);
}

err play_run(struct play *play, struct fault *fault)
{
    size_t count = 0;
    SCOPED(free_at) struct cue *cues = calloc(CUES_MAX, sizeof *cues);
    play->players = calloc(DEMO_SUPPLIERS, sizeof *play->players);
    if (!cues || !play->players)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    play->now = play_instant(day_add(play->today, FIRST_DAY), 60);
    TRY(read_editions(play, fault));
    TRY(set_up_buyers(play, fault));
    for (unsigned i = 0; i < DEMO_SUPPLIERS; i++) {
        cast(i, &play->players[i]);
        add_story(play, &play->players[i], cues, &count);
    }
    qsort(cues, count, sizeof *cues, compare_cues);
    return act_out(play, cues, count, fault);
}

void play_release(struct play *play)
{
    for (size_t i = 0; i < PLAY_EDITIONS; i++)
        json_decref(play->editions[i]);
    free(play->players);
    *play = (struct play){0};
}

const struct player *play_first(const struct play *play)
{
    for (size_t i = 0; i < DEMO_SUPPLIERS; i++)
        if (play->players[i].story == &stories[0])
            return &play->players[i];
    return NULL;
}
