/* SPDX-License-Identifier: Apache-2.0 */
#include "http/guard.h"

#include <string.h>
#include <strings.h>

#include "base/uri.h"

#include "base/banned.h"

enum { LENGTH_DIGITS = 12 };

const char *head_find(const struct head *head, const char *name)
{
    for (size_t i = 0; i < head->header_count; i++)
        if (strcasecmp(head->headers[i].name, name) == 0)
            return head->headers[i].value;
    return NULL;
}

size_t head_count(const struct head *head, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < head->header_count; i++)
        count += strcasecmp(head->headers[i].name, name) == 0;
    return count;
}

/* A token of RFC 9110, 5.6.2. */
static bool token(const char *text)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    if (!*text)
        return false;
    for (; *text; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
        bool digit = *text >= '0' && *text <= '9';
        if (!letter && !digit && !strchr(marks, *text))
            return false;
    }
    return true;
}

static bool header_clean(const struct header *header)
{
    if (!token(header->name))
        return false;
    for (const unsigned char *c = (const unsigned char *)header->value; *c; c++)
        if ((*c < ' ' && *c != '\t') || *c == 0x7f)
            return false;
    return true;
}

/* Only digits: strtoll would read "+3", " 3" and "3x" as 3. */
static bool length_read(const char *text, int64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > LENGTH_DIGITS || text[digits] != '\0')
        return false;
    *out = 0;
    for (size_t i = 0; i < digits; i++)
        *out = *out * 10 + (text[i] - '0');
    return true;
}

static err frame(const struct head *head, struct body_frame *out, struct fault *fault)
{
    size_t lengths = head_count(head, "Content-Length");
    size_t encodings = head_count(head, "Transfer-Encoding");
    struct body_frame found = {0};
    if (lengths + encodings > 1)
        return fault_set(fault, ERR_MALFORMED, "ambiguous_length");
    if (encodings == 1 && strcasecmp(head_find(head, "Transfer-Encoding"), "chunked") != 0)
        return fault_set(fault, ERR_MALFORMED, "ambiguous_length");
    /* HTTP/1.0 knows no chunks: whoever passed this on may have read another end. */
    if (encodings == 1 && strcmp(head->version, "1.1") != 0)
        return fault_set(fault, ERR_MALFORMED, "ambiguous_length");
    if (lengths == 1 && !length_read(head_find(head, "Content-Length"), &found.length))
        return fault_set(fault, ERR_MALFORMED, "ambiguous_length");
    found.chunked = encodings == 1;
    *out = found;
    return OK;
}

/* Clients of HTTP/1.0 need not name it. */
static bool host_right(const struct head *head)
{
    size_t hosts = head_count(head, "Host");
    return hosts == 1 || (hosts == 0 && strcmp(head->version, "1.0") == 0);
}

/* Libraries (Java's, curl --http2) ask so with their first request; who is answered in HTTP/1.1
 * goes on in it. Any other protocol is what the client cannot do without. */
static bool offers_http_2(const struct head *head)
{
    return head_count(head, "Upgrade") == 1 && strcasecmp(head_find(head, "Upgrade"), "h2c") == 0;
}

err guard_check(const struct head *head, struct body_frame *out, struct fault *fault)
{
    if (head->header_count > HEADERS_MAX)
        return fault_set(fault, ERR_HEADERS_TOO_LARGE, NULL);
    if (!head->whole || !token(head->method))
        return fault_set(fault, ERR_MALFORMED, NULL);
    for (size_t i = 0; i < head->header_count; i++)
        if (!header_clean(&head->headers[i]))
            return fault_set(fault, ERR_MALFORMED, NULL);
    if (!host_right(head))
        return fault_set(fault, ERR_MALFORMED, NULL);
    if (head_count(head, "Upgrade") > 0 && !offers_http_2(head))
        return fault_set(fault, ERR_MALFORMED, "upgrade_refused");
    if (head->path[0] != '/' || !uri_clean(head->path) || !uri_clean(head->query))
        return fault_set(fault, ERR_MALFORMED, "malformed_address");
    return frame(head, out, fault);
}
