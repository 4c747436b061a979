/* SPDX-License-Identifier: Apache-2.0 */
#include "http/negotiate.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

static const char *skip_optional_space(const char *text)
{
    return text + strspn(text, " \t");
}

static bool lower_copy(const char *text, size_t length, char out[static MEDIA_TYPE_SIZE])
{
    if (length >= MEDIA_TYPE_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        out[i] = (char)tolower((unsigned char)text[i]);
    out[length] = '\0';
    return true;
}

static bool charset_read(const char *value, char out[static MEDIA_TYPE_SIZE])
{
    static const char *const of_utf8[] = {"utf8",   "utf_8", "unicode-1-1-utf-8",
                                          "csutf8", "ascii", "us-ascii"};
    bool quoted = *value == '"' || *value == '\'';
    const char quote[] = {*value, '\0'};
    value += quoted;
    size_t length = strcspn(value, quoted ? quote : "; \t");
    if (length == 0 || !lower_copy(value, length, out))
        return false;
    /* Other names of it, and of a part of it, that are in daily use. */
    for (size_t i = 0; i < sizeof of_utf8 / sizeof *of_utf8; i++)
        if (strcmp(out, of_utf8[i]) == 0)
            snprintf(out, MEDIA_TYPE_SIZE, "utf-8");
    return true;
}

bool media_type_read(const char *text, struct media_type *out)
{
    struct media_type media = {0};
    text = skip_optional_space(text);
    size_t length = strcspn(text, "; \t");
    const char *slash = memchr(text, '/', length);
    if (!slash || slash == text || slash == text + length - 1 ||
        !lower_copy(text, length, media.type))
        return false;
    text = skip_optional_space(text + length);
    while (*text == ';') {
        text = skip_optional_space(text + 1);
        if (strncasecmp(text, "charset=", 8) == 0 && !charset_read(text + 8, media.charset))
            return false;
        text += strcspn(text, ";");
    }
    *out = media;
    return *text == '\0';
}

bool media_type_json(const char *type)
{
    size_t length = strlen(type);
    return strcmp(type, "application/json") == 0 ||
           (length > 5 && strcmp(type + length - 5, "+json") == 0);
}

/* "0.85" → 850; anything unreadable counts as 0. */
static int thousandths(const char *text)
{
    if (*text == '1')
        return 1000;
    if (text[0] != '0' || text[1] != '.')
        return 0;
    int value = 0;
    int unit = 100;
    for (text += 2; *text >= '0' && *text <= '9' && unit > 0; text++, unit /= 10)
        value += unit * (*text - '0');
    return value;
}

struct wish {
    const char *name;
    size_t length;
    int quality;
};

/* The next entry of "a;q=0.5, b"; false at the end. */
static bool next_wish(const char **list, struct wish *out)
{
    *list += strspn(*list, " \t,");
    if (**list == '\0')
        return false;
    out->name = *list;
    out->length = strcspn(*list, ";, \t");
    out->quality = 1000;
    const char *end = *list + strcspn(*list, ",");
    for (const char *part = *list + out->length; part < end; part++) {
        part = skip_optional_space(part);
        if (part < end && *part == ';') {
            part = skip_optional_space(part + 1);
            if (strncasecmp(part, "q=", 2) == 0)
                out->quality = thousandths(part + 2);
        }
    }
    *list = end;
    return true;
}

/* How exactly a range fits: 3 the type, 2 "text/" and any, 1 any, 0 not. */
static int fit_of_media_type(const struct wish *wish, const char *media_type)
{
    size_t length = strlen(media_type);
    size_t major = strcspn(media_type, "/") + 1;
    if (wish->length == length && strncasecmp(wish->name, media_type, length) == 0)
        return 3;
    if (wish->length == major + 1 && wish->name[major] == '*' &&
        strncasecmp(wish->name, media_type, major) == 0)
        return 2;
    return wish->length == 3 && memcmp(wish->name, "*/*", 3) == 0;
}

bool coding_accepted(const char *accept_encoding, const char *coding)
{
    bool accepted = false, named = false;
    struct wish wish;
    for (const char *list = accept_encoding ? accept_encoding : ""; next_wish(&list, &wish);) {
        bool other = wish.length == 1 && *wish.name == '*';
        if (wish.length == strlen(coding) && strncasecmp(wish.name, coding, wish.length) == 0) {
            named = true;
            accepted = wish.quality > 0;
        } else if (other && !named) {
            accepted = wish.quality > 0;
        }
    }
    return accepted;
}

int accept_quality(const char *accept, const char *media_type)
{
    if (!accept || !*skip_optional_space(accept))
        return 1000;
    int best = 0;
    int quality = 0;
    struct wish wish;
    while (next_wish(&accept, &wish)) {
        int exactness = fit_of_media_type(&wish, media_type);
        if (exactness > best) {
            best = exactness;
            quality = wish.quality;
        }
    }
    return quality;
}

/* "ja", "ja-JP" → true for "ja". */
static bool speaks(const struct wish *wish, const char *language)
{
    return wish->length >= 2 && strncasecmp(wish->name, language, 2) == 0 &&
           (wish->length == 2 || wish->name[2] == '-');
}

enum language language_wanted(const char *accept_language)
{
    int ja = -1;
    int en = -1;
    int any = 0;
    struct wish wish;
    while (accept_language && next_wish(&accept_language, &wish)) {
        if (speaks(&wish, "ja"))
            ja = wish.quality > ja ? wish.quality : ja;
        else if (speaks(&wish, "en"))
            en = wish.quality > en ? wish.quality : en;
        else if (wish.length == 1 && wish.name[0] == '*')
            any = wish.quality;
    }
    ja = ja < 0 ? any : ja;
    en = en < 0 ? any : en;
    return en > ja ? LANGUAGE_EN : LANGUAGE_JA;
}

/* A proxy that compresses makes a tag of its own of ours: "x-gzip", "x;gzip". */
static size_t without_coding(const char *tag, size_t length)
{
    static const char *const ends[] = {"--gzip", "-gzip", ";gzip",    "-br",     ";br",
                                       "-zstd",  ";zstd", "-deflate", ";deflate"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (length > end && memcmp(tag + length - end, ends[i], end) == 0)
            return length - end;
    }
    return length;
}

static bool is_same_tag(const struct etag *listed, const char *etag)
{
    return listed->length == strlen(etag) && memcmp(listed->text, etag, listed->length) == 0;
}

bool etag_any(const char *header)
{
    header += strspn(header, " \t");
    return *header == '*' && !header[1 + strspn(header + 1, " \t")];
}

bool etag_next(const char **list, struct etag *out)
{
    const char *at = *list + strspn(*list, " \t,");
    at += strncmp(at, "W/", 2) == 0 ? 2 : 0;
    const char *close = *at == '"' ? strchr(at + 1, '"') : NULL;
    if (!close || !strchr(",", close[1 + strspn(close + 1, " \t")]))
        return false;
    *out = (struct etag){at + 1, without_coding(at + 1, (size_t)(close - at - 1))};
    *list = close + 1;
    return true;
}

bool etag_single(const char *list, char *out, size_t size)
{
    struct etag tag;
    if (!list || !etag_next(&list, &tag) || list[strspn(list, " \t")])
        return false;
    if (tag.length == 0 || tag.length >= size)
        return false;
    memcpy(out, tag.text, tag.length);
    out[tag.length] = '\0';
    return true;
}

bool etag_listed(const char *list, const char *etag)
{
    struct etag tag;
    if (!list)
        return false;
    if (etag_any(list))
        return true;
    while (etag_next(&list, &tag))
        if (is_same_tag(&tag, etag))
            return true;
    return false;
}
