/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PART_MAX = 64 };

bool scan_number(const char **at, size_t digits, int *out)
{
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > digits)
        return false;
    *out = (int)strtol(*at, NULL, 10);
    *at += length;
    return true;
}

const char *scan_past_fraction(const char *at)
{
    size_t zeros = *at == '.' ? strspn(at + 1, "0") : 0;
    return zeros ? at + 1 + zeros : at;
}

bool scan_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

bool scan_cut_end(char *text, const char *end)
{
    size_t length = strlen(text), cut = strlen(end);
    if (length <= cut || strcasecmp(text + length - cut, end) != 0)
        return false;
    text[length - cut] = '\0';
    return true;
}

int scan_agreed(const char *narrow, int (*read)(const char *part), int none)
{
    static const char MARKS[] = "()[]:";
    char part[PART_MAX];
    int said = read(narrow);
    if (said != none || !narrow[strcspn(narrow, MARKS)])
        return said;
    for (const char *at = narrow + strspn(narrow, MARKS); *at; at += strspn(at, MARKS)) {
        size_t length = strcspn(at, MARKS);
        if (length >= sizeof part)
            return none;
        snprintf(part, sizeof part, "%.*s", (int)length, at);
        int other = read(part);
        if (other == none || (said != none && other != said))
            return none;
        said = other;
        at += length;
    }
    return said;
}

void scan_kanji_digits(const char *narrow, char *out, size_t size)
{
    static const char *const numerals[] = {"〇", "一", "二", "三", "四",
                                           "五", "六", "七", "八", "九"};
    size_t length = 0;
    bool within = false; /* behind a numeral */
    for (const char *at = narrow; *at && length + 1 < size;) {
        int digit = scan_word(&at, "零") ? 0 : -1;
        for (int i = 0; digit < 0 && i < 10; i++)
            digit = scan_word(&at, numerals[i]) ? i : -1;
        bool ten = digit < 0 && scan_word(&at, "十");
        if (digit >= 0) {
            out[length++] = (char)('0' + digit);
        } else if (ten) {
            /* 十日 is 10, 二十日 20, 十一 11. */
            if (!within)
                out[length++] = '1';
            const char *next = at;
            bool ends = true;
            for (int i = 0; i < 10; i++)
                ends = ends && !scan_word(&next, numerals[i]);
            if (ends)
                out[length++] = '0';
        } else {
            out[length++] = *at++;
        }
        within = digit >= 0 || ten;
    }
    out[length] = '\0';
}
