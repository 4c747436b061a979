/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const struct {
    const char *charset;
    const char *iconv_name;
} encodings[] = {
    {"utf-8", "UTF-8"},          {"us-ascii", "UTF-8"},
    {"utf-8-sig", "UTF-8"},      {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},      {"sjis", "CP932"},
    {"x-sjis", "CP932"},         {"cp932", "CP932"},
    {"ms932", "CP932"},          {"ms_kanji", "CP932"},
    {"csshiftjis", "CP932"},     {"cswindows31j", "CP932"},
    {"shift_jis-2004", "CP932"}, {"x-ms-cp932", "CP932"},
    {"windows-932", "CP932"},    {"windows-31j", "CP932"},
    {"utf-16", "UTF-16"},        {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},    {"euc-jp", "EUC-JP-MS"},
    {"x-euc-jp", "EUC-JP-MS"},   {"iso-2022-jp", "ISO-2022-JP"},
};

static const char *iconv_name_of(const char *charset)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if (strcmp(encodings[i].charset, charset) == 0)
            return encodings[i].iconv_name;
    return NULL;
}

enum { WIDE_SEARCHED = 4096, WIDE_PAIRS_MIN = 2 };

static bool is_text_byte(char c)
{
    return (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n';
}

/* UTF-16 without its mark: ASCII characters of two bytes, one of which is NUL, as no other text
 * has. Those of one order may be seen in the other (U+3000), so the more frequent one is meant. */
static const char *wide_name(const char *bytes, size_t length)
{
    size_t little = 0, big = 0;
    for (size_t i = 0; i + 1 < length && i < WIDE_SEARCHED; i += 2) {
        little += is_text_byte(bytes[i]) && bytes[i + 1] == '\0';
        big += bytes[i] == '\0' && is_text_byte(bytes[i + 1]);
    }
    if (little < WIDE_PAIRS_MIN && big < WIDE_PAIRS_MIN)
        return NULL;
    return little >= big ? "UTF-16LE" : "UTF-16BE";
}

/* What begins two-byte characters of ISO-2022-JP, as mail sends it; no other text has it. */
static bool shifts_sets(const char *bytes, size_t length)
{
    size_t searched = length < WIDE_SEARCHED ? length : WIDE_SEARCHED;
    return memmem(bytes, searched, "\x1b$B", 3) || memmem(bytes, searched, "\x1b$@", 3);
}

/* What the bytes show says more than whoever named the charset: UTF-16 is what "Unicode text" is
 * when a spreadsheet saves it. */
static const char *iconv_name_at(const char *name, const char *bytes, size_t length)
{
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        return "UTF-8";
    if (length >= 4 &&
        (memcmp(bytes, "\xff\xfe\0\0", 4) == 0 || memcmp(bytes, "\0\0\xfe\xff", 4) == 0))
        return "UTF-32";
    if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return "UTF-16";
    const char *wide = wide_name(bytes, length);
    return wide ? wide : shifts_sets(bytes, length) ? "ISO-2022-JP" : name;
}

static void iconv_release(iconv_t *converter)
{
    iconv_close(*converter);
}

size_t encoding_mark(const char *text, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";
    return length >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
}

err encoding_decode(const char *charset, const char *bytes, size_t length, char **out,
                    size_t *out_length, struct fault *fault)
{
    const char *name = iconv_name_of(charset);
    if (!name)
        return fault_set(fault, ERR_MEDIA_TYPE, NULL);
    name = iconv_name_at(name, bytes, length);
    /* From UTF-8 too: the conversion checks it. */
    iconv_t opened = iconv_open("UTF-8", name);
    if (opened == (iconv_t)-1)
        return fault_log(fault, ERR_INTERNAL, "iconv does not know %s", name);
    SCOPED(iconv_release) iconv_t converter = opened;
    /* One byte of Shift_JIS (half-width kana) becomes three, two become at most three. */
    size_t capacity = length * 3;
    SCOPED(free_at) char *text = malloc(capacity + 1);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    SCOPED(free_at) char *copy = malloc(length + 1);
    if (!copy)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    memcpy(copy, bytes, length);
    char *from = copy;
    char *to = text;
    size_t left = length;
    size_t room = capacity;
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1)
        return fault_set(fault, ERR_INVALID, "encoding_invalid");
    *to = '\0';
    *out_length = (size_t)(to - text);
    *out = steal(&text);
    return OK;
}

void decoder_close(struct decoder *decoder)
{
    if (decoder->converter)
        iconv_close(decoder->converter);
    decoder->converter = NULL;
}

err decoder_open(const char *charset, struct decoder *out, struct fault *fault)
{
    const char *name = iconv_name_of(charset);
    if (!name)
        return fault_set(fault, ERR_MEDIA_TYPE, NULL);
    iconv_t opened = iconv_open("UTF-8", name);
    if (opened == (iconv_t)-1)
        return fault_log(fault, ERR_INTERNAL, "iconv does not know %s", name);
    *out = (struct decoder){.converter = opened, .name = name};
    return OK;
}

/* Before the first byte is converted. */
static err follow_mark(struct decoder *decoder, const char *bytes, size_t length,
                       struct fault *fault)
{
    const char *name = iconv_name_at(decoder->name, bytes, length);
    decoder->begun = decoder->begun || length > 0;
    if (name == decoder->name)
        return OK;
    decoder_close(decoder);
    decoder->name = name;
    iconv_t opened = iconv_open("UTF-8", name);
    if (opened == (iconv_t)-1)
        return fault_log(fault, ERR_INTERNAL, "iconv does not know %s", name);
    decoder->converter = opened;
    return OK;
}

enum { PIECE = 4096 };

/* Converts what is whole; *from and *left are moved behind it. */
static err convert(struct decoder *decoder, char **from, size_t *left, struct buf *out,
                   struct fault *fault)
{
    char text[PIECE];
    while (*left > 0) {
        char *to = text;
        size_t room = sizeof text;
        size_t done = iconv(decoder->converter, from, left, &to, &room);
        int reason = errno;
        buf_add(out, text, (size_t)(to - text));
        if (done == (size_t)-1 && reason == EINVAL)
            return OK;
        if (done == (size_t)-1 && reason != E2BIG)
            return fault_set(fault, ERR_INVALID, "encoding_invalid");
    }
    return OK;
}

static void keep_rest(struct decoder *decoder, const char *bytes, size_t length)
{
    memcpy(decoder->rest, bytes, length);
    decoder->rest_length = length;
}

/* Completes the character that began in an earlier piece, a byte at a time. */
static err finish_rest(struct decoder *decoder, const char **bytes, size_t *length, struct buf *out,
                       struct fault *fault)
{
    while (decoder->rest_length > 0 && *length > 0) {
        if (decoder->rest_length == sizeof decoder->rest)
            return fault_set(fault, ERR_INVALID, "encoding_invalid");
        decoder->rest[decoder->rest_length++] = *(*bytes)++;
        (*length)--;
        char *from = decoder->rest;
        size_t left = decoder->rest_length;
        TRY(convert(decoder, &from, &left, out, fault));
        decoder->rest_length = left;
    }
    return OK;
}

err decoder_feed(struct decoder *decoder, const char *bytes, size_t length, struct buf *out,
                 struct fault *fault)
{
    if (!decoder->begun)
        TRY(follow_mark(decoder, bytes, length, fault));
    TRY(finish_rest(decoder, &bytes, &length, out, fault));
    /* iconv only reads it, whatever its prototype says. */
    char *from;
    memcpy(&from, &bytes, sizeof from);
    TRY(convert(decoder, &from, &length, out, fault));
    if (length > sizeof decoder->rest)
        return fault_set(fault, ERR_INVALID, "encoding_invalid");
    if (length > 0)
        keep_rest(decoder, from, length);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "decoded text is too large");
}

err decoder_end(const struct decoder *decoder, struct fault *fault)
{
    return decoder->rest_length == 0 ? OK : fault_set(fault, ERR_INVALID, "encoding_invalid");
}
