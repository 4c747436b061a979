/* SPDX-License-Identifier: Apache-2.0 */
#include "outbound/smtp.h"

#include <stdio.h>
#include <string.h>

#include "base/mail_address.h"

#include "base/banned.h"

enum { CONNECT_SECONDS = 15, SECONDS = 60, ANSWER_MAX = 64 * 1024, PERMANENT = 500 };

static const char *set_or_null(const char *text)
{
    return text[0] ? text : NULL;
}

static bool on_this_machine(const char *url)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = url + strlen("smtp://");
    size_t length = strcspn(host, host[0] == '[' ? "]" : ":/") + (host[0] == '[');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && strncmp(host, names[i], length) == 0)
            return true;
    return false;
}

static err settings_hold(const struct smtp *smtp, const char *tls, struct fault *fault)
{
    bool within = strncmp(smtp->url, "smtps://", 8) == 0;
    if (!within && strncmp(smtp->url, "smtp://", 7) != 0)
        return fault_log(fault, ERR_INVALID, "--smtp-url: smtp://HOST:PORT or smtps://HOST:PORT");
    if (strchr(smtp->url, '@'))
        return fault_log(fault, ERR_INVALID,
                         "--smtp-url: without name and password; HOSHITORI_SMTP_USER and "
                         "HOSHITORI_SMTP_PASSWORD_FILE hold them");
    if (!smtp->from || !mail_address(smtp->from))
        return fault_log(fault, ERR_INVALID, "--mail-from: the address that mail comes from");
    if ((smtp->user != NULL) != (smtp->password != NULL))
        return fault_log(fault, ERR_INVALID,
                         "HOSHITORI_SMTP_USER and HOSHITORI_SMTP_PASSWORD_FILE go together");
    if (strcmp(tls, "required") != 0 && strcmp(tls, "none") != 0)
        return fault_log(fault, ERR_INVALID, "--smtp-tls: required or none");
    if (smtp->plain && (within || !on_this_machine(smtp->url)))
        return fault_log(fault, ERR_INVALID,
                         "--smtp-tls none: only for smtp:// to localhost, 127.0.0.1 or [::1]");
    return OK;
}

err smtp_read(const struct config *config, struct smtp *out, struct fault *fault)
{
    const struct smtp smtp = {.url = set_or_null(config->smtp_url),
                              .user = set_or_null(config->smtp_user),
                              .password = set_or_null(config->smtp_password),
                              .from = set_or_null(config->mail_from),
                              .ca_file = set_or_null(config->smtp_ca_file),
                              .plain = strcmp(config->smtp_tls, "none") == 0};
    if (smtp.url)
        TRY(settings_hold(&smtp, config->smtp_tls, fault));
    *out = smtp;
    return OK;
}

static enum smtp_outcome verdict_on(const struct transfer_result *result)
{
    switch (result->outcome) {
    case TRANSFER_ANSWERED:
        return SMTP_TAKEN;
    case TRANSFER_REFUSED:
        return result->status >= PERMANENT ? SMTP_REFUSED : SMTP_LATER;
    case TRANSFER_BROKEN:
    case TRANSFER_TOO_LONG:
        return SMTP_LATER;
    default:
        return SMTP_AWAY;
    }
}

enum smtp_outcome smtp_send(const struct smtp *smtp, struct transfer_line *line,
                            const struct message *message, struct transfer_result *result)
{
    SCOPED(buf_release) struct buf bytes = BUF_INIT(MESSAGE_MAX);
    *result = (struct transfer_result){.outcome = TRANSFER_REFUSED, .status = PERMANENT};
    message_write(message, &bytes);
    if (!buf_ok(&bytes) || !mail_address(message->to)) {
        snprintf(result->detail, sizeof result->detail, "%s",
                 buf_ok(&bytes) ? "the address cannot be written to" : "the mail is too long");
        return SMTP_REFUSED;
    }
    const struct transfer transfer = {.kind = TRANSFER_SMTP,
                                      .url = smtp->url,
                                      .body = bytes.data,
                                      .length = bytes.length,
                                      .connect_seconds = CONNECT_SECONDS,
                                      .seconds = SECONDS,
                                      .answer_max = ANSWER_MAX,
                                      .plain = smtp->plain,
                                      .ca_file = smtp->ca_file,
                                      .user = smtp->user,
                                      .password = smtp->password,
                                      .sender = smtp->from,
                                      .recipient = message->to};
    transfer_run(line, &transfer, NULL, result);
    return verdict_on(result);
}
