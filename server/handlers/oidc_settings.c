/* SPDX-License-Identifier: Apache-2.0 */
/* At which provider an organisation's people sign in, and with which rights. */
#include <stdio.h>
#include <string.h>

#include "base/rights.h"
#include "handlers/api_keys.h"
#include "handlers/way/pass.h"
#include "handlers/way/sealed.h"
#include "operations.h"

enum { ADDRESS_SIZE = 1024 };

/* What the tag is made of; the last one nobody is shown. */
static const char *const settings_members[] = {"issuer", "client_id",     "required", "exempt",
                                               "rules",  "secret_digest", NULL};

/* Rights by name, and the address that the provider sends people back to. */
static err fill_settings(struct request *request, json_t *body, struct fault *fault)
{
    size_t index;
    json_t *rule;
    char address[ADDRESS_SIZE];
    snprintf(address, sizeof address, "%s/sign-in/%s", app_of(request)->public_url,
             request->credential.organisation_id);
    if (json_object_set_new(body, "sign_in_url", json_string(address)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_object_del(body, "secret_digest");
    json_array_foreach(json_object_get(body, "rules"), index, rule)
        TRY(api_key_name_rights(rule, fault));
    return OK;
}

static err show_settings(struct request *request, struct changed *changed, struct fault *fault)
{
    return fill_settings(request, changed->body, fault);
}

PASS(read_replaced, oidc_settings_get, q_oidc_settings(), settings_members, fill_settings)

/* Rights as bits, as the database keeps them, and no secret. */
static json_t *settings_kept(const struct request *request)
{
    size_t index, place;
    json_t *rule, *name;
    json_t *kept = json_deep_copy(request->json);
    json_object_del(kept, "client_secret");
    json_array_foreach(json_object_get(kept, "rules"), index, rule)
    {
        unsigned bits = 0;
        json_array_foreach(json_object_get(rule, "rights"), place, name) bits |=
            right_of(json_string_value(name));
        json_object_set_new(rule, "rights", json_integer(bits));
    }
    return kept;
}

static bool opens_to(const struct request *request, const char *sealed, const char *secret)
{
    SCOPED(buf_release) struct buf plain = BUF_INIT(SEALED_MAX);
    SCOPED(fault_release) struct fault unreadable = {0};
    if (sealed_read(request, sealed, &plain, &unreadable).code != ERR_NONE)
        return false;
    bool same = strcmp(buf_text(&plain), secret) == 0;
    secret_wipe(plain.data, plain.length);
    return same;
}

/* What is stored, where it says the same: a secret sealed anew would be another one, and who did
 * not hear the answer could not send it again. */
static err keep_sealed(struct request *request, const char *secret, struct buf *out,
                       struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    size_t index = exchange_send(&exchange, q_oidc_client_secret());
    TRY(exchange_finish(&exchange, fault));
    if (exchange_rows(&exchange, index) == 0)
        return OK;
    const char *sealed = q_oidc_client_secret_row(&exchange, index, 0).sealed;
    if (opens_to(request, sealed, secret))
        buf_text_add(out, sealed);
    return OK;
}

/* An empty text takes the secret away. */
static err seal_client_secret(struct request *request, struct buf *out, struct fault *fault)
{
    const char *secret = request_text(request, "client_secret");
    if (!secret)
        return OK;
    if (!*secret) {
        buf_text_add(out, "\\x");
        return OK;
    }
    TRY(keep_sealed(request, secret, out, fault));
    return out->length ? OK : sealed_write(request, secret, strlen(secret), out, fault);
}

err oidc_settings_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    json_auto_t *kept = settings_kept(request);
    SCOPED(free_at) char *text = json_dumps(kept, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(seal_client_secret(request, &sealed, fault));
    struct change change = {.statement = QUERY(oidc_settings_put, .body = text,
                                               .secret = sealed.length ? buf_text(&sealed) : NULL),
                            .finish = show_settings,
                            .replaces = settings_members};
    return change_run(&change, request, response, fault);
}

err oidc_settings_remove(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.statement = q_oidc_settings_remove(),
                            .finish = show_settings,
                            .replaces = settings_members};
    return change_run(&change, request, response, fault);
}

PASS(change_finished, user_identity_remove, QUERY(user_identity_remove, FROM(user)),
     api_key_show_changed)
