/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation's people: whom it lets in, with which rights, by a link that works once. */
#include <string.h>

#include "base/password.h"
#include "handlers/api_keys.h"
#include "handlers/passwords.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

enum { LINK_MAX = 2048 };

struct link {
    char id[KEY_ID_TEXT_SIZE];
    char token[KEY_TEXT_SIZE];
    char hash[KEY_HASH_TEXT_SIZE];
};

static void link_wipe(struct link *link)
{
    secret_wipe(link, sizeof *link);
}

static err link_make(const struct request *request, struct link *out, struct fault *fault)
{
    struct key key = {.id = secret_random_id()};
    if (!uuid_parse(request->credential.organisation_id, &key.organisation))
        return fault_log(fault, ERR_INTERNAL, "organisation of a credential");
    key_make(KEY_USER_LINK, &key, out->token);
    key_hash(app_of(request)->secret, out->token, out->hash);
    key_id_text(key.id, out->id);
    return OK;
}

static err name_item(struct request *request, json_t *item, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(item, fault);
}

err user_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_page_filled(request, response, Q_USER_LIST, NULL, 0, name_item, fault);
}

/* The token stands after the #, so that it reaches no server's log. */
static err show_link(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct link *made = changed->context;
    json_t *shown = json_object_get(changed->body, "link");
    SCOPED(buf_release) struct buf url = BUF_INIT(LINK_MAX);
    buf_format(&url, "%s/users#token=%s", app_of(request)->public_url, made->token);
    TRY(api_key_name_rights(json_object_get(changed->body, "user"), fault));
    if (!buf_ok(&url) || json_object_set_new(shown, "url", json_string(buf_text(&url))) != 0 ||
        json_object_set_new(shown, "token", json_string(made->token)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

err user_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(link_wipe) struct link link;
    char user[UUID_TEXT_SIZE], rights[BITS_TEXT_SIZE];
    TRY(link_make(request, &link, fault));
    uuid_make_text(request->now, user);
    api_key_asked_rights(request, rights);
    const char *values[] = {
        user,     request_text(request, "email"), request_text(request, "name"), rights, link.id,
        link.hash};
    struct change change = {.query = Q_USER_ADD,
                            .values = values,
                            .count = 6,
                            .finish = show_link,
                            .context = &link,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err user_invite(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(link_wipe) struct link link;
    TRY(link_make(request, &link, fault));
    const char *values[] = {request_parameter(request, "user"), link.id, link.hash};
    struct change change = {.query = Q_USER_INVITE,
                            .values = values,
                            .count = 3,
                            .finish = show_link,
                            .context = &link,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

static err name_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(changed->body, fault);
}

err user_patch(struct request *request, struct response *response, struct fault *fault)
{
    char rights[BITS_TEXT_SIZE];
    api_key_asked_rights(request, rights);
    const char *values[] = {request_parameter(request, "user"), request_text(request, "name"),
                            json_object_get(request->json, "rights") ? rights : NULL};
    struct change change = {
        .query = Q_USER_PATCH, .values = values, .count = 3, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

err user_remove(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "user")};
    struct change change = {
        .query = Q_USER_REMOVE, .values = values, .count = 1, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

/* A link that nobody made is answered like one that nobody has. */
struct link_values {
    char organisation[UUID_TEXT_SIZE];
    char id[KEY_ID_TEXT_SIZE];
    char hash[KEY_HASHES_TEXT_SIZE];
};

static err link_read(const struct request *request, struct link_values *out, struct fault *fault)
{
    struct key key;
    const char *text = request_text(request, "token");
    if (!text || !key_parse(KEY_USER_LINK, text, &key))
        return fault_set(fault, ERR_NOT_FOUND, "link_not_found");
    uuid_format(&key.organisation, out->organisation);
    key_id_text(key.id, out->id);
    key_hashes(app_of(request)->secret, text, out->hash);
    return OK;
}

err user_link_preview(struct request *request, struct response *response, struct fault *fault)
{
    struct link_values link;
    TRY(link_read(request, &link, fault));
    request->credential = (struct credential){0};
    const char *values[] = {link.organisation, link.id, link.hash};
    struct change change = {
        .query = Q_USER_LINK_PREVIEW, .values = values, .count = 3, .open = true};
    return change_run(&change, request, response, fault);
}

/* Whose link it is, before anything that takes its time. */
struct new_person {
    struct exchange exchange; /* holds the texts */
    const char *names[3];
    unsigned char salt[PASSWORD_SALT_SIZE];
};

static void person_release(struct new_person *person)
{
    exchange_release(&person->exchange);
}

static err link_look(struct request *request, const struct link_values *link,
                     struct new_person *out, struct fault *fault)
{
    const char *values[] = {link->organisation, link->id, link->hash};
    TRY(app_begin(request, &out->exchange, fault));
    app_enter_open(&out->exchange, request);
    size_t index = exchange_send(&out->exchange, Q_USER_LINK_LOOK, values, 3);
    TRY(exchange_finish(&out->exchange, fault));
    for (size_t i = 0; i < 3; i++)
        out->names[i] = exchange_value(&out->exchange, index, 0, i);
    return password_salt(exchange_value(&out->exchange, index, 0, 3), out->salt, fault);
}

err user_link_accept(struct request *request, struct response *response, struct fault *fault)
{
    struct link_values link;
    char hash[PASSWORD_HASH_SIZE];
    SCOPED(password_leave) struct password_place place = {0};
    SCOPED(person_release) struct new_person person = {0};
    const char *password = request_text(request, "password");
    request->credential = (struct credential){0};
    TRY(link_read(request, &link, fault));
    TRY(link_look(request, &link, &person, fault));
    request_concerns(request, link.organisation);
    password_rules(password, person.names, 3, "/password", fault);
    TRY(fault_invalid(fault));
    TRY(password_enter(&place, request->address.network, fault));
    TRY(password_hash(&place, password, person.salt, hash, fault));
    const char *values[] = {link.organisation, link.id, link.hash, hash};
    struct change change = {
        .query = Q_USER_LINK_ACCEPT, .values = values, .count = 4, .open = true};
    return change_run(&change, request, response, fault);
}
