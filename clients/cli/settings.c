/* SPDX-License-Identifier: Apache-2.0 */
/* settings: when validity is about to end, how long a check counts, and when what ended is erased.
 * Nothing given: what holds is shown. */
#include <string.h>

#include "call.h"
#include "commands.h"
#include "labels.h"
#include "say.h"

static void print_number(const struct session *session, enum word name, int64_t number)
{
    char text[NUMBER_SIZE];
    print_field(session, name, number < 0 ? word(session, W_NOTHING) : number_text(number, text));
}

/* A number, or with "none" null; not given: it stays. */
static void set_given(const struct session *session, json_t *body, enum option_id id,
                      const char *member)
{
    const char *value = argument(session->arguments, id);
    if (value != NULL && strcmp(value, "none") == 0)
        json_object_set_new(body, member, json_null());
    else
        set_number(body, member, value);
}

static err change_settings(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0}, kept = {0};
    if (argument(session->arguments, OPTION_EXPIRING_DAYS) == NULL &&
        argument(session->arguments, OPTION_RECHECK_MONTHS) == NULL)
        return OK;
    TRY(call_get(session, &now, "/v1/settings"));
    json_object_del(now.json, "recorded_at");
    set_given(session, now.json, OPTION_EXPIRING_DAYS, "expiring_days");
    set_given(session, now.json, OPTION_RECHECK_MONTHS, "recheck_months");
    return call_put(session, now.json, now.etag, &kept, "/v1/settings");
}

static err change_retention(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0}, kept = {0};
    json_auto_t *body = json_object();
    set_given(session, body, OPTION_RETENTION_MONTHS, "months");
    if (json_object_size(body) == 0)
        return OK;
    TRY(call_get(session, &now, "/v1/retention"));
    return call_put(session, body, now.etag, &kept, "/v1/retention");
}

err run_settings(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer settings = {0}, retention = {0};
    TRY(change_settings(session));
    TRY(change_retention(session));
    TRY(call_get(session, &settings, "/v1/settings"));
    TRY(call_get(session, &retention, "/v1/retention"));
    if (session->json) {
        json_auto_t *both =
            json_pack("{s:O, s:O}", "settings", settings.json, "retention", retention.json);
        print_json(both);
        return OK;
    }
    print_number(session, W_F_EXPIRING_DAYS, whole_at(settings.json, "expiring_days"));
    print_number(session, W_F_RECHECK_MONTHS, whole_at(settings.json, "recheck_months"));
    print_number(session, W_F_RETENTION_MONTHS, whole_at(retention.json, "months"));
    print_field(session, W_F_ERASE_ON, text_at(retention.json, "next_on"));
    return OK;
}
