/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's records of its suppliers, their invitations, and the end of a relationship. Lists and
 * single records are read in statuses.c. */
#include <string.h>

#include "domain/letter.h"
#include "handlers/body.h"
#include "handlers/invitation.h"
#include "handlers/mail.h"
#include "handlers/way/pass.h"
#include "operations.h"

struct inviting {
    struct new_key invitation;
    bool send;
};

static void inviting_wipe(struct inviting *inviting)
{
    new_key_wipe(&inviting->invitation);
}

static err inviting_make(const struct request *request, struct inviting *out, struct fault *fault)
{
    TRY(mail_wanted(request, &out->send, fault));
    return app_new_key(request, KEY_INVITATION, secret_random_id(), &out->invitation, fault);
}

/* Whoever asks for a mail is told at once that nobody would get one. To an address from which a
 * letter came back one may try again: it may work by now. */
static err send_invitation(struct request *request, struct changed *changed,
                           const struct invitation_words *words, json_t *invitation,
                           struct fault *fault)
{
    json_auto_t *mails = json_array();
    const char *refused = json_string_value(json_object_get(changed->result, "refused"));
    if (refused && strcmp(refused, "stopped") == 0)
        return fault_set(fault, ERR_CONFLICT, "letters_stopped");
    if (!words->email)
        return fault_set(fault, ERR_CONFLICT, "contact_email_missing");
    TRY(invitation_mail(request, words, mails, invitation, fault));
    return mail_send(changed, mails, fault);
}

/* Token, link and letter, which only this answer shows; the status moves into the record. */
static err show_invitation(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct inviting *inviting = changed->context;
    const struct new_key *made = &inviting->invitation;
    json_t *invitation = json_object_get(changed->body, "invitation");
    json_t *supplier = json_object_get(changed->body, "supplier");
    SCOPED(buf_release) struct buf url = BUF_INIT(INVITATION_LINK_MAX);
    SCOPED(buf_release) struct buf letter = BUF_INIT(LETTER_MAX);
    invitation_link(request, made, &url);
    const json_t *contact = json_array_get(json_object_get(supplier, "contacts"), 0);
    const struct invitation_words words = {
        .buyer = json_string_value(json_object_get(changed->result, "buyer")),
        .contact = json_string_value(json_object_get(changed->result, "contact")),
        .relationship = json_string_value(json_object_get(changed->body, "relationship")),
        .supplier = json_string_value(json_object_get(supplier, "name")),
        .email = json_string_value(json_object_get(contact, "email")),
        .expires_on = json_string_value(json_object_get(invitation, "expires_on")),
        .demand = json_object_get(changed->result, "demand"),
        .url = buf_text(&url),
        .id = made->id};
    invitation_letter(request, &words, &letter);
    if (inviting->send)
        TRY(send_invitation(request, changed, &words, invitation, fault));
    if (!buf_ok(&url) || !buf_ok(&letter) ||
        json_object_set_new(invitation, "token", json_string(made->text)) != 0 ||
        json_object_set_new(invitation, "url", json_string(buf_text(&url))) != 0 ||
        json_object_set_new(invitation, "letter", json_string(buf_text(&letter))) != 0 ||
        json_object_set(supplier, "status", json_object_get(changed->body, "status")) != 0 ||
        json_object_del(changed->body, "status") != 0)
        return fault_log(fault, ERR_INTERNAL, "the invitation's answer cannot be made");
    return OK;
}

/* A record that was there has no invitation to show. */
static err show_if_added(struct request *request, struct changed *changed, struct fault *fault)
{
    if (!json_object_get(changed->body, "invitation") ||
        !json_object_get(changed->body, "supplier"))
        return OK;
    return show_invitation(request, changed, fault);
}

static err run_inviting(struct request *request, struct response *response,
                        struct statement statement, struct inviting *inviting, struct fault *fault)
{
    struct change change = {
        .statement = statement, .finish = show_if_added, .context = inviting, .secret = true};
    return change_run(&change, request, response, fault);
}

err supplier_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(inviting_wipe) struct inviting inviting = {0};
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_corporate_number(request->json, "corporate_number", "/corporate_number", fault);
    TRY(body_entry_read(request, &entry, fault));
    TRY(inviting_make(request, &inviting, fault));
    return run_inviting(request, response,
                        QUERY(supplier_add, .relationship = entry.id, .record = entry.text,
                              .invitation = inviting.invitation.id,
                              .hash = inviting.invitation.hash),
                        &inviting, fault);
}

err supplier_invite(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(inviting_wipe) struct inviting inviting = {0};
    TRY(inviting_make(request, &inviting, fault));
    return run_inviting(request, response,
                        QUERY(supplier_invite, FROM(supplier), .invitation = inviting.invitation.id,
                              .hash = inviting.invitation.hash),
                        &inviting, fault);
}

err supplier_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(inviting_wipe) struct inviting inviting = {0};
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_corporate_number(request->json, "corporate_number", "/corporate_number", fault);
    TRY(body_entry_read(request, &entry, fault));
    TRY(inviting_make(request, &inviting, fault));
    return run_inviting(request, response,
                        QUERY(supplier_upsert, FROM(supplier), .record = entry.text,
                              .relationship = entry.id, .invitation = inviting.invitation.id,
                              .hash = inviting.invitation.hash),
                        &inviting, fault);
}

err supplier_patch(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *members = NULL;
    body_corporate_number(request->json, "corporate_number", "/corporate_number", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &members, fault));
    return change_plain(request, response,
                        QUERY(supplier_put, FROM(supplier), .record = members, .merge = true),
                        fault);
}

PASS(change_plain, supplier_end, QUERY(supplier_end, FROM(supplier)))
