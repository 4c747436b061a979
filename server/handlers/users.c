/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation's people: whom it lets in, with which rights, by a link that works once. */
#include <string.h>

#include "base/password.h"
#include "handlers/api_keys.h"
#include "handlers/mail.h"
#include "handlers/passwords.h"
#include "handlers/user_link.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { LINK_MAX = 2048 };

PASS(list_page_filled, user_list, q_user_list(), api_key_show_item)

struct new_link {
    struct new_key key;
    bool send;
};

static void new_link_wipe(struct new_link *link)
{
    new_key_wipe(&link->key);
}

static err new_link_make(const struct request *request, struct new_link *out, struct fault *fault)
{
    TRY(mail_wanted(request, &out->send, fault));
    return app_new_key(request, KEY_USER_LINK, secret_random_id(), &out->key, fault);
}

/* Opening it proves the address (user_link_accept). */
static err send_link(struct request *request, struct changed *changed, const char *url,
                     json_t *shown, struct fault *fault)
{
    const struct new_link *link = changed->context;
    const json_t *user = json_object_get(changed->body, "user");
    char id[KEY_ID_TEXT_SIZE];
    json_auto_t *mails = json_array();
    key_id_text(link->key.id, id);
    const struct outgoing outgoing = {
        .kind = "user_link",
        .to = json_string_value(json_object_get(user, "email")),
        .user = json_string_value(json_object_get(user, "user")),
        .data = json_pack("{s:O, s:O, s:s, s:O, s:s}", "organisation",
                          json_object_get(changed->result, "organisation"), "name",
                          json_object_get(user, "name"), "purpose",
                          strcmp(json_string_value(json_object_get(user, "state")), "invited") == 0
                              ? "first_password"
                              : "new_password",
                          "expires_on", json_object_get(changed->result, "expires_on"), "link", id),
        .url = url};
    const char *mail = mail_put(request, &outgoing, mails);
    if (!mail || json_object_set_new(shown, "mail", json_string(mail)) != 0)
        return fault_log(fault, ERR_INTERNAL, "a mail cannot be made");
    return mail_send(changed, mails, fault);
}

/* The token stands after the #, so that it reaches no server's log. */
static err show_link(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct new_link *link = changed->context;
    const struct new_key *made = &link->key;
    json_t *shown = json_object_get(changed->body, "link");
    SCOPED(buf_release) struct buf url = BUF_INIT(LINK_MAX);
    buf_format(&url, "%s/users#token=%s", app_of(request)->public_url, made->text);
    TRY(api_key_name_rights(json_object_get(changed->body, "user"), fault));
    if (!buf_ok(&url) || json_object_set_new(shown, "url", json_string(buf_text(&url))) != 0 ||
        json_object_set_new(shown, "token", json_string(made->text)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return link->send ? send_link(request, changed, buf_text(&url), shown, fault) : OK;
}

err user_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(new_link_wipe) struct new_link link = {0};
    char user[UUID_TEXT_SIZE];
    TRY(new_link_make(request, &link, fault));
    uuid_make_text(request->now, user);
    struct change change = {.statement = QUERY(user_add, .user = user, TEXT(email), TEXT(name),
                                               .rights = api_key_asked_rights(request),
                                               .link = link.key.id, .hash = link.key.hash),
                            .finish = show_link,
                            .context = &link,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err user_invite(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(new_link_wipe) struct new_link link = {0};
    TRY(new_link_make(request, &link, fault));
    struct change change = {
        .statement = QUERY(user_invite, FROM(user), .link = link.key.id, .hash = link.key.hash),
        .finish = show_link,
        .context = &link,
        .secret = true};
    return change_run(&change, request, response, fault);
}

PASS(change_finished, user_patch,
     QUERY(user_patch, FROM(user), TEXT(name),
           .rights = {json_object_get(request->json, "rights") != NULL,
                      api_key_asked_rights(request)}),
     api_key_show_changed)

PASS(change_finished, user_remove, QUERY(user_remove, FROM(user)), api_key_show_changed)

err user_hand_over(struct request *request, struct response *response, struct fault *fault)
{
    char job[UUID_TEXT_SIZE];
    uuid_make_text(request->now, job);
    return change_plain(request, response, QUERY(user_hand_over, FROM(user), TEXT(to), .job = job),
                        fault);
}

err user_link_preview(struct request *request, struct response *response, struct fault *fault)
{
    struct user_link link;
    TRY(user_link_read(request, &link, fault));
    request->credential = (struct credential){0};
    struct change change = {.statement = QUERY(user_link_preview, .org = link.organisation,
                                               .link = link.id, .hash = link.hash),
                            .open = true};
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

static err link_look(struct request *request, const struct user_link *link, struct new_person *out,
                     struct fault *fault)
{
    TRY(app_begin(request, &out->exchange, fault));
    app_enter_open(&out->exchange, request);
    size_t index = exchange_send(&out->exchange, QUERY(user_link_look, .org = link->organisation,
                                                       .link = link->id, .hash = link->hash));
    TRY(exchange_finish(&out->exchange, fault));
    struct q_user_link_look_row row = q_user_link_look_row(&out->exchange, index, 0);
    out->names[0] = row.email;
    out->names[1] = row.name;
    out->names[2] = row.organisation;
    return password_salt(row.salt, out->salt, fault);
}

err user_link_accept(struct request *request, struct response *response, struct fault *fault)
{
    struct user_link link;
    char hash[PASSWORD_HASH_SIZE];
    SCOPED(password_leave) struct password_place place = {0};
    SCOPED(person_release) struct new_person person = {0};
    const char *password = request_text(request, "password");
    request->credential = (struct credential){0};
    TRY(user_link_read(request, &link, fault));
    TRY(link_look(request, &link, &person, fault));
    request_concerns(request, link.organisation);
    TRY(password_rules(request, password, person.names, 3, "/password", fault));
    TRY(fault_invalid(fault));
    TRY(password_enter(&place, request->address.network, fault));
    TRY(password_hash(&place, password, person.salt, hash, fault));
    struct change change = {.statement =
                                QUERY(user_link_accept, .org = link.organisation, .link = link.id,
                                      .hash = link.hash, .password = hash),
                            .open = true};
    return change_run(&change, request, response, fault);
}
