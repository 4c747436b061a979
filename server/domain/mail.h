/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail says: subject, plain text and HTML, from its kind and what the database knows. Pure.
 *
 * Text and HTML are written side by side, from the same sentences. The HTML needs nothing from
 * elsewhere: no picture, no font, nothing by which it could be told that somebody read it. */
#ifndef DOMAIN_MAIL_H
#define DOMAIN_MAIL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/language.h"

enum { MAIL_TEXT_MAX = 256 * 1024, MAIL_SUBJECT_MAX = 1024 };

struct mail {
    const char *kind; /* a code of mail_subject */
    const char *data; /* JSON object; what each kind needs is in domain/mail.c */
    const char *url;  /* the link in it; NULL: none */
    const char *stop; /* the page that ends such mails; NULL: they cannot be ended */
    enum language language;
};

/* Buffers of the caller: the maximum is his. */
struct mail_words {
    struct buf subject, text, html;
    struct buf sender; /* the name from which it comes */
};

#define MAIL_WORDS_INIT                                                                            \
    {                                                                                              \
        BUF_INIT(MAIL_SUBJECT_MAX), BUF_INIT(MAIL_TEXT_MAX), BUF_INIT(4 * MAIL_TEXT_MAX),          \
            BUF_INIT(MAIL_SUBJECT_MAX)                                                             \
    }
void mail_words_release(struct mail_words *words);

err mail_write(const struct mail *mail, struct mail_words *out, struct fault *fault) MUST_CHECK;

#endif
