/* SPDX-License-Identifier: Apache-2.0 */
/* What one act of the demonstration works on, and what acts have in common. */
#ifndef COMMANDS_DEMO_SCENE_H
#define COMMANDS_DEMO_SCENE_H

#include "commands/demo_play.h"

enum { DECLARATION_ID_SIZE = 24 };

/* What an act works on. */
struct scene {
    struct play *play;
    struct player *player;
    struct tie *tie;
    const struct act *act;
    char today[DAY_TEXT_SIZE]; /* of the act */
};

/* The day some days after (or before) the day of loading. */
void scene_day_at(const struct scene *scene, int offset, char out[static DAY_TEXT_SIZE]);
/* An operation with this scene's relationship, declaration or assessment in its path. */
err scene_call(struct scene *scene, const struct credential *who, const char *operation,
               json_t *body, json_t **answer, struct fault *fault) MUST_CHECK;
err scene_buyer(struct scene *scene, const char *operation, json_t *body, json_t **answer,
                struct fault *fault) MUST_CHECK;
err scene_supplier(struct scene *scene, const char *operation, json_t *body, json_t **answer,
                   struct fault *fault) MUST_CHECK;
void scene_keep_id(const json_t *answer, const char *member, char out[static UUID_TEXT_SIZE]);
/* A new 自己宣言ID or registration number. */
void scene_declaration_id(struct player *player, const struct act *act,
                          char out[static DECLARATION_ID_SIZE]);

typedef err act_fn(struct scene *scene, struct fault *fault);
act_fn act_invite, act_invite_again, act_require, act_exempt, act_remove_requirement, act_record,
    act_check, act_decide_scope, act_end_relationship;
act_fn act_accept, act_decline, act_leave, act_respond, act_disclose, act_assess,
    act_withdraw_assessment, act_file_paper, act_declare, act_correct, act_stop, act_revoke;

#endif
