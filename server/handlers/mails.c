/* SPDX-License-Identifier: Apache-2.0 */
/* What was sent, and what became of it. */
#include <string.h>

#include "base/mail_token.h"
#include "base/uuid.h"
#include "handlers/mail.h"
#include "handlers/way/pass.h"
#include "handlers/way/sealed.h"
#include "operations.h"

enum { SEALED_HEX_MAX = 8 * 1024 };

PASS(list_page, mail_list,
     QUERY(mail_list, .relationship = request_parameter(request, "supplier"), FROM(state)))

PASS(read_json, own_mail_get, q_own_mail_get())

PASS(change_plain, own_mail_put,
     QUERY(own_mail_put, TEXT(language),
           .digest = json_is_true(json_object_get(request->json, "digest")),
           .talks = json_is_true(json_object_get(request->json, "talks")),
           .checks = json_is_true(json_object_get(request->json, "checks"))))

/* RFC 8058: a mail program sends it, without anything but the link. */
err mail_stop(struct request *request, struct response *response, struct fault *fault)
{
    char organisation[UUID_TEXT_SIZE], mail[UUID_TEXT_SIZE];
    const char *token = request_parameter(request, "token");
    if (!token || !mail_token_read(app_of(request)->secret, token, organisation, mail))
        return fault_set(fault, ERR_NOT_FOUND, "mail_token_unknown");
    request->credential = (struct credential){0};
    request_concerns(request, organisation);
    const struct change change = {.statement = QUERY(mail_stop, .org = organisation, .mail = mail),
                                  .open = true};
    return change_run(&change, request, response, fault);
}

bool mail_is_sent(const struct request *request)
{
    return app_of(request)->config->mail_from[0] != '\0';
}

err mail_required(const struct request *request, struct fault *fault)
{
    return mail_is_sent(request) ? OK : fault_set(fault, ERR_CONFLICT, "mail_off");
}

err mail_wanted(const struct request *request, bool *out, struct fault *fault)
{
    bool wanted = request_flag(request, "send");
    if (wanted)
        TRY(mail_required(request, fault));
    *out = wanted;
    return OK;
}

const char *mail_put(const struct request *request, const struct outgoing *mail, json_t *mails)
{
    char id[UUID_TEXT_SIZE];
    SCOPED(fault_release) struct fault ignored = {0};
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_HEX_MAX);
    uuid_make_text(request->now, id);
    if (sealed_write(request, mail->url, strlen(mail->url), &sealed, &ignored).code != ERR_NONE) {
        json_decref(mail->data);
        return NULL;
    }
    json_t *item =
        json_pack("{s:s, s:s, s:s?, s:s?, s:s, s:s, s:o, s:s}", "mail", id, "kind", mail->kind,
                  "relationship", mail->relationship, "user", mail->user, "to", mail->to,
                  "language", request->language == LANGUAGE_JA ? "ja" : "en", "data", mail->data,
                  "sealed", buf_text(&sealed));
    return item && json_array_append_new(mails, item) == 0
               ? json_string_value(json_object_get(item, "mail"))
               : NULL;
}

err mail_send(const struct changed *changed, const json_t *mails, struct fault *fault)
{
    SCOPED(free_at) char *text = json_dumps(mails, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(changed->exchange, QUERY(mail_add, .mails = text));
    return OK;
}
