/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encoding.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const struct {
    const char *charset;
    const char *iconv_name;
} encodings[] = {
    {"utf-8", "UTF-8"},     {"utf8", "UTF-8"},        {"us-ascii", "UTF-8"}, {"shift_jis", "CP932"},
    {"shift-jis", "CP932"}, {"sjis", "CP932"},        {"x-sjis", "CP932"},   {"cp932", "CP932"},
    {"ms932", "CP932"},     {"windows-31j", "CP932"},
};

static const char *iconv_name_of(const char *charset)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if (strcmp(encodings[i].charset, charset) == 0)
            return encodings[i].iconv_name;
    return NULL;
}

bool encoding_known(const char *charset)
{
    return iconv_name_of(charset) != NULL;
}

static void iconv_release(iconv_t *converter)
{
    iconv_close(*converter);
}

err encoding_decode(const char *charset, const char *bytes, size_t length, char **out,
                    size_t *out_length, struct fault *fault)
{
    const char *name = iconv_name_of(charset);
    if (!name)
        return fault_set(fault, ERR_MEDIA_TYPE, NULL);
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
