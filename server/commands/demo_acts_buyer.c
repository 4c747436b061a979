/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyers of the demonstration do, act by act. */
#include <stdio.h>
#include <string.h>

#include "commands/demo_scene.h"

/* Due dates are set to the end of a month. */
static void month_end_at(const struct scene *scene, int offset, char out[static DAY_TEXT_SIZE])
{
    char first[DAY_TEXT_SIZE];
    day of_month = 0;
    scene_day_at(scene, offset, first);
    memcpy(first + 8, "01", 2);
    if (day_parse(first, &of_month))
        day_format(day_add(day_shift_months(of_month, 1), -1), out);
}

static void keep_token(struct tie *tie, const json_t *answer)
{
    const json_t *invitation = json_object_get(answer, "invitation");
    const char *token = json_string_value(json_object_get(invitation, "token"));
    snprintf(tie->token, sizeof tie->token, "%s", token ? token : "");
}

err act_invite(struct scene *scene, struct fault *fault)
{
    json_auto_t *answer = NULL;
    json_t *record = demo_record(scene->player->number, scene->tie->buyer, &scene->player->company);
    TRY(scene_buyer(scene, "supplier_add", record, &answer, fault));
    scene_keep_id(answer, "relationship", scene->tie->relationship);
    keep_token(scene->tie, answer);
    scene->play->relationships++;
    return OK;
}

err act_invite_again(struct scene *scene, struct fault *fault)
{
    json_auto_t *answer = NULL;
    TRY(scene_buyer(scene, "supplier_invite", NULL, &answer, fault));
    keep_token(scene->tie, answer);
    return OK;
}

/* METI's three questions, considered where they decide: any yes suggests ★4, else ★3. */
static json_t *questions(int star, unsigned number)
{
    if (star != 3 && star != 4)
        return NULL;
    bool yes = star == 4;
    return json_pack("{s:b, s:b, s:b}", "important_information", yes && number % 2,
                     "unacceptable_interruption", yes, "internal_access", yes && number % 3);
}

static err put_requirement(struct scene *scene, const char *operation, json_t *demand,
                           struct fault *fault)
{
    struct call call = {.operation = operation,
                        .now = scene->play->now,
                        .credential = &scene->play->buyers[scene->tie->buyer],
                        .values = {{"supplier", scene->tie->relationship}},
                        .if_match = scene->tie->demanded ? "*" : NULL,
                        .body = demand};
    TRY(door_call(scene->play->door, &call, NULL, fault));
    scene->tie->demanded = true;
    return OK;
}

err act_require(struct scene *scene, struct fault *fault)
{
    static const char *const levels[] = {NULL, "declared", "substantiated", "confirmed"};
    const struct act *act = scene->act;
    unsigned number = scene->player->number;
    char due[DAY_TEXT_SIZE], from[DAY_TEXT_SIZE], notice[DAY_TEXT_SIZE];
    month_end_at(scene, act->until, due);
    scene_day_at(scene, act->from, from);
    scene_day_at(scene, act->day - 25, notice);
    json_t *demand =
        json_pack("{s:i, s:b, s:s, s:s, s:s, s:o*}", "required_star", act->star, "accept_higher",
                  !act->exact, "due_on", due, "reason", demo_reason(act->star, number), "notice_on",
                  notice, "questions", questions(act->star, number));
    if (act->level != LEVEL_DEFAULT)
        json_object_set_new(demand, "required_assurance", json_string(levels[act->level]));
    if (act->from)
        json_object_set_new(demand, "effective_from", json_string(from));
    return put_requirement(scene, "requirement_put", demand, fault);
}

err act_exempt(struct scene *scene, struct fault *fault)
{
    return put_requirement(scene, "requirement_put",
                           json_pack("{s:n, s:s}", "required_star", "reason", demo_exemption()),
                           fault);
}

err act_remove_requirement(struct scene *scene, struct fault *fault)
{
    return put_requirement(scene, "requirement_delete", NULL, fault);
}

err act_record(struct scene *scene, struct fault *fault)
{
    char id[DECLARATION_ID_SIZE], declared[DAY_TEXT_SIZE];
    scene_declaration_id(scene->player, scene->act, id);
    scene_day_at(scene, scene->act->from, declared);
    return scene_buyer(
        scene, "supplier_declaration_put",
        json_pack("{s:i, s:s, s:s}", "star", scene->act->star, "id", id, "declared_on", declared),
        NULL, fault);
}

/* Only what is on file can be compared. */
err act_check(struct scene *scene, struct fault *fault)
{
    static const struct {
        const char *result, *note;
    } checks[] = {
        [CHECK_FOUND] = {"found", "公表一覧で名称と★を確認しました。"},
        [CHECK_NOT_FOUND] = {"not_found", "公表一覧に該当する自己宣言IDが見当たりません。"},
        [CHECK_DIFFERS] = {"differs", "公表一覧では旧社名で掲載されています。"},
        [CHECK_INCONCLUSIVE] = {"inconclusive", "公表一覧が更新作業中のため確認できませんでした。"},
    };
    if (!scene->player->declaration[0] || !scene->tie->active)
        return OK;
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "method", "public_list", "result",
                  checks[scene->act->choice].result, "note", checks[scene->act->choice].note);
    if (scene->act->choice == CHECK_DIFFERS)
        json_object_set_new(body, "differences", json_pack("[s]", "name"));
    return scene_buyer(scene, "check_add", body, NULL, fault);
}

err act_decide_scope(struct scene *scene, struct fault *fault)
{
    bool covers = scene->act->choice == SCOPE_COVERS;
    return scene_buyer(scene, "scope_decision_add",
                       json_pack("{s:s, s:s, s:s}", "declaration", scene->player->declaration,
                                 "decision", covers ? "covers" : "does_not_cover", "note",
                                 covers ? "当社向けの製造拠点が範囲に含まれています。"
                                        : "当社向けの製造拠点が範囲に含まれていません。"),
                       NULL, fault);
}

err act_end_relationship(struct scene *scene, struct fault *fault)
{
    scene->tie->active = false;
    return scene_buyer(scene, "supplier_end", NULL, NULL, fault);
}
