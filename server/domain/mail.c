/* SPDX-License-Identifier: Apache-2.0 */
/* Data of each kind, all of it members of one object:
 *   invitation   buyer, supplier, contact?, expires_on, required_star?, due_on?, reason?,
 *                introduction?, sender_name?, sender_department?, sender_telephone?, reply_to?
 *   reminder     the same, link_replaced?
 *   demand_reminder   as of an invitation, without expires_on; status, relationship, side
 *   user_link    organisation, name, purpose (first_password or new_password), expires_on
 *   digest       organisation, name, day, sections: [{code, items: [{…}], more}]
 *   talks, check, security   organisation, person, code: the sentence, and what it names */
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

/* What a letter says first that is not the first one. */
static void write_lead(struct making *making, struct buf *out)
{
    if (strcmp(making->mail->kind, "reminder") == 0)
        say(making, "reminder_lead", out);
    if (json_is_true(json_object_get(making->data, "link_replaced"))) {
        buf_text_add(out, out->length > 0 ? "\n" : "");
        say(making, "link_replaced", out);
    }
}

/* To whom it is comes first; what stands above the letter, behind that. */
static void write_below_introduction(struct making *making, const char *letter, const char *open)
{
    SCOPED(buf_release) struct buf addressee = BUF_INIT(LETTER_MAX);
    const char *introduction = given(making, "introduction");
    const char *written = strstr(letter, "\n\n");
    if (written) {
        buf_add(&addressee, letter, (size_t)(written - letter));
        mail_letter(&making->body, buf_text(&addressee), NULL);
    }
    if (introduction)
        mail_letter(&making->body, introduction, NULL);
    mail_letter(&making->body, written ? written + 2 : letter, label_of(making, open));
}

/* `write`: a letter of domain/letter.h. */
static void write_letter(struct making *making, const char *lead, const char *open,
                         void (*write)(const struct letter *, enum language, struct buf *))
{
    SCOPED(buf_release) struct buf contact = BUF_INIT(SENTENCE_MAX);
    SCOPED(buf_release) struct buf text = BUF_INIT(LETTER_MAX);
    if (given(making, "sender_name") || given(making, "sender_department"))
        say(making, "contact", &contact);
    const struct letter letter = {
        .buyer = given(making, "buyer"),
        .contact = contact.length ? buf_text(&contact) : given(making, "contact"),
        .supplier = given(making, "supplier"),
        .url = making->mail->url,
        .expires_on = day_of(making, "expires_on"),
        .required_star = (int)json_integer_value(json_object_get(making->data, "required_star")),
        .due_on = day_of(making, "due_on"),
        .reason = given(making, "reason"),
        .lead = lead};
    write(&letter, making->mail->language, &text);
    write_below_introduction(making, buf_text(&text), open);
    mail_rule(&making->body);
    say_small(making, "invitation_foot");
    say(making, "sender", making->sender);
}

static err write_invitation(struct making *making, struct fault *fault)
{
    SCOPED(buf_release) struct buf lead = BUF_INIT(SENTENCE_MAX);
    write_lead(making, &lead);
    write_letter(making, lead.length > 0 ? buf_text(&lead) : NULL, "invitation_open", letter_write);
    (void)fault;
    return OK;
}

static err write_demand_reminder(struct making *making, struct fault *fault)
{
    SCOPED(buf_release) struct buf lead = BUF_INIT(SENTENCE_MAX);
    const char *status = given(making, "status");
    say(making,
        strcmp(status, "pending") == 0  ? "demand_pending"
        : strcmp(status, "lapsed") == 0 ? "demand_lapsed"
                                        : "demand_overdue",
        &lead);
    write_letter(making, buf_text(&lead), "demand_open", letter_demand_write);
    (void)fault;
    return OK;
}

static err write_user_link(struct making *making, struct fault *fault)
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
    (void)fault;
    return OK;
}

/* A sentence with the data of one item. */
static err say_of(struct making *making, const char *code, const json_t *item, struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    SCOPED(free_at) char *dumped = json_dumps(item, JSON_COMPACT);
    struct json_members members;
    if (!dumped || !json_members_read((struct text_span){dumped, strlen(dumped)}, &members))
        return fault_log(fault, ERR_INTERNAL, "an item of a digest cannot be read");
    text_render(&text, TEXT_MAIL, code, making->mail->language, &members, 0);
    mail_item(&making->body, buf_text(&text));
    return OK;
}

/* The sections of schema/functions/digest.sql: heading, and the sentence of an item. */
static const struct {
    const char *heading, *item;
} sections[] = {
    {"due", "due_item"},
    {"overdue", "overdue_item"},
    {"expiring", "expiring_item"},
    {"lapsed", "lapsed_item"},
    {"requirement_changed", "requirement_changed_item"},
    {"relationship_changed", "relationship_changed_item"},
    {"key_expiring", "key_expiring_item"},
    {"answered", "answered_item"},
    {"declared", "declared_item"},
    {"waiting", "waiting_item"},
};

static err write_section_items(struct making *making, const char *sentence, const json_t *section,
                               struct fault *fault)
{
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(section, "items"), index, item)
        TRY(say_of(making, sentence, item, fault));
    return json_integer_value(json_object_get(section, "more")) > 0
               ? say_of(making, "digest_more", section, fault)
               : OK;
}

static err write_section(struct making *making, const json_t *section, struct fault *fault)
{
    const char *code = json_string_value(json_object_get(section, "code"));
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (strcmp(sections[i].heading, code) != 0)
            continue;
        mail_heading(&making->body, label_of(making, code));
        return write_section_items(making, sections[i].item, section, fault);
    }
    return fault_log(fault, ERR_INTERNAL, "a digest's section is not known: %s", code);
}

static err write_digest(struct making *making, struct fault *fault)
{
    size_t index;
    json_t *section;
    say_paragraph(making, "person");
    say_paragraph(making, "digest_lead");
    json_array_foreach(json_object_get(making->data, "sections"), index, section)
        TRY(write_section(making, section, fault));
    mail_link(&making->body, label_of(making, "digest_open"), making->mail->url);
    mail_rule(&making->body);
    say_small(making, "digest_foot");
    buf_text_add(making->sender, "Hoshitori");
    return OK;
}

static err write_notice(struct making *making, struct fault *fault)
{
    bool security = strcmp(making->mail->kind, "security") == 0;
    say_paragraph(making, "notice_person");
    say_paragraph(making, given(making, "code"));
    if (security)
        say_paragraph(making, "security_advice");
    mail_link(&making->body, label_of(making, "digest_open"), making->mail->url);
    mail_rule(&making->body);
    say_small(making, security ? "security_foot" : "notice_foot");
    buf_text_add(making->sender, "Hoshitori");
    (void)fault;
    return OK;
}

/* `stop`: what the link that ends such mails is called. */
struct mail_kind {
    const char *code, *subject, *stop;
    err (*write)(struct making *making, struct fault *fault);
};

static const struct mail_kind kinds[] = {
    {"invitation", "invitation_subject", "letters_stop", write_invitation},
    {"reminder", "reminder_subject", "letters_stop", write_invitation},
    {"demand_reminder", "demand_reminder_subject", "letters_stop", write_demand_reminder},
    {"user_link", "user_link_subject", NULL, write_user_link},
    {"digest", "digest_subject", "stop", write_digest},
    {"talks", "talks_subject", "talks_stop", write_notice},
    {"check", "check_subject", "check_stop", write_notice},
    {"security", "security_subject", NULL, write_notice},
};

static err write_kind(struct making *making, const struct mail_kind *kind, struct mail_words *out,
                      struct fault *fault)
{
    say(making, kind->subject, &out->subject);
    mail_body_begin(&making->body, buf_text(&out->subject));
    TRY(kind->write(making, fault));
    if (making->mail->stop && kind->stop) {
        SCOPED(buf_release) struct buf label = BUF_INIT(SENTENCE_MAX);
        say(making, kind->stop, &label);
        mail_small_link(&making->body, buf_text(&label), making->mail->stop);
    }
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
        if (strcmp(kinds[i].code, mail->kind) == 0)
            return write_kind(&making, &kinds[i], out, fault);
    return fault_log(fault, ERR_INTERNAL, "a mail of no kind: %s", mail->kind);
}
