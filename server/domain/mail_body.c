/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/mail_body.h"

#include <string.h>

#include "base/html.h"

enum { LETTER_PART_MAX = 16 * 1024 };

/* In each element: many mail programs drop <style>. */
#define FONT "font-family:-apple-system,'Segoe UI','Hiragino Sans','Yu Gothic UI',Meiryo,sans-serif"

static void element(struct buf *out, const char *open, const char *text, size_t length,
                    const char *close)
{
    buf_text_add(out, open);
    html_text(out, text, length);
    buf_text_add(out, close);
}

void mail_body_begin(struct mail_body *body, const char *title)
{
    buf_format(body->html,
               "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
               body->language == LANGUAGE_JA ? "ja" : "en");
    element(body->html, "<title>", title, strlen(title), "</title></head>\n");
    buf_text_add(body->html,
                 "<body style=\"margin:0;padding:0;background:#eef1f4\">\n"
                 "<div style=\"max-width:600px;margin:0 auto;padding:24px 20px;background:#fff;"
                 "color:#1d2733;font-size:16px;line-height:1.75;overflow-wrap:anywhere;" FONT
                 "\">\n");
}

void mail_body_end(struct mail_body *body)
{
    buf_text_add(body->html, "</div></body></html>\n");
}

/* An empty line between blocks. */
static void blank_line(struct buf *text)
{
    if (text->length == 0)
        return;
    if (text->data[text->length - 1] != '\n')
        buf_char(text, '\n');
    if (text->length < 2 || text->data[text->length - 2] != '\n')
        buf_char(text, '\n');
}

void mail_heading(struct mail_body *body, const char *text)
{
    blank_line(body->text);
    buf_format(body->text, "■ %s\n", text);
    element(body->html,
            "<h2 style=\"margin:28px 0 10px;padding-left:10px;border-left:4px solid #1f5f8b;"
            "font-size:17px;line-height:1.4\">",
            text, strlen(text), "</h2>\n");
}

static void paragraph(struct mail_body *body, const char *text, size_t length)
{
    blank_line(body->text);
    buf_add(body->text, text, length);
    buf_char(body->text, '\n');
    element(body->html, "<p style=\"margin:0 0 16px\">", text, length, "</p>\n");
}

void mail_paragraph(struct mail_body *body, const char *text)
{
    paragraph(body, text, strlen(text));
}

void mail_item(struct mail_body *body, const char *text)
{
    bool japanese = body->language == LANGUAGE_JA;
    buf_format(body->text, japanese ? "・%s\n" : "- %s\n", text);
    element(body->html, "<p style=\"margin:0 0 4px;padding-left:1em;text-indent:-1em\">・", text,
            strlen(text), "</p>\n");
}

static void link_html(struct buf *out, const char *style, const char *label, const char *url)
{
    buf_text_add(out, "<a href=\"");
    html_text(out, url, strlen(url));
    buf_format(out, "\" style=\"%s\">", style);
    element(out, "", label, strlen(label), "</a>");
}

static void button(struct mail_body *body, const char *label, const char *url)
{
    buf_text_add(body->html, "<p style=\"margin:20px 0\">");
    link_html(body->html,
              "display:inline-block;padding:12px 24px;border-radius:6px;background:#1f5f8b;"
              "color:#fff;font-weight:bold;text-decoration:none",
              label, url);
    buf_text_add(body->html, "</p>\n");
}

void mail_link(struct mail_body *body, const char *label, const char *url)
{
    blank_line(body->text);
    buf_format(body->text, body->language == LANGUAGE_JA ? "%s：\n%s\n" : "%s:\n%s\n", label, url);
    button(body, label, url);
}

static void letter_part(struct mail_body *body, const char *text, size_t length, const char *label)
{
    SCOPED(buf_release) struct buf part = BUF_INIT(LETTER_PART_MAX);
    buf_add(&part, text, length);
    const char *url = buf_text(&part);
    if (!label || strncmp(url, "http", 4) != 0 || strpbrk(url, " \n")) {
        paragraph(body, url, part.length);
        return;
    }
    blank_line(body->text);
    buf_format(body->text, "%s\n", url);
    button(body, label, url);
}

void mail_letter(struct mail_body *body, const char *text, const char *label)
{
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        size_t kept = length;
        while (kept > 0 && text[kept - 1] == '\n')
            kept--;
        if (kept > 0)
            letter_part(body, text, kept, label);
        text += length + strspn(text + length, "\n");
    }
}

void mail_rule(struct mail_body *body)
{
    blank_line(body->text);
    buf_text_add(body->text, "----------------------------------------\n");
    buf_text_add(body->html,
                 "<hr style=\"margin:28px 0 14px;border:0;border-top:1px solid #c9d2da\">\n");
}

void mail_small(struct mail_body *body, const char *text)
{
    buf_format(body->text, "%s\n", text);
    element(body->html, "<p style=\"margin:0 0 8px;color:#4a5968;font-size:13px\">", text,
            strlen(text), "</p>\n");
}

void mail_small_link(struct mail_body *body, const char *label, const char *url)
{
    buf_format(body->text, body->language == LANGUAGE_JA ? "%s：\n%s\n" : "%s:\n%s\n", label, url);
    buf_text_add(body->html, "<p style=\"margin:0 0 8px;font-size:13px\">");
    link_html(body->html, "color:#1f5f8b", label, url);
    buf_text_add(body->html, "</p>\n");
}
