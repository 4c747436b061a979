/* SPDX-License-Identifier: Apache-2.0 */
/* Data of each kind, all of it members of one object:
 *   invitation   buyer, supplier, contact?, expires_on, required_star?, due_on?, introduction?,
 *                sender_name?, sender_department?, sender_telephone?, reply_to?
 *   user_link    organisation, name, purpose (first_password or new_password), expires_on */
#include "domain/mail.h"

#include <jansson.h>
#include <string.h>

#include "domain/letter.h"
#include "domain/mail_body.h"
#include "domain/text.h"

enum { SENTENCE_MAX = 4096 };

/* One mail in the making. */
struct making {
    const struct mail *mail;
    const json_t *data;
    const struct json_members *members;
    struct mail_body body;
    struct buf *sender;
};

void mail_words_release(struct mail_words *words)
{
    buf_release(&words->subject);
    buf_release(&words->text);
    buf_release(&words->html);
    buf_release(&words->sender);
}

static const char *given(const struct making *making, const char *member)
{
    return json_string_value(json_object_get(making->data, member));
}

/* Appends a sentence of the vocabulary with the mail's data; nothing for one that it has not. */
static void say(const struct making *making, const char *code, struct buf *out)
{
    text_render(out, TEXT_MAIL, code, making->mail->language, making->members, 0);
}

static const char *label_of(const struct making *making, const char *code)
{
    return text_word(TEXT_MAIL, code, making->mail->language);
}

static void say_paragraph(struct making *making, const char *code)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    say(making, code, &text);
    mail_paragraph(&making->body, buf_text(&text));
}

static void say_small(struct making *making, const char *code)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    say(making, code, &text);
    mail_small(&making->body, buf_text(&text));
}

static day day_of(const struct making *making, const char *member)
{
    day on = DAY_NONE;
    const char *text = given(making, member);
    if (text && !day_parse(text, &on))
        on = DAY_NONE;
    return on;
}

static void write_invitation(struct making *making)
{
    SCOPED(buf_release) struct buf contact = BUF_INIT(SENTENCE_MAX);
    SCOPED(buf_release) struct buf text = BUF_INIT(LETTER_MAX);
    const char *introduction = given(making, "introduction");
    if (given(making, "sender_name"))
        say(making, "contact", &contact);
    const struct letter letter = {
        .buyer = given(making, "buyer"),
        .contact = contact.length ? buf_text(&contact) : given(making, "contact"),
        .supplier = given(making, "supplier"),
        .url = making->mail->url,
        .expires_on = day_of(making, "expires_on"),
        .required_star = (int)json_integer_value(json_object_get(making->data, "required_star")),
        .due_on = day_of(making, "due_on")};
    if (introduction)
        mail_letter(&making->body, introduction, NULL);
    if (json_is_true(json_object_get(making->data, "again")))
        say_paragraph(making, "invitation_again");
    letter_write(&letter, making->mail->language, &text);
    mail_letter(&making->body, buf_text(&text), label_of(making, "invitation_open"));
    mail_rule(&making->body);
    say_small(making, "invitation_foot");
    say(making, "sender", making->sender);
}

static void write_user_link(struct making *making)
{
    bool first = strcmp(given(making, "purpose"), "first_password") == 0;
    say_paragraph(making, "person");
    say_paragraph(making, first ? "first_password" : "new_password");
    mail_link(&making->body, label_of(making, first ? "first_password_open" : "new_password_open"),
              making->mail->url);
    say_paragraph(making, "link_once");
    mail_rule(&making->body);
    say_small(making, "link_foot");
    buf_text_add(making->sender, "Hoshitori");
}

static const struct {
    const char *kind;
    const char *subject;
    void (*write)(struct making *making);
} kinds[] = {
    {"invitation", "invitation_subject", write_invitation},
    {"user_link", "user_link_subject", write_user_link},
};

static err write_kind(struct making *making, const char *subject,
                      void (*write)(struct making *making), struct mail_words *out,
                      struct fault *fault)
{
    say(making, subject, &out->subject);
    mail_body_begin(&making->body, buf_text(&out->subject));
    write(making);
    if (making->mail->stop)
        mail_small_link(&making->body, label_of(making, "stop"), making->mail->stop);
    mail_body_end(&making->body);
    return buf_ok(&out->subject) && buf_ok(&out->text) && buf_ok(&out->html) && buf_ok(&out->sender)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "a mail is too long");
}

err mail_write(const struct mail *mail, struct mail_words *out, struct fault *fault)
{
    struct json_members members;
    json_auto_t *data = json_loads(mail->data, 0, NULL);
    struct making making = {.mail = mail,
                            .data = data,
                            .members = &members,
                            .body = {&out->text, &out->html, mail->language},
                            .sender = &out->sender};
    if (!data || !json_members_read((struct text_span){mail->data, strlen(mail->data)}, &members))
        return fault_log(fault, ERR_INTERNAL, "a mail's data cannot be read");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, mail->kind) == 0)
            return write_kind(&making, kinds[i].subject, kinds[i].write, out, fault);
    return fault_log(fault, ERR_INTERNAL, "a mail of no kind: %s", mail->kind);
}
