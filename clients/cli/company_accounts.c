/* SPDX-License-Identifier: Apache-2.0 */
/* company-account show, set, remove: signing in at the organisation's provider of OpenID Connect;
 * sign-in set: whether a second factor is demanded. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "base/text.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "rights.h"
#include "say.h"

enum { RULE_TEXT_MAX = 4000 };

#define SETTINGS "/v1/oidc-settings"

static void print_rule(const struct session *session, const json_t *rule, bool first)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(RULE_TEXT_MAX);
    size_t i;
    json_t *right;
    buf_format(&text, "%s=%s:", text_at(rule, "claim"), text_at(rule, "value"));
    json_array_foreach(json_object_get(rule, "rights"), i, right)
    {
        buf_text_add(&text, i > 0 ? "," : "");
        buf_text_add(&text, json_string_value(right));
    }
    print_field(session, first ? W_F_GRANTS : W_BLANK, buf_text(&text));
}

static const char *provider_word(const struct session *session, const char *state)
{
    if (strcmp(state, "ready") == 0)
        return word(session, W_PROVIDER_READY);
    return state[0] == '\0' ? ""
                            : word(session, state[0] == 'w' ? W_PROVIDER_WAITING : W_PROVIDER_AWAY);
}

static void print_account_settings(const struct session *session, const json_t *settings)
{
    size_t i;
    json_t *item;
    if (text_at(settings, "issuer")[0] == '\0')
        say(session, stdout, W_NO_COMPANY_ACCOUNTS, NULL);
    print_field(session, W_F_ISSUER, text_at(settings, "issuer"));
    print_field(session, W_F_PROVIDER, provider_word(session, text_at(settings, "provider")));
    print_field(session, W_F_CLIENT, text_at(settings, "client_id"));
    print_field(session, W_F_SECRET,
                label_of_yes(session, json_object_get(settings, "client_secret_set")));
    print_field(session, W_F_DEMANDED,
                label_of_yes(session, json_object_get(settings, "required")));
    print_field(session, W_F_WITHOUT, text_at(settings, "exempt"));
    json_array_foreach(json_object_get(settings, "rules"), i, item)
        print_rule(session, item, i == 0);
    print_field(session, W_F_SIGN_IN_URL, text_at(settings, "sign_in_url"));
    json_array_foreach(json_object_get(settings, "issuers"), i, item)
        print_field(session, i == 0 ? W_F_ISSUERS : W_BLANK, json_string_value(item));
}

err run_company_account_show(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer settings = {0};
    TRY(call_get(session, &settings, SETTINGS));
    if (session->json)
        print_json(settings.json);
    else
        print_account_settings(session, settings.json);
    return OK;
}

/* CLAIM=VALUE:RIGHT,RIGHT; a value may hold colons of its own, rights have one each. */
static err read_grant(const struct session *session, const char *text, json_t *rules)
{
    const char *equals = strchr(text, '='), *end = NULL;
    for (const char *at = equals; at && (at = strchr(at + 1, ':')) != NULL && !end;)
        if (strncmp(at, ":buyer:", 7) == 0 || strncmp(at, ":supplier:", 10) == 0 ||
            strncmp(at, ":audit:", 7) == 0 || strncmp(at, ":keys:", 6) == 0)
            end = at;
    if (!equals || !end)
        return refuse(session, ERR_MALFORMED, W_GRANT_FORM, text, NULL);
    json_auto_t *rights = json_array();
    for (const char *right = end + 1; *right;) {
        size_t length = strcspn(right, ",");
        json_array_append_new(rights, json_stringn(right, length));
        right += length + (right[length] == ',');
    }
    json_array_append_new(rules, json_pack("{s:s%, s:s%, s:O}", "claim", text,
                                           (size_t)(equals - text), "value", equals + 1,
                                           (size_t)(end - equals - 1), "rights", rights));
    return OK;
}

/* With one that is "none", nobody gets an account by a rule. */
static err read_grants(const struct session *session, json_t *body)
{
    json_auto_t *rules = json_array();
    const char *given;
    bool any = false;
    for (size_t at = 0; (given = argument_each(session->arguments, OPTION_GRANT, &at)) != NULL;) {
        any = true;
        if (strcmp(given, "none") != 0)
            TRY(read_grant(session, given, rules));
    }
    if (any)
        json_object_set(body, "rules", rules);
    return OK;
}

static err read_secret_file(const struct session *session, json_t *body)
{
    const char *path = argument(session->arguments, OPTION_SECRET_FILE);
    SCOPED(free_at) char *text = NULL;
    size_t length = 0;
    if (path == NULL)
        return OK;
    TRY(file_read(session, path, &text, &length));
    while (length > 0 && strchr("\r\n", text[length - 1]))
        length--;
    json_object_set_new(body, "client_secret", json_stringn(text, length));
    return OK;
}

static err read_exempt(struct session *session, json_t *body)
{
    const char *exempt = argument(session->arguments, OPTION_WITHOUT);
    json_auto_t *person = NULL;
    if (exempt == NULL)
        return OK;
    if (strcmp(exempt, "none") != 0)
        TRY(person_find(session, exempt, &person));
    json_object_set_new(body, "exempt",
                        person ? json_string(text_at(person, "user")) : json_null());
    return OK;
}

/* What was set before, and what was given. */
static err next_settings(struct session *session, const json_t *now, json_t *body)
{
    static const char *const kept[] = {"issuer", "client_id", "required", "exempt", "rules"};
    const char *demanded = argument(session->arguments, OPTION_DEMANDED);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        json_object_set(body, kept[i], json_object_get(now, kept[i]));
    set_text(body, "issuer", argument(session->arguments, OPTION_ISSUER));
    set_text(body, "client_id", argument(session->arguments, OPTION_CLIENT));
    if (demanded != NULL)
        json_object_set_new(body, "required", json_boolean(strcmp(demanded, "yes") == 0));
    TRY(read_grants(session, body));
    TRY(read_secret_file(session, body));
    return read_exempt(session, body);
}

err run_company_account_set(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0}, kept = {0};
    json_auto_t *body = json_object();
    TRY(call_get(session, &now, SETTINGS));
    TRY(next_settings(session, now.json, body));
    TRY(call_put(session, body, now.etag, &kept, SETTINGS));
    if (session->json)
        print_json(kept.json);
    else
        print_account_settings(session, kept.json);
    return OK;
}

err run_company_account_remove(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0}, done = {0};
    TRY(call_get(session, &now, SETTINGS));
    TRY(confirm(session, W_ASK_COMPANY_ACCOUNT_REMOVE, text_at(now.json, "issuer"), NULL));
    TRY(call_delete(session, now.etag, &done, SETTINGS));
    return tell_answer(session, done.json, W_COMPANY_ACCOUNT_REMOVED, NULL);
}

/* Nothing given: what holds is shown. */
err run_sign_in(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer policy = {0}, kept = {0};
    const char *factor = argument(session->arguments, OPTION_SECOND_FACTOR);
    TRY(call_get(session, &policy, "/v1/sign-in-policy"));
    if (factor == NULL)
        return tell_answer(session, policy.json,
                           text_at(policy.json, "second_factor")[0] == 'r' ? W_FACTOR_REQUIRED
                                                                           : W_FACTOR_OPTIONAL,
                           NULL);
    json_auto_t *body = json_pack("{s:s}", "second_factor", factor);
    TRY(call_put(session, body, policy.etag, &kept, "/v1/sign-in-policy"));
    return tell_answer(session, kept.json, factor[0] == 'r' ? W_FACTOR_REQUIRED : W_FACTOR_OPTIONAL,
                       NULL);
}
