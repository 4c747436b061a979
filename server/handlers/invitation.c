/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/invitation.h"

#include "domain/letter.h"

void invitation_link(const struct request *request, const struct new_key *invitation,
                     struct buf *out)
{
    buf_format(out, "%s/invitations#token=%s", app_of(request)->public_url, invitation->text);
}

void invitation_letter(const struct request *request, const char *buyer, const char *contact,
                       const char *supplier, const char *expires_on, const json_t *demand,
                       const char *url, struct buf *out)
{
    const char *due_on = json_string_value(json_object_get(demand, "due_on"));
    struct letter letter = {
        .buyer = buyer,
        .contact = contact,
        .supplier = supplier,
        .url = url,
        .required_star = (int)json_integer_value(json_object_get(demand, "required_star")),
    };
    if (expires_on && day_parse(expires_on, &letter.expires_on) &&
        (!due_on || day_parse(due_on, &letter.due_on)))
        letter_write(&letter, request->language, out);
}
