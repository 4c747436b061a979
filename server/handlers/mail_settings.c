/* SPDX-License-Identifier: Apache-2.0 */
/* From whom a buyer's letters go by mail, what it says above them, and when it reminds. */
#include <string.h>

#include "base/mail_address.h"
#include "domain/mail.h"
#include "domain/text.h"
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { SAMPLE_URL_MAX = 2048, SAMPLE_DAYS = 89, SAMPLE_STAR = 3 };

static const char *const mail_members[] = {"sender_name", "sender_department", "sender_telephone",
                                           "reply_to",    "introduction",      "reminders",
                                           NULL};

PASS(read_replaced, mail_settings_get, q_mail_settings(), mail_members, NULL)

/* Nobody could answer to an address that mail cannot go to. */
static err check_reply_to(const json_t *settings, const char *pointer, struct fault *fault)
{
    const char *reply_to = json_string_value(json_object_get(settings, "reply_to"));
    if (reply_to && !mail_address(reply_to))
        fault_add(fault, pointer, "invalid_email", NULL);
    return fault_invalid(fault);
}

err mail_settings_put(struct request *request, struct response *response, struct fault *fault)
{
    const json_t *reminders = json_object_get(request->json, "reminders");
    const json_t *days = json_object_get(reminders, "after_days");
    const json_t *times = json_object_get(reminders, "times");
    TRY(check_reply_to(request->json, "/reply_to", fault));
    return change_replaced(
        request, response,
        QUERY(mail_settings_put, TEXT(sender_name), TEXT(sender_department), TEXT(sender_telephone),
              TEXT(reply_to), TEXT(introduction),
              .after_days = {json_is_object(reminders), (int32_t)json_integer_value(days)},
              .times = {json_is_object(reminders), (int32_t)json_integer_value(times)}),
        mail_members, fault);
}

/* Of a demand that was due yesterday, what a reminder of it says. */
static err sample_demand(struct request *request, json_t *data, struct fault *fault)
{
    char due_on[DAY_TEXT_SIZE];
    day_format(day_add(body_today(request), -1), due_on);
    json_auto_t *demand = json_pack("{s:i, s:s, s:s}", "required_star", SAMPLE_STAR, "due_on",
                                    due_on, "status", "overdue");
    return demand && json_object_update(data, demand) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* A letter as it would go out today; an invitation of a demand that none was told of. */
static err write_sample(struct request *request, const json_t *party, struct mail_words *words,
                        struct fault *fault)
{
    const struct app *app = app_of(request);
    bool of_demand = strcmp(request_text(request, "kind"), "demand_reminder") == 0;
    const char *sample = text_word(TEXT_MAIL, "sample_supplier", request->language);
    char url[SAMPLE_URL_MAX], stop[SAMPLE_URL_MAX], expires_on[DAY_TEXT_SIZE];
    day_format(day_add(body_today(request), SAMPLE_DAYS), expires_on);
    snprintf(url, sizeof url, "%s/%s", app->public_url,
             of_demand ? "requests/…" : "invitations#token=…");
    snprintf(stop, sizeof stop, "%s/mail#token=…", app->public_url);
    json_auto_t *data =
        json_pack("{s:O, s:O, s:s, s:s}", "buyer", json_object_get(party, "buyer"), "contact",
                  json_object_get(party, "contact"), "supplier", sample, "expires_on", expires_on);
    if (!data || json_object_update(data, json_object_get(request->json, "settings")) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (of_demand)
        TRY(sample_demand(request, data, fault));
    SCOPED(free_at) char *text = json_dumps(data, JSON_COMPACT);
    const struct mail mail = {.kind = request_text(request, "kind"),
                              .data = text,
                              .url = url,
                              .stop = stop,
                              .language = request->language};
    return text ? mail_write(&mail, words, fault) : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* Nothing is kept of it, its repetition neither: the settings may name people. */
err mail_settings_preview(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(mail_words_release) struct mail_words words = MAIL_WORDS_INIT;
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    const char *from = app_of(request)->config->mail_from;
    const json_t *settings = json_object_get(request->json, "settings");
    TRY(check_reply_to(settings, "/settings/reply_to", fault));
    TRY(read_rows(request, q_mail_sample_party(), &exchange, &index, fault));
    json_auto_t *party = json_loads(q_value_row(&exchange, index, 0).value, 0, NULL);
    TRY(write_sample(request, party, &words, fault));
    json_auto_t *sample = json_pack(
        "{s:{s:s, s:s?}, s:O, s:s, s:s, s:s}", "from", "name", buf_text(&words.sender), "address",
        from[0] ? from : NULL, "reply_to", json_object_get(settings, "reply_to"), "subject",
        buf_text(&words.subject), "text", buf_text(&words.text), "html", buf_text(&words.html));
    if (!sample)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    response_json(response, 200, sample);
    return OK;
}
