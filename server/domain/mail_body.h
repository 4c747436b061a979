/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a mail: blocks that are written as plain text and as HTML at once. */
#ifndef DOMAIN_MAIL_BODY_H
#define DOMAIN_MAIL_BODY_H

#include "base/buf.h"
#include "base/language.h"
#include "base/scope.h"

struct mail_body {
    struct buf *text, *html;
    enum language language;
};

void mail_body_begin(struct mail_body *body, const char *title);
void mail_body_end(struct mail_body *body);

void mail_heading(struct mail_body *body, const char *text);
/* A point of a list. */
void mail_item(struct mail_body *body, const char *text);
/* Lines in it stay lines. */
void mail_paragraph(struct mail_body *body, const char *text);
/* A link that stands out. */
void mail_link(struct mail_body *body, const char *label, const char *url);
/* Paragraphs as a letter has them, an empty line between; with a label one that is a URL alone is a
 * link that stands out. */
void mail_letter(struct mail_body *body, const char *text, const char *label);
/* Behind a line: who sends this, and how it ends. */
void mail_rule(struct mail_body *body);
void mail_small(struct mail_body *body, const char *text);
void mail_small_link(struct mail_body *body, const char *label, const char *url);

#endif
