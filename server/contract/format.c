/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/format.h"

#include <stddef.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/scope.h"
#include "base/spoiled.h"
#include "base/text.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hexadecimal(char c)
{
    return text_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Reads exactly `count` digits and moves on; -1 when there are fewer. */
static bool skip_character(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

static bool is_calendar_date(const char *text)
{
    struct civil date;
    return calendar_read(&text, &date) && !*text;
}

static bool is_instant(const char *text)
{
    int64_t instant;
    return clock_parse(text, &instant);
}

static bool is_uuid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == '-' ? text[i] != '-' : !is_hexadecimal(text[i]))
            return false;
    return !text[sizeof shape - 1];
}

/* One run of characters that RFC 3986 knows, escapes complete, none of them in `without`. */
static bool take_uri_part(const char **at, const char *without)
{
    static const char marks[] = "-._~!$&'()*+,;=:@/?#[]";
    for (; **at; (*at)++) {
        char c = **at;
        if (strchr(without, c))
            return true;
        if (c == '%') {
            if (!is_hexadecimal((*at)[1]) || !is_hexadecimal((*at)[2]))
                return false;
            *at += 2;
        } else if (!is_letter(c) && !text_is_digit(c) && !strchr(marks, c)) {
            return false;
        }
    }
    return true;
}

static bool take_ip_literal(const char **at)
{
    const char *start = *at;
    while (is_hexadecimal(**at) || **at == ':' || **at == '.')
        (*at)++;
    return *at > start + 1 && memchr(start, ':', (size_t)(*at - start)) && skip_character(at, ']');
}

static bool take_authority(const char **at)
{
    const char *end = *at + strcspn(*at, "/?#");
    const char *user = memchr(*at, '@', (size_t)(end - *at));
    if (user) {
        if (!take_uri_part(at, "@[]/?#") || *at != user)
            return false;
        (*at)++;
    }
    if (skip_character(at, '[') ? !take_ip_literal(at) : !take_uri_part(at, ":@[]/?#"))
        return false;
    if (skip_character(at, ':'))
        while (text_is_digit(**at))
            (*at)++;
    return *at == end;
}

static bool is_uri(const char *text)
{
    if (!is_letter(*text))
        return false;
    while (is_letter(*text) || text_is_digit(*text) || (*text && strchr("+-.", *text)))
        text++;
    if (!skip_character(&text, ':'))
        return false;
    if (strncmp(text, "//", 2) == 0) {
        text += 2;
        if (!take_authority(&text))
            return false;
    }
    if (!take_uri_part(&text, "#[]"))
        return false;
    return (!skip_character(&text, '#') || take_uri_part(&text, "#[]")) && !*text;
}

static bool take_domain_label(const char **at)
{
    const char *start = *at;
    while (is_letter(**at) || text_is_digit(**at) || **at == '-')
        (*at)++;
    return *at > start && *at - start <= 63 && start[0] != '-' && (*at)[-1] != '-';
}

static bool is_email(const char *text)
{
    const char *start = text;
    while (*text &&
           (is_letter(*text) || text_is_digit(*text) || strchr(".!#$%&'*+/=?^_`{|}~-", *text)))
        text++;
    if (text == start || !skip_character(&text, '@'))
        return false;
    do {
        if (!take_domain_label(&text))
            return false;
    } while (skip_character(&text, '.'));
    return !*text;
}

/* A number of 64 bits as a text: JSON's numbers are doubles in many a client. */
static bool is_int64(const char *text)
{
    bool negative = *text == '-';
    uint64_t most = (uint64_t)INT64_MAX + negative;
    uint64_t number = 0;
    text += negative;
    if (!*text)
        return false;
    for (; text_is_digit(*text); text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        if (number > (most - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    return !*text;
}

#define FORM(name, fits, code)                                                                     \
    static const char *name##_problem(const char *text)                                            \
    {                                                                                              \
        return fits(text) ? NULL : code;                                                           \
    }
FORM(date, is_calendar_date, "invalid_date")
FORM(uuid, is_uuid, "invalid_uuid")
FORM(uri, is_uri, "invalid_uri")
FORM(email, is_email, "invalid_email")
FORM(int64, is_int64, "out_of_range")
FORM(line, text_is_line, "invalid_text")
#undef FORM

/* A plus sign in a query means a blank: "2026-11-29T00:00:00 09:00". */
static const char *instant_problem(const char *text)
{
    char copy[64];
    const char *blank = strrchr(text, ' ');
    if (is_instant(text))
        return NULL;
    if (!blank || strlen(text) >= sizeof copy)
        return "invalid_instant";
    memcpy(copy, text, strlen(text) + 1);
    copy[blank - text] = '+';
    return is_instant(copy) ? "instant_without_plus" : "invalid_instant";
}

static const char *name_problem(const char *text)
{
    const char *problem = spoiled_name(text);
    return problem ? problem : line_problem(text);
}

/* 〓.pdf, ???.pdf */
static const char *file_name_problem(const char *text)
{
    const char *point = strrchr(text, '.');
    SCOPED(free_at) char *stem = strndup(text, point ? (size_t)(point - text) : strlen(text));
    return stem && spoiled_is_lost(stem) ? "characters_lost" : name_problem(text);
}

/* category:製造委託, tag:重要; the pattern says what may stand before the name. */
static const char *rule_problem(const char *text)
{
    const char *colon = strchr(text, ':');
    return name_problem(colon ? colon + 1 : text);
}

/* A person may write question marks; a formula's error is nobody's word. */
static const char *prose_problem(const char *text)
{
    return spoiled_is_error(text) ? "spreadsheet_error"
           : text_is_prose(text)  ? NULL
                                  : "invalid_text";
}

static const char *description_problem(const char *text)
{
    return spoiled_is_error(text) ? "spreadsheet_error" : line_problem(text);
}

static const struct format formats[] = {
    {"date", date_problem, false, entered_narrow},
    {"date-time", instant_problem, false, NULL},
    {"uuid", uuid_problem, false, NULL},
    {"uri", uri_problem, false, NULL},
    {"email", email_problem, false, entered_email},
    {"int64", int64_problem, false, NULL},
    {"description", description_problem, false, entered_trimmed},
    {"file-name", file_name_problem, true, entered_trimmed},
    {"line", line_problem, false, entered_trimmed},
    {"name", name_problem, true, entered_trimmed},
    {"password", line_problem, false, NULL},
    {"prose", prose_problem, false, NULL},
    {"rule", rule_problem, true, NULL}};

const char *format_problem(const struct format *format, const char *text)
{
    const char *problem = format->problem(text);
    return problem && spoiled_is_error(text) ? "spreadsheet_error" : problem;
}

const struct format *format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
