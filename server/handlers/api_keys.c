/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/api_keys.h"

#include <stdio.h>
#include <string.h>

#include "base/rights.h"
#include "contract_limits.h"
#include "handlers/body.h"
#include "handlers/mail.h"
#include "handlers/way/pass.h"
#include "http/fault_params.h"
#include "operations.h"

err api_key_name_rights(json_t *key, struct fault *fault)
{
    unsigned bits = (unsigned)json_integer_value(json_object_get(key, "rights"));
    json_t *names = json_array();
    bool named = json_object_set_new(key, "rights", names) == 0;
    /* A right that only a newer server knows is none here. */
    for (unsigned bit = 1; named && right_name(bit); bit <<= 1)
        named = !(bits & bit) || json_array_append_new(names, json_string(right_name(bit))) == 0;
    return named ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

err api_key_show_item(struct request *request, json_t *item, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(item, fault);
}

err api_key_show_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    return api_key_show_item(request, changed->body, fault);
}

static err name_own(struct request *request, json_t *body, struct fault *fault)
{
    if (json_object_set_new(body, "mail", json_boolean(mail_is_sent(request))) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_t *session = json_object_get(body, "session");
    if (json_typeof(session) != JSON_OBJECT)
        return api_key_name_rights(json_object_get(body, "key"), fault);
    if (json_object_set_new(session, "page_token", json_string(request->credential.page_token)) !=
        0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return api_key_name_rights(json_object_get(body, "user"), fault);
}

PASS(read_filled, me_get, q_me(), name_own)

PASS(list_page_filled, api_key_list, q_api_key_list(), api_key_show_item)

int32_t api_key_asked_rights(const struct request *request)
{
    unsigned bits = 0;
    const json_t *names = json_object_get(request->json, "rights");
    for (size_t i = 0; i < json_array_size(names); i++)
        bits |= right_of(json_string_value(json_array_get(names, i)));
    return (int32_t)bits;
}

/* A key without an end is one that nobody ever rotates. */
static err check_last_day(const struct request *request, char out[static DAY_TEXT_SIZE],
                          struct fault *fault)
{
    const char *asked = request_text(request, "expires_on");
    day today = body_today(request);
    day last = day_add(today, LIMIT_KEY_LAST_DAY_DAYS_DEFAULT);
    if (asked && !day_parse(asked, &last))
        fault_add(fault, "/expires_on", "invalid_date", NULL);
    else if (last < today)
        fault_add(fault, "/expires_on", "date_in_past", NULL);
    else if (last > day_add(today, LIMIT_KEY_LAST_DAY_DAYS_MAX))
        fault_add_number(fault, "/expires_on", "key_life_too_long", "days",
                         LIMIT_KEY_LAST_DAY_DAYS_MAX);
    TRY(fault_invalid(fault));
    day_format(last, out);
    return OK;
}

static err show_secret(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct new_key *made = changed->context;
    TRY(api_key_show_item(request, json_object_get(changed->body, "api_key"), fault));
    if (json_object_set_new(changed->body, "secret", json_string(made->text)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

err api_key_add(struct request *request, struct response *response, struct fault *fault)
{
    char last[DAY_TEXT_SIZE];
    SCOPED(new_key_wipe) struct new_key key;
    TRY(check_last_day(request, last, fault));
    TRY(app_new_key(request, KEY_API, secret_random_id(), &key, fault));
    struct change change = {.statement = QUERY(api_key_add, .key = key.id, .hash = key.hash,
                                               TEXT(name), .rights = api_key_asked_rights(request),
                                               .last_day = last, .last4 = new_key_last4(&key)),
                            .finish = show_secret,
                            .context = &key,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err api_key_rotate(struct request *request, struct response *response, struct fault *fault)
{
    char last[DAY_TEXT_SIZE];
    const json_t *days = json_object_get(request->json, "overlap_days");
    SCOPED(new_key_wipe) struct new_key key;
    TRY(check_last_day(request, last, fault));
    TRY(app_new_key(request, KEY_API, request_number(request, "key"), &key, fault));
    struct change change = {
        .statement =
            QUERY(api_key_rotate, .key = key.id, .hash = key.hash, .last4 = new_key_last4(&key),
                  .overlap_days = days ? (int32_t)json_integer_value(days)
                                       : LIMIT_API_KEY_ROTATION_OVERLAP_DAYS_DEFAULT,
                  .last_day = last),
        .finish = show_secret,
        .context = &key,
        .secret = true};
    return change_run(&change, request, response, fault);
}

PASS(change_finished, api_key_revoke, QUERY(api_key_revoke, .key = request_number(request, "key")),
     api_key_show_changed)

PASS(change_finished, api_key_hand_over,
     QUERY(api_key_hand_over, .key = request_number(request, "key"), TEXT(user)),
     api_key_show_changed)
