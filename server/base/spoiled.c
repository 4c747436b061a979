/* SPDX-License-Identifier: Apache-2.0 */
#include "base/spoiled.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/calendar.h"
#include "base/entered.h"
#include "base/scan.h"
#include "base/text.h"

/* #BLOCKED!, #FIELD!: newer versions have more of them; Err:502, エラー:502: LibreOffice's. */
static bool is_error_of_form(const char *narrow)
{
    size_t length = strlen(narrow), name = 0;
    if (*narrow == '#' && length > 2 && strchr("!?", narrow[length - 1])) {
        name = strspn(narrow + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/");
        return name + 2 == length;
    }
    const char *number = narrow;
    return (scan_word(&number, "Err:") || scan_word(&number, "エラー:")) && strlen(number) == 3 &&
           strspn(number, "0123456789") == 3;
}

bool spoiled_is_error(const char *text)
{
    static const char *const errors[] = {"#N/A",   "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
                                         "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"};
    char narrow[ENTERED_MAX];
    if (!text_narrow(text, narrow, sizeof narrow))
        return false;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcasecmp(narrow, errors[i]) == 0)
            return true;
    return is_error_of_form(narrow) ||
           (strlen(narrow) > 2 && strspn(narrow, "#") == strlen(narrow));
}

static const char *past_digits(const char *text)
{
    return text + strspn(text, "0123456789");
}

bool spoiled_is_scientific(const char *narrow)
{
    const char *digits = narrow + (*narrow == '+' || *narrow == '-');
    const char *end = past_digits(digits);
    if (end == digits)
        return false;
    if (*end == '.') {
        const char *fraction = end + 1;
        end = past_digits(fraction);
        if (end == fraction)
            return false;
    }
    if (*end != 'e' && *end != 'E')
        return false;
    const char *exponent = end + 1 + (end[1] == '+' || end[1] == '-');
    end = past_digits(exponent);
    return end != exponent && !*end;
}

/* What is left of an organisation's name besides the name: 株式会社???, (一社)??. One behind the
 * other, with a blank behind each; none is the beginning of one that comes behind it. */
static const char company_forms[] =
    "株式会社 有限会社 合同会社 合資会社 合名会社 相互会社 特定非営利活動法人 NPO法人 一般社団 "
    "一般財団 公益社団 公益財団 社会福祉 独立行政法人 国立大学 地方 医療 学校 "
    "宗教 税理士 弁護士 監査 社団 財団 農事組合 協同組合 事業 "
    "法人 組合 支店 営業所 工場 本社 株 有 同 "
    "資 名 一社 一財 公社 公財 福 医 学 "
    "㈱ ㈲ ㈴ ㈾ ㈳ ㈶ ";

static size_t company_form(const char *text)
{
    for (const char *form = company_forms; *form;) {
        size_t length = strcspn(form, " ");
        if (strncmp(text, form, length) == 0)
            return length;
        form += length + 1;
    }
    return 0;
}

/* Blanks, brackets, dots and dashes, which a conversion keeps. */
static bool is_between_names(uint32_t point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return text_is_blank(point) || text_is_invisible(point) ||
           (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO);
}

/* 株式会社???, (一社)??, ? ?. */
static bool is_all_lost(const char *text)
{
    bool lost = false;
    while (*text) {
        size_t form = company_form(text);
        text += form;
        if (form > 0)
            continue;
        uint32_t point = text_next(&text);
        bool substitute = point == '?' || point == 0xff1f || point == 0x3013 || point == 0xfffd;
        if (!substitute && !is_between_names(point))
            return false;
        lost = lost || substitute;
    }
    return lost;
}

/* 外字: what each machine shows as it likes, and most not at all. */
static bool is_private(uint32_t point)
{
    return (point >= 0xe000 && point <= 0xf8ff) || point >= 0xf0000;
}

/* &#40407; &#x9DD7; */
static bool is_entity(const char *text)
{
    if (strncmp(text, "&#", 2) != 0)
        return false;
    text += 2;
    bool hexadecimal = *text == 'x' || *text == 'X';
    text += hexadecimal;
    size_t digits = strspn(text, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");
    return digits >= 2 && digits <= 7 && text[digits] == ';';
}

bool spoiled_is_lost(const char *text)
{
    if (is_all_lost(text) || strstr(text, "〓"))
        return true;
    while (*text) {
        if (is_entity(text))
            return true;
        uint32_t point = text_next(&text);
        if (point == 0xfffd || is_private(point))
            return true;
    }
    return false;
}

const char *spoiled_name(const char *text)
{
    char narrow[ENTERED_MAX];
    if (spoiled_is_lost(text))
        return "characters_lost";
    if (spoiled_is_error(text))
        return "spreadsheet_error";
    bool shortened = text_narrow(text, narrow, sizeof narrow) && strchr(narrow, '+') &&
                     spoiled_is_scientific(narrow);
    return shortened ? "number_in_scientific_notation" : NULL;
}

/* 2月1日 has no year, which may be a leap year. */
static bool is_day_between(const char *at, const char *const marks[static 3])
{
    int year = 2000, month, day;
    bool dated = past_digits(at) - at == 4;
    if (dated &&
        (strncmp(at, "20", 2) != 0 || !scan_number(&at, 4, &year) || !scan_word(&at, marks[0])))
        return false;
    return (dated || *marks[2]) && scan_number(&at, 2, &month) && scan_word(&at, marks[1]) &&
           scan_number(&at, 2, &day) && scan_word(&at, marks[2]) && !*at && month >= 1 &&
           month <= 12 && day >= 1 && day <= calendar_month_length(year, month);
}

bool spoiled_became_day(const char *narrow)
{
    static const char *const marks[][3] = {{"-", "-", ""}, {"/", "/", ""}, {"年", "月", "日"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (is_day_between(narrow, marks[i]))
            return true;
    return false;
}
