/* SPDX-License-Identifier: Apache-2.0 */
/* A mail as it is sent: RFC 5322 with MIME, text and HTML beside each other, all of it ASCII in
 * lines of at most 76 characters. Pure.
 *
 * No value can add a header or a recipient: control characters of names and subjects become blanks,
 * all that is no plain word is encoded (RFC 2047), and addresses are what mail_address takes. */
#ifndef OUTBOUND_MESSAGE_H
#define OUTBOUND_MESSAGE_H

#include "base/buf.h"
#include "base/err.h"

enum { MESSAGE_MAX = 1024 * 1024 };

struct message {
    const char *from_name, *from; /* names may be NULL */
    const char *to;
    const char *reply_to_name, *reply_to; /* NULL: to whom it is from */
    const char *subject;
    const char *text, *html; /* UTF-8, lines end with \n */
    const char *id;          /* without the domain, the same each time it is sent */
    int64_t sent_at;         /* instant */
    /* Where one POST ends such mails (RFC 8058), and the page for people; NULL: they cannot be
     * ended. */
    const char *unsubscribe;
    bool japanese; /* Content-Language */
};

void message_write(const struct message *message, struct buf *out);

#endif
