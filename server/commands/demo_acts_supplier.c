/* SPDX-License-Identifier: Apache-2.0 */
/* What the suppliers of the demonstration do, act by act. */
#include <stdio.h>
#include <string.h>

#include "commands/demo_scene.h"

/* With the first acceptance the organisation comes into being and gets its first key. */
err act_accept(struct scene *scene, struct fault *fault)
{
    struct player *player = scene->player;
    const struct company *company = &player->company;
    json_auto_t *answer = NULL;
    json_t *body = json_pack("{s:s}", "token", scene->tie->token);
    if (!player->credential.present)
        json_object_set_new(
            body, "organisation",
            json_pack("{s:s, s:s, s:s*}", "name", company->name, "reading", company->reading,
                      "corporate_number",
                      company->corporate_number[0] ? company->corporate_number : NULL));
    const struct credential *who = player->credential.present ? &player->credential : NULL;
    TRY(scene_call(scene, who, "invitation_redeem", body, &answer, fault));
    scene->tie->active = true;
    const char *key = json_string_value(json_object_get(answer, "secret"));
    if (!who && (!key || !credential_read(scene->play->door->app.secret, key, &player->credential)))
        return fault_log(fault, ERR_INTERNAL, "a redemption without a first key");
    return OK;
}

err act_decline(struct scene *scene, struct fault *fault)
{
    return scene_call(scene, NULL, "invitation_decline",
                      json_pack("{s:s}", "token", scene->tie->token), NULL, fault);
}

err act_leave(struct scene *scene, struct fault *fault)
{
    scene->tie->active = false;
    return scene_supplier(scene, "buyer_leave", NULL, NULL, fault);
}

err act_respond(struct scene *scene, struct fault *fault)
{
    enum act_choice choice = scene->act->choice;
    const char *kind = choice == RESPOND_TALKS      ? "talks_requested"
                       : choice == RESPOND_OBJECTED ? "objected"
                                                    : "accepted";
    const char *message = choice == RESPOND_TALKS      ? demo_talks(scene->player->number)
                          : choice == RESPOND_OBJECTED ? demo_objection()
                                                       : NULL;
    return scene_supplier(scene, "response_put",
                          json_pack("{s:s, s:s*}", "kind", kind, "message", message), NULL, fault);
}

err act_disclose(struct scene *scene, struct fault *fault)
{
    return scene_supplier(scene, "disclosure_put", json_pack("{s:b}", "readiness", true), NULL,
                          fault);
}

/* NULL = left open. */
static const char *answer_to(const struct act *act, unsigned index)
{
    if (act->choice == ANSWERS_INCOMPLETE && index % 9 == 4)
        return NULL;
    if (act->choice == ANSWERS_WITH_GAPS && index % 11 == 3)
        return "not_implemented";
    if (act->choice == ANSWERS_WITH_GAPS && index % 7 == 5)
        return "partial";
    if (act->star == 2 && index % 13 == 7)
        return "not_implemented";
    if (act->star == 2 && index % 6 == 2)
        return "partial";
    return act->star == 3 && index % 31 == 12 ? "not_applicable" : "implemented";
}

static json_t *answers_to(const struct act *act, const json_t *edition)
{
    json_t *answers = json_array();
    size_t i;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), i, criterion)
    {
        const char *answer = answer_to(act, (unsigned)i);
        if (!answer)
            continue;
        bool excused = strcmp(answer, "not_applicable") == 0;
        json_array_append_new(
            answers,
            json_pack("{s:O, s:s, s:s*}", "criterion", json_object_get(criterion, "id"), "answer",
                      answer, "justification",
                      excused ? "当社では該当する機器・業務を利用していないため。" : NULL));
    }
    return json_pack("{s:o}", "answers", answers);
}

/* ★1 under either edition, half of them each. */
static const json_t *edition_for(const struct scene *scene)
{
    int star = scene->act->star;
    return scene->play->editions[star == 1 ? scene->player->number % 2 : (unsigned)star];
}

err act_assess(struct scene *scene, struct fault *fault)
{
    const json_t *edition = edition_for(scene);
    json_auto_t *draft = NULL;
    TRY(scene_supplier(scene, "assessment_add",
                       json_pack("{s:O}", "edition", json_object_get(edition, "id")), &draft,
                       fault));
    scene_keep_id(draft, "assessment", scene->player->assessment);
    TRY(scene_supplier(scene, "assessment_answers_put", answers_to(scene->act, edition), NULL,
                       fault));
    return scene_supplier(scene, "assessment_submit", json_object(), NULL, fault);
}

err act_withdraw_assessment(struct scene *scene, struct fault *fault)
{
    return scene_supplier(scene, "assessment_withdraw", NULL, NULL, fault);
}

static json_t *paper_of(const struct scene *scene, const char *url, const char *person,
                        const char *report)
{
    unsigned number = scene->player->number;
    switch (scene->act->choice) {
    case PAPER_POLICY:
        return number % 4 ? json_pack("{s:s, s:s}", "kind", "policy_publication", "url", url)
                          : json_pack("{s:s, s:s}", "kind", "policy_publication", "place",
                                      "会社案内に掲載し、本社受付に掲示");
    case PAPER_EXPERT:
        return json_pack("{s:s, s:s, s:s, s:s}", "kind", "expert_confirmation", "person", person,
                         "qualification", "情報処理安全確保支援士", "organisation",
                         "ひばり情報セキュリティ相談室");
    case PAPER_OATH:
        return json_pack("{s:s, s:s, s:s}", "kind", "management_oath", "person", person, "position",
                         "代表取締役社長");
    case PAPER_REPORT:
        return json_pack("{s:s, s:s, s:s}", "kind", "third_party_assessment", "organisation",
                         "はるか評価センター", "report_id", report);
    default:
        return json_pack("{s:s, s:s}", "kind", "technical_verification", "organisation",
                         "はるか技術検証室");
    }
}

err act_file_paper(struct scene *scene, struct fault *fault)
{
    unsigned number = scene->player->number;
    char url[NAME_SIZE], person[NAME_SIZE], report[NAME_SIZE];
    snprintf(url, sizeof url, "https://s%03u.example.jp/security-policy", number);
    snprintf(report, sizeof report, "HC-%04u", 1000 + number);
    demo_person(number + scene->act->choice, person);
    json_t *paper = paper_of(scene, url, person, report);
    json_object_set_new(paper, "dated_on", json_string(scene->today));
    return scene_supplier(scene, "paper_add", paper, NULL, fault);
}

static json_t *declaration_of(const struct scene *scene, const struct act *act,
                              const char *declared_on)
{
    char id[DECLARATION_ID_SIZE], from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];
    scene_declaration_id(scene->player, act, id);
    /* Ends differ, as real ones do: in the future by up to two weeks, in the past likewise. */
    int spread = (int)(scene->player->number % 8) * 2;
    scene_day_at(scene, act->from, from);
    scene_day_at(scene, act->until + (act->until > 0 ? spread : -spread), until);
    json_t *body = json_pack("{s:i, s:s, s:s}", "star", act->star, "id", id, "declared_on",
                             act->from && !act->early ? from : declared_on);
    if (act->early)
        json_object_set_new(body, "valid_from", json_string(from));
    if (act->until)
        json_object_set_new(body, "valid_until", json_string(until));
    if (act->part) {
        json_object_set_new(body, "scope", json_string("part"));
        json_object_set_new(body, "scope_text",
                            json_string(demo_scope_text(scene->player->number)));
    }
    return body;
}

static err file_declaration(struct scene *scene, json_t *body, struct fault *fault)
{
    json_auto_t *answer = NULL;
    TRY(scene_supplier(scene, "declaration_add", body, &answer, fault));
    scene_keep_id(answer, "declaration", scene->player->declaration);
    return OK;
}

err act_declare(struct scene *scene, struct fault *fault)
{
    scene->player->declared = scene->act;
    scene->player->declared_on = day_of_instant(scene->play->now);
    return file_declaration(scene, declaration_of(scene, scene->act, scene->today), fault);
}

err act_correct(struct scene *scene, struct fault *fault)
{
    char declared_on[DAY_TEXT_SIZE];
    day_format(scene->player->declared_on, declared_on);
    json_t *body = declaration_of(scene, scene->player->declared, declared_on);
    json_object_set_new(body, "replaces", json_string(scene->player->declaration));
    return file_declaration(scene, body, fault);
}

static err end_declaration(struct scene *scene, const char *member, struct fault *fault)
{
    return scene_supplier(scene, "declaration_patch", json_pack("{s:s}", member, scene->today),
                          NULL, fault);
}

err act_stop(struct scene *scene, struct fault *fault)
{
    return end_declaration(scene, "stopped_on", fault);
}

err act_revoke(struct scene *scene, struct fault *fault)
{
    return end_declaration(scene, "revoked_on", fault);
}
