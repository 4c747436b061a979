/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "domain/claims.h"
#include "domain/day.h"

enum { CODE_MAX = 64, WORD_MAX = 48 };

struct rendering {
    enum language language;
    const struct json_members *params;
    int days;
    bool weekdays;
};

static struct text_span param(const struct json_members *params, const char *name)
{
    return params ? json_member(params, name) : (struct text_span){NULL, 0};
}

static int star_of(const struct json_members *params)
{
    struct text_span star = param(params, "star");
    if (!star.text)
        star = param(params, "required_star");
    return (int)json_span_integer(star);
}

static void add_words(const struct rendering *rendering, const char *ja, const char *en,
                      struct buf *out)
{
    buf_text_add(out, rendering->language == LANGUAGE_JA ? ja : en);
}

static void add_id_name(const struct rendering *rendering, struct buf *out)
{
    if (star_of(rendering->params) >= 3)
        add_words(rendering, "登録番号", "registration number", out);
    else
        add_words(rendering, "自己宣言ID", "declaration ID", out);
}

static void add_assessment_name(const struct rendering *rendering, struct buf *out)
{
    bool own_check = star_of(rendering->params) == 2;
    add_words(rendering, own_check ? "自社診断" : "自己評価", "self-assessment", out);
}

static void add_days_left(const struct rendering *rendering, struct buf *out)
{
    int days = rendering->days;
    if (days == 0)
        add_words(rendering, "本日", "today", out);
    else if (rendering->language == LANGUAGE_JA)
        buf_format(out, "あと%d日", days);
    else
        buf_format(out, days == 1 ? "%d day left" : "%d days left", days);
}

static void add_days_past(const struct rendering *rendering, struct buf *out)
{
    int days = rendering->days;
    if (rendering->language == LANGUAGE_JA)
        buf_format(out, "%d日", days);
    else
        buf_format(out, days == 1 ? "%d day" : "%d days", days);
}

static const struct {
    const char *name;
    void (*add)(const struct rendering *rendering, struct buf *out);
} words[] = {
    {"id_name", add_id_name},
    {"assessment_name", add_assessment_name},
    {"days_left", add_days_left},
    {"days_past", add_days_past},
};

/* Inside an English sentence a label begins small. */
static void add_label(const struct rendering *rendering, enum text_kind kind, const char *code,
                      struct buf *out)
{
    const char *label = text_word(kind, code, rendering->language);
    char first = label[0];
    if (first >= 'A' && first <= 'Z') {
        buf_char(out, (char)(first - 'A' + 'a'));
        label++;
    }
    buf_text_add(out, label);
}

/* What waits is called alike, on whichever side. */
static void add_task(const struct rendering *rendering, const char *code, struct buf *out)
{
    bool buyers = text_find(TEXT_TASK, code) != NULL;
    buf_text_add(out,
                 text_word(buyers ? TEXT_TASK : TEXT_SUPPLIER_TASK, code, rendering->language));
}

static void add_value(const struct rendering *rendering, const char *name, struct text_span value,
                      struct buf *out);

static void add_text_list(const struct rendering *rendering, struct text_span list, struct buf *out)
{
    const char *at = NULL;
    struct text_span one;
    for (bool first = true; json_next(list, &at, &one); first = false) {
        if (!first)
            add_words(rendering, "、", ", ", out);
        add_value(rendering, "", one, out);
    }
}

static void add_string(const struct rendering *rendering, const char *name, struct text_span value,
                       struct buf *out)
{
    char text[WORD_MAX];
    day on;
    int64_t instant;
    json_span_text(value, text, sizeof text);
    if (strcmp(name, "level") == 0 || strcmp(name, "demanded_level") == 0)
        add_label(rendering, TEXT_ASSURANCE, text, out);
    else if (strcmp(name, "state") == 0)
        add_label(rendering, TEXT_STATE, text, out);
    else if (strcmp(name, "task") == 0)
        add_task(rendering, text, out);
    else if (strcmp(name, "recorded_at") == 0 && clock_parse(text, &instant))
        claims_instant(instant, rendering->language, out);
    else if (strcmp(name, "quota") == 0)
        buf_text_add(out, text_word(TEXT_QUOTA, text, rendering->language));
    else if (day_parse(text, &on))
        (rendering->weekdays ? day_text_weekday : day_text)(out, on, rendering->language);
    else
        json_span_add(value, out);
}

/* Of something that has a name in both languages, the name. */
static void add_name(const struct rendering *rendering, struct text_span object, struct buf *out)
{
    struct json_members members;
    if (json_members_read(object, &members))
        json_span_add(json_member(&members, rendering->language == LANGUAGE_JA ? "ja" : "en"), out);
}

static void add_number(struct text_span number, struct buf *out)
{
    char text[40];
    json_span_copy(number, text, sizeof text);
    if (strspn(text, "-0123456789") == number.length)
        buf_text_add(out, text);
    else
        buf_format(out, "%g", strtod(text, NULL));
}

static void add_value(const struct rendering *rendering, const char *name, struct text_span value,
                      struct buf *out)
{
    switch (value.text[0]) {
    case '"':
        add_string(rendering, name, value, out);
        break;
    case '[':
        add_text_list(rendering, value, out);
        break;
    case '{':
        add_name(rendering, value, out);
        break;
    case 't':
    case 'f':
    case 'n':
        break;
    default:
        add_number(value, out);
    }
}

/* False when there is no such parameter; one that is null says nothing either. */
static bool add_parameter(const struct rendering *rendering, const char *name, struct buf *out)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(name, words[i].name) != 0)
            continue;
        words[i].add(rendering, out);
        return true;
    }
    struct text_span value = param(rendering->params, name);
    if (value.text && value.text[0] != 'n') {
        add_value(rendering, name, value, out);
        return true;
    }
    /* Facts without a catalogue: the sentence still has to say what is to be answered. */
    if (strcmp(name, "edition") == 0)
        add_words(rendering, "自己評価", "the self-assessment", out);
    return false;
}

/* Appends up to `end`. False when a parameter was missing. */
static bool render_part(const struct rendering *rendering, const char *from, const char *end,
                        struct buf *out)
{
    bool whole = true;
    while (from < end) {
        const char *brace = memchr(from, '{', (size_t)(end - from));
        const char *close = brace ? memchr(brace, '}', (size_t)(end - brace)) : NULL;
        if (!close) {
            buf_add(out, from, (size_t)(end - from));
            break;
        }
        buf_add(out, from, (size_t)(brace - from));
        char name[CODE_MAX];
        json_span_copy((struct text_span){brace + 1, (size_t)(close - brace - 1)}, name,
                       sizeof name);
        whole = add_parameter(rendering, name, out) && whole;
        from = close + 1;
    }
    return whole;
}

static void buf_cut(struct buf *out, size_t length)
{
    if (out->failed || length >= out->length)
        return;
    out->length = length;
    out->data[length] = '\0';
}

static void render(const struct rendering *rendering, const char *template, struct buf *out)
{
    for (const char *at = template; *at;) {
        const char *open = strchr(at, '[');
        const char *close = open ? strchr(open, ']') : NULL;
        if (!close) {
            render_part(rendering, at, at + strlen(at), out);
            return;
        }
        render_part(rendering, at, open, out);
        size_t before = out->length;
        if (!render_part(rendering, open + 1, close, out))
            buf_cut(out, before);
        at = close + 1;
    }
}

static const struct text *find_for_star(enum text_kind kind, const char *code,
                                        const struct json_members *params)
{
    char variant[CODE_MAX];
    if (star_of(params) >= 3) {
        snprintf(variant, sizeof variant, "%s/3", code);
        const struct text *text = text_find(kind, variant);
        if (text)
            return text;
    }
    return text_find(kind, code);
}

bool text_render(struct buf *out, enum text_kind kind, const char *code, enum language language,
                 const struct json_members *params, int days)
{
    const struct text *text = find_for_star(kind, code, params);
    if (!text)
        return false;
    struct rendering rendering = {language, params, days, kind == TEXT_MAIL};
    render(&rendering, text_in(text, language), out);
    return true;
}

void text_problem(const char *code, const char *params, enum language language, struct buf *out)
{
    struct json_members members;
    bool given = params && json_members_read((struct text_span){params, strlen(params)}, &members);
    text_render(out, TEXT_PROBLEM, code, language, given ? &members : NULL, 0);
}

const char *text_label(const char *status, const char *waiting_on, enum language language)
{
    char code[CODE_MAX];
    snprintf(code, sizeof code, "%s_%s", status, waiting_on ? waiting_on : "");
    const struct text *text = text_find(TEXT_STATUS, code);
    if (!text)
        text = text_find(TEXT_STATUS, status);
    return text ? text_in(text, language) : NULL;
}
