/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration acted out: the stories of all suppliers, laid over each other by their days,
 * each act as a call through the door at its own instant. */
#ifndef COMMANDS_DEMO_PLAY_H
#define COMMANDS_DEMO_PLAY_H

#include "commands/demo_door.h"
#include "commands/demo_names.h"
#include "commands/demo_stories.h"
#include "domain/day.h"

/* One relationship. */
struct tie {
    unsigned buyer;
    bool demanded; /* a requirement was set */
    bool active;
    char relationship[UUID_TEXT_SIZE]; /* empty until invited */
    char token[KEY_TEXT_SIZE];
};

struct player {
    unsigned number;
    struct company company;
    const struct story *story;
    struct credential credential; /* present once its organisation exists */
    struct tie ties[DEMO_BUYERS];
    unsigned tie_count;
    unsigned declarations;
    const struct act *declared; /* the newest, with its id */
    day declared_on;
    char declaration[UUID_TEXT_SIZE];
    char assessment[UUID_TEXT_SIZE];
};

enum { PLAY_EDITIONS = 4 };

struct play {
    const struct door *door;
    struct credential buyers[DEMO_BUYERS];
    day today;
    int64_t now; /* of the act */
    struct player *players;
    json_t *editions[PLAY_EDITIONS];
    size_t relationships;
};

/* Plays everything up to the day `today`. The supplier with several buyers is players[first]. */
err play_run(struct play *play, struct fault *fault) MUST_CHECK;
void play_release(struct play *play);
/* The player of the first story, whose key is printed. */
const struct player *play_first(const struct play *play);

/* Business hours of a Tokyo day, some minutes after nine. */
int64_t play_instant(day on, unsigned minutes);
/* demo_acts.c: one act. */
err play_act(struct play *play, struct player *player, struct tie *tie, const struct act *act,
             struct fault *fault) MUST_CHECK;

#endif
