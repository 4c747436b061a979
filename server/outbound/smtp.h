/* SPDX-License-Identifier: Apache-2.0 */
/* The mail server that takes what this service sends, as the configuration names it. */
#ifndef OUTBOUND_SMTP_H
#define OUTBOUND_SMTP_H

#include "base/config.h"
#include "outbound/message.h"
#include "outbound/transfer.h"

/* Borrows the configuration's texts. */
struct smtp {
    const char *url; /* NULL: nothing is sent */
    const char *user, *password;
    const char *from;
    const char *ca_file;
    bool plain;
};

/* What is set, and that it fits together: TLS everywhere but on this machine, an address to send
 * from. The reason of a refusal is in fault->log. */
err smtp_read(const struct config *config, struct smtp *out, struct fault *fault) MUST_CHECK;

enum smtp_outcome {
    SMTP_TAKEN,
    SMTP_REFUSED, /* for good: this message, or its recipient */
    SMTP_LATER,   /* this message for now */
    SMTP_AWAY,    /* the server itself: all messages wait */
};

/* One attempt to hand the message over. */
enum smtp_outcome smtp_send(const struct smtp *smtp, struct transfer_line *line,
                            const struct message *message, struct transfer_result *result);

#endif
