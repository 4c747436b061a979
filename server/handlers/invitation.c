/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/invitation.h"

#include <inttypes.h>
#include <stdio.h>

#include "domain/letter.h"
#include "handlers/mail.h"

void invitation_link(const struct request *request, const struct new_key *invitation,
                     struct buf *out)
{
    buf_format(out, "%s/invitations#token=%s", app_of(request)->public_url, invitation->text);
}

void invitation_letter(const struct request *request, const struct invitation_words *words,
                       struct buf *out)
{
    const char *due_on = json_string_value(json_object_get(words->demand, "due_on"));
    struct letter letter = {
        .buyer = words->buyer,
        .contact = words->contact,
        .supplier = words->supplier,
        .url = words->url,
        .required_star = (int)json_integer_value(json_object_get(words->demand, "required_star")),
        .reason = json_string_value(json_object_get(words->demand, "reason")),
    };
    if (words->expires_on && day_parse(words->expires_on, &letter.expires_on) &&
        (!due_on || day_parse(due_on, &letter.due_on)))
        letter_write(&letter, request->language, out);
}

err invitation_mail(const struct request *request, const struct invitation_words *words,
                    json_t *mails, json_t *shown, struct fault *fault)
{
    char id[KEY_ID_TEXT_SIZE];
    const char *mail = NULL;
    key_id_text(words->id, id);
    if (words->email) {
        const struct outgoing outgoing = {
            .kind = "invitation",
            .to = words->email,
            .relationship = words->relationship,
            .data = json_pack("{s:s, s:s?, s:s, s:s, s:O?, s:O?, s:O?, s:s}", "buyer", words->buyer,
                              "contact", words->contact, "supplier", words->supplier, "expires_on",
                              words->expires_on, "required_star",
                              json_object_get(words->demand, "required_star"), "due_on",
                              json_object_get(words->demand, "due_on"), "reason",
                              json_object_get(words->demand, "reason"), "invitation", id),
            .url = words->url};
        mail = mail_put(request, &outgoing, mails);
        if (!mail)
            return fault_log(fault, ERR_INTERNAL, "a mail cannot be made");
    }
    return json_object_set_new(shown, "mail", mail ? json_string(mail) : json_null()) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "out of memory");
}
