/* SPDX-License-Identifier: Apache-2.0 */
/* What is queued is handed to the mail server, one mail at a time, over a connection that is kept.
 * No connection to PostgreSQL is held meanwhile. */
#include <jansson.h>
#include <string.h>

#include "base/mail_token.h"
#include "base/uuid.h"
#include "domain/mail.h"
#include "outbound/smtp.h"
#include "store/exchange.h"
#include "worker/batch.h"

enum {
    URL_MAX = 4096,
    SEALED_MAX = 8192,
    AT_ONCE = 20,
    IDS_MAX = AT_ONCE * UUID_TEXT_SIZE + 2,
    FIRST_HOUR = 8,
    HOUR_OF_DAY = 24
};

static err open_url(const struct work *work, const char *hex, struct buf *out, struct fault *fault)
{
    unsigned char bytes[SEALED_MAX / 2];
    size_t size = strlen(hex) / 2 - 1;
    if (size > sizeof bytes || !hex_read(hex + 2, 2 * size, bytes, size) ||
        !secret_open(work->secret, bytes, size, out))
        return fault_log(fault, ERR_INTERNAL, "a mail's link cannot be unsealed");
    return OK;
}

/* What became of it, as schema/functions/mail.sql names it. */
static const char *const outcomes[] = {[SMTP_TAKEN] = "sent",
                                       [SMTP_REFUSED] = "refused",
                                       [SMTP_LATER] = "later",
                                       [SMTP_AWAY] = "later"};

static err note(const struct work *work, const struct instant *moment,
                const struct q_mail_take_row *row, enum smtp_outcome outcome,
                const struct mail_words *words, const struct transfer_result *result,
                struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(mail_done, .org = row->org, .mail = row->mail, .tries = row->tries,
                        .outcome = outcomes[outcome],
                        .subject = words->subject.length ? buf_text(&words->subject) : NULL,
                        .code = {result->status != 0, result->status},
                        .detail = result->detail[0] ? result->detail : NULL, .now = moment->now));
    return exchange_commit(&exchange, fault);
}

/* Where a mail without a link of its own leads, and where such mails end. */
struct links {
    char page[URL_MAX], stop[URL_MAX], one_click[URL_MAX];
};

/* The page of what it tells. */
static void choose_page(const struct work *work, const struct q_mail_take_row *row,
                        struct links *out)
{
    json_auto_t *data = json_loads(row->data, 0, NULL);
    const char *relationship = json_string_value(json_object_get(data, "relationship"));
    const char *side = json_string_value(json_object_get(data, "side"));
    const char *page = "/";
    if (relationship && side)
        page = strcmp(side, "buyer") == 0 ? "/suppliers/" : "/requests/";
    else if (strcmp(row->kind, "security") == 0)
        page = json_object_get(data, "key") ? "/keys" : "/account";
    snprintf(out->page, sizeof out->page, "%s%s%s", work->public_url, page,
             relationship ? relationship : "");
}

static err make_links(const struct work *work, const struct q_mail_take_row *row, struct links *out,
                      struct fault *fault)
{
    char token[MAIL_TOKEN_SIZE];
    if (!mail_token_make(work->secret, row->org, row->mail, token))
        return fault_log(fault, ERR_INTERNAL, "a mail has no id");
    choose_page(work, row, out);
    snprintf(out->stop, sizeof out->stop, "%s/mail#token=%s", work->public_url, token);
    snprintf(out->one_click, sizeof out->one_click, "%s/v1/mail:stop?token=%s", work->public_url,
             token);
    return OK;
}

static err write_mail(const struct work *work, const struct q_mail_take_row *row,
                      struct links *links, struct mail_words *words, struct fault *fault)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(URL_MAX);
    if (row->sealed)
        TRY(open_url(work, row->sealed, &url, fault));
    TRY(make_links(work, row, links, fault));
    const struct mail mail = {.kind = row->kind,
                              .data = row->data,
                              .url = row->sealed ? buf_text(&url) : links->page,
                              .stop = row->endable ? links->stop : NULL,
                              .language =
                                  strcmp(row->language, "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN};
    err written = mail_write(&mail, words, fault);
    if (url.data)
        secret_wipe(url.data, url.length);
    return written;
}

static enum smtp_outcome hand_over(const struct work *work, const struct instant *moment,
                                   const struct q_mail_take_row *row, struct mail_words *words,
                                   struct transfer_result *result)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct links links = {0};
    if (write_mail(work, row, &links, words, &fault).code != ERR_NONE) {
        snprintf(result->detail, sizeof result->detail, "%.200s", fault.log);
        return SMTP_LATER;
    }
    json_auto_t *data = json_loads(row->data, 0, NULL);
    const struct message message = {
        .from_name = buf_text(&words->sender),
        .from = work->smtp->from,
        .to = row->recipient,
        .reply_to = json_string_value(json_object_get(data, "reply_to")),
        .reply_to_name = json_string_value(json_object_get(data, "sender_name")),
        .subject = buf_text(&words->subject),
        .text = buf_text(&words->text),
        .html = buf_text(&words->html),
        .id = row->mail,
        .sent_at = moment->instant,
        .unsubscribe = row->endable ? links.one_click : NULL,
        .japanese = strcmp(row->language, "ja") == 0};
    return smtp_send(work->smtp, work->line, &message, result);
}

err step_mail(const struct work *work, const struct instant *moment, bool *more,
              struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(mail_words_release) struct mail_words words = MAIL_WORDS_INIT;
    struct transfer_result result = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t taken = exchange_send(&exchange, QUERY(mail_take, .now = moment->now));
    TRY(exchange_commit(&exchange, fault));
    if (exchange_rows(&exchange, taken) == 0)
        return OK;
    struct q_mail_take_row row = q_mail_take_row(&exchange, taken, 0);
    enum smtp_outcome outcome = hand_over(work, moment, &row, &words, &result);
    TRY(note(work, moment, &row, outcome, &words, &result, fault));
    *more = outcome != SMTP_AWAY;
    return outcome == SMTP_AWAY
               ? fault_log(fault, ERR_UNAVAILABLE, "mail server: %s", result.detail)
               : OK;
}

static bool is_early(int64_t instant)
{
    const int64_t hours = instant / 1000000 / 3600 + 9;
    return hours % HOUR_OF_DAY < FIRST_HOUR;
}

/* {id,id,…}, an array for PostgreSQL: ids that so many mails may have. */
static err write_ids(int64_t instant, int count, struct buf *out, struct fault *fault)
{
    for (int i = 0; i < count; i++) {
        char id[UUID_TEXT_SIZE];
        uuid_make_text(instant, id);
        buf_format(out, "%c%s", i == 0 ? '{' : ',', id);
    }
    buf_text_add(out, "}");
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

static err queue_mails(const struct work *work, const struct instant *moment, bool reminders,
                       int limit, int *done, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf ids = BUF_INIT(IDS_MAX);
    TRY(write_ids(moment->instant, limit, &ids, fault));
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t queued = exchange_send(
        &exchange,
        reminders
            ? QUERY(mail_remind, .now = moment->now, .day = moment->day, .mails = buf_text(&ids))
            : QUERY(mail_digest, .now = moment->now, .day = moment->day, .mails = buf_text(&ids)));
    TRY(exchange_commit(&exchange, fault));
    *done = q_number_row(&exchange, queued, 0).value;
    return OK;
}

static err queue_digests(const struct work *work, const struct instant *moment, struct batch batch,
                         int *done, struct fault *fault)
{
    return queue_mails(work, moment, false, batch.limit, done, fault);
}

static err queue_reminders(const struct work *work, const struct instant *moment,
                           struct batch batch, int *done, struct fault *fault)
{
    return queue_mails(work, moment, true, batch.limit, done, fault);
}

err step_digest(const struct work *work, const struct instant *moment, bool *more,
                struct fault *fault)
{
    SCOPED(fault_release) struct fault own = {0};
    if (is_early(moment->instant))
        return OK;
    err told = batch_run(queue_digests, AT_ONCE, work, moment, more, &own);
    TRY(batch_run(queue_reminders, AT_ONCE, work, moment, more, fault));
    if (told.code != ERR_NONE)
        fault_move(&own, fault);
    return told;
}
