/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "commands/demo_scene.h"

void scene_day_at(const struct scene *scene, int offset, char out[static DAY_TEXT_SIZE])
{
    day_format(day_add(scene->play->today, offset), out);
}

err scene_call(struct scene *scene, const struct credential *who, const char *operation,
               json_t *body, json_t **answer, struct fault *fault)
{
    struct call call = {.operation = operation,
                        .now = scene->play->now,
                        .credential = who,
                        .values = {{"supplier", scene->tie->relationship},
                                   {"declaration", scene->player->declaration}},
                        .body = body};
    if (who && who == &scene->player->credential) {
        call.values[0] = (struct request_value){"buyer", scene->tie->relationship};
        if (strncmp(operation, "assessment", 10) == 0)
            call.values[1] = (struct request_value){"assessment", scene->player->assessment};
    }
    return door_call(scene->play->door, &call, answer, fault);
}

err scene_buyer(struct scene *scene, const char *operation, json_t *body, json_t **answer,
                struct fault *fault)
{
    return scene_call(scene, &scene->play->buyers[scene->tie->buyer], operation, body, answer,
                      fault);
}

err scene_supplier(struct scene *scene, const char *operation, json_t *body, json_t **answer,
                   struct fault *fault)
{
    return scene_call(scene, &scene->player->credential, operation, body, answer, fault);
}

void scene_keep_id(const json_t *answer, const char *member, char out[static UUID_TEXT_SIZE])
{
    const char *id = json_string_value(json_object_get(answer, member));
    snprintf(out, UUID_TEXT_SIZE, "%s", id ? id : "");
}

void scene_declaration_id(struct player *player, const struct act *act,
                          char out[static DECLARATION_ID_SIZE])
{
    unsigned serial = player->number * 16 + ++player->declarations;
    if (act->star <= 2)
        snprintf(out, DECLARATION_ID_SIZE, "%c%010u", act->old ? '4' : '5', 20000000 + serial);
    else
        snprintf(out, DECLARATION_ID_SIZE, "SCS%d-D%06u", act->star, 100000 + serial);
}

static act_fn *const acts[ACT_KINDS] = {
    [ACT_INVITE] = act_invite,
    [ACT_INVITE_AGAIN] = act_invite_again,
    [ACT_REQUIRE] = act_require,
    [ACT_EXEMPT] = act_exempt,
    [ACT_REMOVE] = act_remove_requirement,
    [ACT_RECORD] = act_record,
    [ACT_CHECK] = act_check,
    [ACT_SCOPE] = act_decide_scope,
    [ACT_END] = act_end_relationship,
    [ACT_ACCEPT] = act_accept,
    [ACT_DECLINE] = act_decline,
    [ACT_LEAVE] = act_leave,
    [ACT_RESPOND] = act_respond,
    [ACT_DISCLOSE] = act_disclose,
    [ACT_ASSESS] = act_assess,
    [ACT_WITHDRAW_ASSESSMENT] = act_withdraw_assessment,
    [ACT_PAPER] = act_file_paper,
    [ACT_DECLARE] = act_declare,
    [ACT_CORRECT] = act_correct,
    [ACT_STOP] = act_stop,
    [ACT_REVOKE] = act_revoke,
};

err play_act(struct play *play, struct player *player, struct tie *tie, const struct act *act,
             struct fault *fault)
{
    struct scene scene = {play, player, tie, act, ""};
    day_format(day_of_instant(play->now), scene.today);
    return acts[act->kind](&scene, fault);
}
