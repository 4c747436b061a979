/* SPDX-License-Identifier: Apache-2.0 */
/* webhook list, add, test, rotate, log, redeliver, end: where events are sent. */
#include <string.h>

#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static const char *webhook_state(const struct session *session, const json_t *item)
{
    const char *why = text_at(item, "disabled_because");
    if (why[0] != '\0')
        return label_of(session, TEXT_WEBHOOK_DISABLED_BECAUSE, why);
    return label_of_yes(session, json_object_get(item, "enabled"));
}

static void add_webhook(struct table *table, const json_t *item)
{
    char failing[CLOCK_TEXT_SIZE];
    table_texts(table, text_at(item, "webhook"), text_at(item, "url"),
                webhook_state(table->session, item),
                tokyo_time(text_at(item, "failing_since"), failing) ? failing : "");
}

err run_webhook_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_ABOUT, W_T_STATE, W_T_FAILING, W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/webhooks");
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_webhook);
}

/* A secret goes to standard output, so that it can be kept in a file. */
static err tell_secret(const struct session *session, enum word said, const json_t *issued)
{
    TRY(tell_answer(session, issued, said, text_at(issued, "webhook.url"),
                    text_at(issued, "webhook.webhook"), NULL));
    if (!session->json)
        say(session, stdout, W_WEBHOOK_SECRET, text_at(issued, "secret"), NULL);
    return OK;
}

err run_webhook_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_pack("{s:s}", "url", operand(session->arguments));
    json_auto_t *types = json_array();
    const char *type;
    for (size_t at = 0; (type = argument_each(session->arguments, OPTION_TYPES, &at)) != NULL;)
        json_array_append_new(types, json_string(type));
    if (json_array_size(types) > 0)
        json_object_set(body, "types", types);
    TRY(call_post(session, body, &answer, "/v1/webhooks"));
    return tell_secret(session, W_WEBHOOK_ADDED, answer.json);
}

err run_webhook_rotate(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(call_post(session, NULL, &answer, "/v1/webhooks/%s:rotate", operand(session->arguments)));
    return tell_secret(session, W_WEBHOOK_ROTATED, answer.json);
}

static err tell_queued(const struct session *session, const json_t *delivery)
{
    return tell_answer(session, delivery, W_WEBHOOK_QUEUED, text_at(delivery, "delivery"), NULL);
}

err run_webhook_test(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(call_post(session, NULL, &answer, "/v1/webhooks/%s:test", operand(session->arguments)));
    return tell_queued(session, answer.json);
}

err run_webhook_redeliver(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const struct arguments *arguments = session->arguments;
    TRY(call_post(session, NULL, &answer, "/v1/webhooks/%s/deliveries/%s:redeliver",
                  operand(arguments), arguments->words[arguments->command_words + 1]));
    return tell_queued(session, answer.json);
}

static void add_delivery(struct table *table, const json_t *item)
{
    char when[CLOCK_TEXT_SIZE], tries[NUMBER_SIZE];
    const json_t *attempts = json_object_get(item, "attempts");
    size_t count = json_array_size(attempts);
    const json_t *last = count > 0 ? json_array_get(attempts, count - 1) : NULL;
    table_texts(table, text_at(item, "delivery"),
                label_of(table->session, TEXT_EVENT_TYPE, text_at(item, "type")),
                tokyo_time(text_at(item, "recorded_at"), when) ? when : "",
                last ? label_of(table->session, TEXT_WEBHOOK_RESULT, text_at(last, "result")) : "",
                number_text((int64_t)count, tries));
}

err run_webhook_log(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_TASK,  W_T_WHEN,
                                       W_T_OUTCOME,      W_T_TRIES, W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/webhooks/%s/deliveries", operand(session->arguments));
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_delivery);
}

err run_webhook_end(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(confirm(session, W_ASK_WEBHOOK_END, operand(session->arguments), NULL));
    TRY(call_delete(session, NULL, &answer, "/v1/webhooks/%s", operand(session->arguments)));
    return tell_answer(session, answer.json, W_WEBHOOK_REMOVED, text_at(answer.json, "url"), NULL);
}
