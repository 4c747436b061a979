/* SPDX-License-Identifier: Apache-2.0 */
/* mail list, settings, set, preview: what went to whom by mail, and from whom letters go. What a
 * person is told is chosen where it signs in: a key is nobody. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static void add_mail(struct table *table, const json_t *item)
{
    char when[CLOCK_TEXT_SIZE];
    const struct session *session = table->session;
    table_texts(table, tokyo_time(text_at(item, "recorded_at"), when) ? when : "",
                label_of(session, TEXT_MAIL_KIND, text_at(item, "kind")), text_at(item, "to"),
                label_of(session, TEXT_MAIL_STATE, text_at(item, "state")),
                text_at(item, "answer"));
}

/* The relationship that a supplier's code, number or id names. */
static err add_supplier(struct session *session, struct hoshitori_target *target)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer found = {0};
    SCOPED(free_at) char *supplier = supplier_of(operand(session->arguments));
    TRY(call_get(session, &found, "/v1/suppliers/%s", supplier));
    hoshitori_query(target, "supplier", text_at(found.json, "relationship"));
    return OK;
}

err run_mail_list(struct session *session)
{
    static const enum word titles[] = {W_T_WHEN, W_T_TASK, W_T_TO, W_T_STATE, W_T_ANSWER, W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/mails");
    if (operand(session->arguments) != NULL)
        TRY(add_supplier(session, &target));
    const char *state = argument(session->arguments, OPTION_MAIL_STATE);
    if (state != NULL)
        hoshitori_query(&target, "state", state);
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_mail);
}

static void print_settings(const struct session *session, const json_t *settings)
{
    char days[NUMBER_SIZE], times[NUMBER_SIZE];
    SCOPED(free_at) char *rule = NULL;
    if (json_is_object(json_object_get(settings, "reminders")))
        rule = phrase(session, W_REMINDERS,
                      number_text(whole_at(settings, "reminders.after_days"), days),
                      number_text(whole_at(settings, "reminders.times"), times), NULL);
    print_field(session, W_F_SENDER_DEPARTMENT, text_at(settings, "sender_department"));
    print_field(session, W_F_SENDER_NAME, text_at(settings, "sender_name"));
    print_field(session, W_F_SENDER_PHONE, text_at(settings, "sender_telephone"));
    print_field(session, W_F_REPLY_TO, text_at(settings, "reply_to"));
    print_field(session, W_F_REMINDERS, rule != NULL ? rule : word(session, W_REMINDERS_NONE));
    print_field(session, W_F_INTRODUCTION, text_at(settings, "introduction"));
}

err run_mail_settings(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(call_get(session, &answer, "/v1/mail-settings"));
    return show_answer(session, answer.json, print_settings);
}

/* What was given, into the settings; "none" takes a text away. */
static void change_texts(const struct session *session, json_t *settings)
{
    static const enum option_id texts[] = {OPTION_SENDER_DEPARTMENT, OPTION_SENDER_NAME,
                                           OPTION_SENDER_PHONE, OPTION_REPLY_TO,
                                           OPTION_INTRODUCTION};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *value = argument(session->arguments, texts[i]);
        if (value != NULL && strcmp(value, "none") == 0)
            json_object_set_new(settings, option_of(texts[i])->member, json_null());
        else
            set_text(settings, option_of(texts[i])->member, value);
    }
}

static void change_reminders(const struct session *session, json_t *settings)
{
    const char *after = argument(session->arguments, OPTION_REMIND_AFTER);
    const char *times = argument(session->arguments, OPTION_REMIND_TIMES);
    if (argument(session->arguments, OPTION_NO_REMINDERS) != NULL) {
        json_object_set_new(settings, "reminders", json_null());
        return;
    }
    if (after == NULL && times == NULL)
        return;
    json_t *reminders = json_object_get(settings, "reminders");
    if (!json_is_object(reminders)) {
        json_object_set_new(settings, "reminders", json_pack("{s:i}", "times", 1));
        reminders = json_object_get(settings, "reminders");
    }
    set_number(reminders, "after_days", after);
    set_number(reminders, "times", times);
}

/* The settings as they are and what was given, as they are put. */
static err settings_given(struct session *session, struct hoshitori_answer *found)
{
    TRY(call_get(session, found, "/v1/mail-settings"));
    json_object_del(found->json, "recorded_at");
    change_texts(session, found->json);
    change_reminders(session, found->json);
    return OK;
}

err run_mail_set(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer found = {0}, kept = {0};
    TRY(form_either(session, OPTION_NO_REMINDERS, OPTION_REMIND_AFTER));
    TRY(form_either(session, OPTION_NO_REMINDERS, OPTION_REMIND_TIMES));
    TRY(settings_given(session, &found));
    TRY(call_put(session, found.json, found.etag, &kept, "/v1/mail-settings"));
    return tell_answer(session, kept.json, W_MAIL_SETTINGS_KEPT, NULL);
}

err run_mail_preview(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer found = {0}, shown = {0};
    const char *kind = operand(session->arguments);
    TRY(settings_given(session, &found));
    json_auto_t *body =
        json_pack("{s:s, s:O}", "kind", kind != NULL ? kind : "invitation", "settings", found.json);
    TRY(call_post(session, body, &shown, "/v1/mail-settings:preview"));
    if (session->json) {
        print_json(shown.json);
        return OK;
    }
    print_field(session, W_F_MAIL_FROM, text_at(shown.json, "from.name"));
    print_field(session, W_F_REPLY_TO, text_at(shown.json, "reply_to"));
    print_field(session, W_F_SUBJECT, text_at(shown.json, "subject"));
    printf("\n");
    say(session, stdout, W_AS_IS, text_at(shown.json, "text"), NULL);
    return OK;
}
