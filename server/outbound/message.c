/* SPDX-License-Identifier: Apache-2.0 */
#include "outbound/message.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mail_address.h"
#include "base/text.h"

#include "base/banned.h"

enum {
    LINE_MAX = 76,
    WORD_OVERHEAD = 12, /* =?UTF-8?B? and ?= */
    QUARTET = 4,
    TRIPLET = 3,
    BODY_LINE = LINE_MAX / QUARTET * TRIPLET, /* bytes that fill a line */
};

static void base64(struct buf *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += TRIPLET) {
        size_t left = length - i;
        unsigned bits = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                        (left > 2 ? bytes[i + 2] : 0);
        buf_char(out, digits[bits >> 18]);
        buf_char(out, digits[bits >> 12 & 63]);
        buf_char(out, left > 1 ? digits[bits >> 6 & 63] : '=');
        buf_char(out, left > 2 ? digits[bits & 63] : '=');
    }
}

/* In one line: whatever would end it is a blank. */
static void one_line(const char *text, struct buf *out)
{
    for (; *text; text++)
        buf_char(out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
}

/* Words of letters and digits between single blanks need nothing. */
static bool needs_no_code(const char *text, size_t room)
{
    if (strlen(text) > room || text[0] == ' ' || text[0] == '\0')
        return false;
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !(*c == ' ' && c[1] != ' ' && c[1] != '\0') && *c != '-')
            return false;
    return true;
}

/* How many bytes of whole characters fit into one encoded word behind `column`. */
static size_t word_bytes(const char *text, size_t column)
{
    size_t room = (LINE_MAX - column - WORD_OVERHEAD) / QUARTET * TRIPLET, used = 0;
    while (text[used]) {
        size_t character = text_character(text + used);
        if (character == 0)
            character = 1;
        if (used + character > room)
            break;
        used += character;
    }
    return used;
}

/* Unstructured text or a phrase; `column` is where it begins. The words of a long one are lines. */
static void header_words(const char *text, size_t column, struct buf *out)
{
    SCOPED(buf_release) struct buf line = BUF_INIT(MESSAGE_MAX);
    one_line(text, &line);
    const char *at = buf_text(&line);
    if (needs_no_code(at, LINE_MAX - column)) {
        buf_text_add(out, at);
        return;
    }
    while (*at) {
        size_t length = word_bytes(at, column);
        buf_text_add(out, "=?UTF-8?B?");
        base64(out, (const unsigned char *)at, length);
        buf_text_add(out, "?=");
        at += length;
        if (*at)
            buf_text_add(out, "\r\n ");
        column = 1;
    }
}

static void header_address(const char *header, const char *name, const char *address,
                           struct buf *out)
{
    buf_format(out, "%s: ", header);
    if (name && *name) {
        header_words(name, strlen(header) + 2, out);
        buf_format(out, "\r\n <%s>\r\n", address);
    } else
        buf_format(out, "%s\r\n", address);
}

static void header_date(int64_t instant, struct buf *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm tokyo;
    time_t seconds = (time_t)(instant / 1000000) + 9 * 3600;
    gmtime_r(&seconds, &tokyo);
    buf_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0900\r\n", days[tokyo.tm_wday],
               tokyo.tm_mday, months[tokyo.tm_mon], tokyo.tm_year + 1900, tokyo.tm_hour,
               tokyo.tm_min, tokyo.tm_sec);
}

/* Lines end with CR LF inside, too (RFC 2045, 6.8). */
static void part(const char *type, const char *text, const char *boundary, struct buf *out)
{
    SCOPED(buf_release) struct buf lines = BUF_INIT(MESSAGE_MAX);
    for (; *text; text++) {
        if (*text == '\n')
            buf_char(&lines, '\r');
        if (*text != '\r')
            buf_char(&lines, *text);
    }
    buf_format(
        out, "--%s\r\nContent-Type: %s; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        boundary, type);
    for (size_t at = 0; at < lines.length; at += BODY_LINE) {
        size_t left = lines.length - at;
        base64(out, (const unsigned char *)lines.data + at, left < BODY_LINE ? left : BODY_LINE);
        buf_text_add(out, "\r\n");
    }
    out->failed |= lines.failed;
}

static void headers(const struct message *message, struct buf *out)
{
    header_date(message->sent_at, out);
    header_address("From", message->from_name, message->from, out);
    header_address("To", NULL, message->to, out);
    if (message->reply_to && mail_address(message->reply_to))
        header_address("Reply-To", message->reply_to_name, message->reply_to, out);
    buf_text_add(out, "Subject: ");
    header_words(message->subject, strlen("Subject: "), out);
    /* Whoever is away need not tell a program so (RFC 3834). */
    buf_format(out, "\r\nMessage-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\n", message->id,
               strrchr(message->from, '@'));
    buf_format(out, "Content-Language: %s\r\n", message->japanese ? "ja" : "en");
    if (message->unsubscribe)
        buf_format(out,
                   "List-Unsubscribe: <%s>\r\n"
                   "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                   message->unsubscribe);
}

void message_write(const struct message *message, struct buf *out)
{
    char boundary[64];
    /* No line of base64 has an underscore. */
    snprintf(boundary, sizeof boundary, "_%.36s_", message->id);
    headers(message, out);
    buf_format(
        out,
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
        boundary);
    part("text/plain", message->text, boundary, out);
    part("text/html", message->html, boundary, out);
    buf_format(out, "--%s--\r\n", boundary);
}
