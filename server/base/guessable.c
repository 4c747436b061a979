/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guessable.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zxcvbn.h>

#include "base/banned.h"

/* 10^10 guesses: what zxcvbn calls very unguessable. Of a long password the beginning has to do. */
#define BITS_WANTED 33.2

enum { LENGTH_MAX = 100, WORDS_MAX = 64, WORD_SIZE = 104 };

/* What is said here and the library's English lists lack. */
static const char *const common[] = {"ぱすわーど", "ろぐいん",   "あいうえお", "かきくけこ",
                                     "さしすせそ", "たちつてと", "いろはにほ", "へとちりぬるを",
                                     "にほん",     "日本",       "とうきょう", "東京"};
static const char *const service[] = {"hoshitori", "星取", "星取り", "ほしとり"};

struct words {
    char texts[WORDS_MAX][WORD_SIZE];
    const char *list[WORDS_MAX + 1]; /* ends with NULL */
    size_t count;
};

/* A malformed byte stands for itself. */
static size_t decode_character(const unsigned char *text, uint32_t *point)
{
    size_t length = *text >= 0xf0 ? 4 : *text >= 0xe0 ? 3 : *text >= 0xc0 ? 2 : 1;
    *point = length == 1 ? *text : *text & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            *point = *text;
            return 1;
        }
        *point = *point << 6 | (text[i] & 0x3f);
    }
    return length;
}

/* zxcvbn takes bytes for characters: of UTF-8 it would think three times too well. One byte for
 * each character; two that fall together are guessed a little too soon. */
static unsigned char folded(uint32_t point)
{
    if (point >= 0xff01 && point <= 0xff5e)
        point -= 0xff01 - '!';
    if (point >= 0x30a1 && point <= 0x30f6)
        point -= 0x60;
    if (point == 0x3000)
        point = ' ';
    if (point >= 'A' && point <= 'Z')
        point += 'a' - 'A';
    return (unsigned char)(point < 0x80 ? point : 0x80 | (point & 0x7f));
}

static void fold(const char *text, char *out, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t length = 0;
    while (*at && length + 1 < size) {
        uint32_t point = 0;
        at += decode_character(at, &point);
        out[length++] = (char)folded(point);
    }
    out[length] = '\0';
}

static void add_guessable_word(struct words *words, const char *folded_word, size_t length)
{
    bool japanese = length > 0 && (unsigned char)folded_word[0] >= 0x80;
    if (words->count == WORDS_MAX || length < (japanese ? 2 : 3) || length >= WORD_SIZE)
        return;
    char *text = words->texts[words->count];
    memcpy(text, folded_word, length);
    text[length] = '\0';
    words->list[words->count++] = text;
}

static bool in_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

static void add_whole(struct words *words, const char *text)
{
    char joined[WORD_SIZE];
    size_t length = 0;
    for (; *text && length + 1 < sizeof joined; text++)
        if (in_word(*text))
            joined[length++] = *text;
    add_guessable_word(words, joined, length);
}

static void add_parts(struct words *words, const char *text)
{
    while (*text) {
        size_t length = 0;
        while (in_word(text[length]))
            length++;
        add_guessable_word(words, text, length);
        text += length + (text[length] != '\0');
    }
}

/* 株式会社みなと精密 is called みなと精密. */
static void add_without_form(struct words *words, const char *name)
{
    static const char *const forms[] = {"株式会社", "有限会社", "合同会社", "合資会社"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char form[WORD_SIZE];
        fold(forms[i], form, sizeof form);
        size_t length = strlen(name), cut = strlen(form);
        if (length > cut && strncmp(name, form, cut) == 0)
            add_whole(words, name + cut);
        else if (length > cut && strcmp(name + length - cut, form) == 0)
            add_guessable_word(words, name, length - cut);
    }
}

static void add_words_of_name(struct words *words, const char *name)
{
    char text[WORD_SIZE];
    fold(name, text, sizeof text);
    add_whole(words, text);
    add_parts(words, text);
    add_without_form(words, text);
}

/* Names add nothing to what is beside them. */
static void cut_out(char *password, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        for (char *at = password; (at = strstr(at, words->list[i]));) {
            const char *rest = at + strlen(words->list[i]);
            memmove(at, rest, strlen(rest) + 1);
        }
}

static bool holds(const char *password, struct words *words)
{
    words->list[words->count] = NULL;
    return ZxcvbnMatch(password, words->list, NULL) >= BITS_WANTED;
}

enum guessable guessable(const char *password, const char *const *names, size_t count)
{
    struct words words = {.count = 0};
    char text[LENGTH_MAX + 1];
    fold(password, text, sizeof text);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        add_words_of_name(&words, common[i]);
    if (!holds(text, &words))
        return GUESSABLE_COMMON;
    for (size_t i = 0; i < sizeof service / sizeof *service; i++)
        add_words_of_name(&words, service[i]);
    for (size_t i = 0; i < count; i++)
        if (names[i])
            add_words_of_name(&words, names[i]);
    cut_out(text, &words);
    return holds(text, &words) ? GUESSABLE_HARDLY : GUESSABLE_NAMES;
}
