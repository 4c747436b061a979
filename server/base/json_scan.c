/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"
#include "base/hex.h"

#include <string.h>

#include "base/scope.h"

#include "base/banned.h"

enum { DEPTH_MAX = 64 };

static bool scan_broken(struct json_scan *scan)
{
    scan->broken = true;
    scan->at = scan->end;
    return false;
}

/* The first character of what comes next, after white space; '\0' at the end. */
static char peek(struct json_scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
    return scan->at < scan->end ? *scan->at : '\0';
}

bool json_scan_done(struct json_scan *scan)
{
    peek(scan);
    return scan->at == scan->end && !scan->broken;
}

static bool take_character(struct json_scan *scan, char expected)
{
    if (peek(scan) != expected || scan->at == scan->end)
        return scan_broken(scan);
    scan->at++;
    return true;
}

static bool take_word(struct json_scan *scan, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return scan_broken(scan);
    scan->at += length;
    return true;
}

static bool at_digit(const struct json_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool scan_digits(struct json_scan *scan)
{
    if (!at_digit(scan))
        return scan_broken(scan);
    while (at_digit(scan))
        scan->at++;
    return true;
}

static bool take_if(struct json_scan *scan, const char *any)
{
    if (scan->at == scan->end || !*scan->at || !strchr(any, *scan->at))
        return false;
    scan->at++;
    return true;
}

static bool skip_number(struct json_scan *scan)
{
    take_if(scan, "-");
    if (!take_if(scan, "0") && !scan_digits(scan))
        return false;
    if (take_if(scan, ".") && !scan_digits(scan))
        return false;
    if (!take_if(scan, "eE"))
        return true;
    take_if(scan, "+-");
    return scan_digits(scan);
}

bool json_scan_integer(struct json_scan *scan, int64_t *out)
{
    peek(scan);
    const char *start = scan->at;
    bool negative = take_if(scan, "-");
    int64_t number = 0;
    if (take_if(scan, "0")) {
        *out = 0;
        return !negative && !at_digit(scan) ? true : scan_broken(scan);
    }
    for (; at_digit(scan); scan->at++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, *scan->at - '0', &number))
            return scan_broken(scan);
    bool whole = scan->at > start + negative &&
                 (scan->at == scan->end || !strchr(".eE", *scan->at) || !*scan->at);
    *out = negative ? -number : number;
    return whole ? true : scan_broken(scan);
}

/* Up to the quote or the backslash that comes next. */
static const char *plain_end(const struct json_scan *scan)
{
    const char *at = scan->at;
    while (at < scan->end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
        at++;
    return at;
}

static bool hex_unit(struct json_scan *scan, uint32_t *out)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++, scan->at++) {
        int digit = scan->at < scan->end ? hex_digit(*scan->at) : -1;
        if (digit < 0)
            return false;
        unit = unit * 16 + (uint32_t)digit;
    }
    *out = unit;
    return true;
}

static void add_utf8(struct buf *out, uint32_t code)
{
    if (code >= 0x10000) {
        buf_char(out, (char)(0xf0 | code >> 18));
        buf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
    } else if (code >= 0x800) {
        buf_char(out, (char)(0xe0 | code >> 12));
    }
    if (code >= 0x800)
        buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
    else if (code >= 0x80)
        buf_char(out, (char)(0xc0 | code >> 6));
    buf_char(out, (char)(code >= 0x80 ? 0x80 | (code & 0x3f) : code));
}

/* After "\u". No NUL, and surrogates in pairs only. */
static bool take_code(struct json_scan *scan, struct buf *out)
{
    uint32_t code = 0;
    uint32_t low = 0;
    if (!hex_unit(scan, &code) || code == 0 || (code >= 0xdc00 && code < 0xe000))
        return scan_broken(scan);
    if (code >= 0xd800 && code < 0xdc00) {
        if (!take_if(scan, "\\") || !take_if(scan, "u") || !hex_unit(scan, &low) || low < 0xdc00 ||
            low >= 0xe000)
            return scan_broken(scan);
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    add_utf8(out, code);
    return true;
}

/* After a backslash. */
static bool take_escape(struct json_scan *scan, struct buf *out)
{
    static const char written[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    if (scan->at == scan->end)
        return scan_broken(scan);
    char c = *scan->at++;
    if (c == 'u')
        return take_code(scan, out);
    const char *known = c ? strchr(written, c) : NULL;
    if (!known)
        return scan_broken(scan);
    buf_char(out, meant[known - written]);
    return true;
}

static bool take_escaped(struct json_scan *scan, struct buf *decoded, struct json_span *out)
{
    size_t start = decoded->length;
    for (;;) {
        const char *end = plain_end(scan);
        buf_add(decoded, scan->at, (size_t)(end - scan->at));
        scan->at = end;
        if (end == scan->end || (*end != '"' && *end != '\\'))
            return scan_broken(scan);
        scan->at++;
        if (*end == '"')
            break;
        if (!take_escape(scan, decoded))
            return false;
    }
    if (!buf_ok(decoded))
        return scan_broken(scan);
    *out = (struct json_span){buf_text(decoded) + start, decoded->length - start};
    return true;
}

bool json_scan_text(struct json_scan *scan, struct buf *decoded, struct json_span *out)
{
    if (peek(scan) == 'n') {
        *out = (struct json_span){NULL, 0};
        return take_word(scan, "null");
    }
    if (!take_character(scan, '"'))
        return false;
    const char *end = plain_end(scan);
    if (end < scan->end && *end == '\\') {
        buf_clear(decoded);
        return take_escaped(scan, decoded, out);
    }
    if (end == scan->end || *end != '"')
        return scan_broken(scan);
    *out = (struct json_span){scan->at, (size_t)(end - scan->at)};
    scan->at = end + 1;
    return true;
}

static bool skip_text(struct json_scan *scan)
{
    SCOPED(buf_release) struct buf unused = BUF_INIT(64 * 1024 * 1024);
    struct json_span text;
    return json_scan_text(scan, &unused, &text);
}

static bool skip_member(struct json_scan *scan, struct json_span name, void *context)
{
    (void)name;
    (void)context;
    return json_scan_skip(scan);
}

static bool skip_item(struct json_scan *scan, void *context)
{
    (void)context;
    return json_scan_skip(scan);
}

bool json_scan_skip(struct json_scan *scan)
{
    switch (peek(scan)) {
    case '{':
        return json_scan_object(scan, skip_member, NULL);
    case '[':
        return json_scan_array(scan, skip_item, NULL);
    case '"':
        return skip_text(scan);
    case 't':
        return take_word(scan, "true");
    case 'f':
        return take_word(scan, "false");
    case 'n':
        return take_word(scan, "null");
    default:
        return skip_number(scan);
    }
}

static bool enter_container(struct json_scan *scan, char open)
{
    return take_character(scan, open) && (++scan->depth <= DEPTH_MAX || scan_broken(scan));
}

/* What follows a value: a comma (true in `more`) or the end. */
static bool follow(struct json_scan *scan, char close, bool *more)
{
    *more = peek(scan) == ',';
    if (*more) {
        scan->at++;
        return true;
    }
    scan->depth--;
    return take_character(scan, close);
}

static bool take_name(struct json_scan *scan, struct json_span *name)
{
    if (!take_character(scan, '"'))
        return false;
    const char *end = plain_end(scan);
    if (end == scan->end || *end != '"')
        return scan_broken(scan);
    *name = (struct json_span){scan->at, (size_t)(end - scan->at)};
    scan->at = end + 1;
    return take_character(scan, ':');
}

bool json_scan_raw(struct json_scan *scan, struct json_span *out)
{
    peek(scan);
    const char *start = scan->at;
    if (!json_scan_skip(scan))
        return false;
    *out = (struct json_span){start, (size_t)(scan->at - start)};
    return true;
}

bool json_scan_object(struct json_scan *scan, json_member_fn *member, void *context)
{
    bool more = true;
    if (!enter_container(scan, '{'))
        return false;
    if (peek(scan) == '}')
        return follow(scan, '}', &more);
    while (more) {
        struct json_span name;
        if (!take_name(scan, &name) || !member(scan, name, context) || scan->broken)
            return scan_broken(scan);
        if (!follow(scan, '}', &more))
            return false;
    }
    return true;
}

bool json_scan_array(struct json_scan *scan, json_item_fn *item, void *context)
{
    bool more = true;
    if (!enter_container(scan, '['))
        return false;
    if (peek(scan) == ']')
        return follow(scan, ']', &more);
    while (more) {
        if (!item(scan, context) || scan->broken)
            return scan_broken(scan);
        if (!follow(scan, ']', &more))
            return false;
    }
    return true;
}
