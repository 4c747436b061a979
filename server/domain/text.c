/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/text.h"

#include <stdio.h>
#include <string.h>

#include "domain/day.h"
#include "domain/text_tables.h"

enum { CODE_MAX = 64 };

static const struct text_rows *rows_of(enum text_kind kind)
{
    static const struct text_rows *const kinds[TEXT_KIND_COUNT] = {
        [TEXT_ADVISORY] = &text_advisories, [TEXT_LABEL] = &text_labels,
        [TEXT_LEVEL] = &text_levels,        [TEXT_NEXT_STEP] = &text_next_steps,
        [TEXT_NOTE] = &text_notes,          [TEXT_PROBLEM] = &text_problems,
        [TEXT_REASON] = &text_reasons,      [TEXT_SHOWN] = &text_shown,
        [TEXT_SOURCE] = &text_sources,      [TEXT_SUGGESTION] = &text_suggestions,
    };
    return kinds[kind];
}

const struct text *text_table(enum text_kind kind, size_t *count)
{
    *count = rows_of(kind)->count;
    return rows_of(kind)->rows;
}

const struct text *text_find(enum text_kind kind, const char *code)
{
    const struct text_rows *rows = rows_of(kind);
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(code, rows->rows[middle].code);
        if (order == 0)
            return &rows->rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const char *in_language(const struct text *text, enum language language)
{
    return language == LANGUAGE_JA ? text->ja : text->en;
}

struct rendering {
    enum language language;
    const json_t *params;
    int days;
};

static int star_of(const json_t *params)
{
    const json_t *star = json_object_get(params, "star");
    if (!star)
        star = json_object_get(params, "required_star");
    return (int)json_integer_value(star);
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

/* Inside an English sentence a level begins small. */
static void add_level(const struct rendering *rendering, const char *level, struct buf *out)
{
    const struct text *text = text_find(TEXT_LEVEL, level);
    if (!text)
        return;
    const char *label = in_language(text, rendering->language);
    char first = label[0];
    if (first >= 'A' && first <= 'Z') {
        buf_char(out, (char)(first - 'A' + 'a'));
        label++;
    }
    buf_text_add(out, label);
}

static void add_state(const struct rendering *rendering, const char *state, struct buf *out)
{
    char code[CODE_MAX];
    snprintf(code, sizeof code, "relationship/%s", state);
    const struct text *text = text_find(TEXT_LABEL, code);
    buf_text_add(out, text ? in_language(text, rendering->language) : state);
}

static void add_value(const struct rendering *rendering, const char *name, const json_t *value,
                      struct buf *out);

static void add_list(const struct rendering *rendering, const json_t *list, struct buf *out)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i > 0)
            add_words(rendering, "、", ", ", out);
        add_value(rendering, "", json_array_get(list, i), out);
    }
}

static void add_value(const struct rendering *rendering, const char *name, const json_t *value,
                      struct buf *out)
{
    const char *text = json_string_value(value);
    day on;
    if (json_is_integer(value)) {
        buf_format(out, "%lld", (long long)json_integer_value(value));
    } else if (text && strcmp(name, "level") == 0) {
        add_level(rendering, text, out);
    } else if (text && strcmp(name, "state") == 0) {
        add_state(rendering, text, out);
    } else if (text && day_parse(text, &on)) {
        day_text(out, on, rendering->language);
    } else if (text) {
        buf_text_add(out, text);
    } else if (json_is_real(value)) {
        buf_format(out, "%g", json_real_value(value));
    } else if (json_is_array(value)) {
        add_list(rendering, value, out);
    } else if (json_is_object(value)) {
        const char *key = rendering->language == LANGUAGE_JA ? "ja" : "en";
        const char *title = json_string_value(json_object_get(value, key));
        buf_text_add(out, title ? title : "");
    }
}

/* False when there is no such parameter. */
static bool add_parameter(const struct rendering *rendering, const char *name, struct buf *out)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(name, words[i].name) != 0)
            continue;
        words[i].add(rendering, out);
        return true;
    }
    const json_t *value = json_object_get(rendering->params, name);
    if (value) {
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
        snprintf(name, sizeof name, "%.*s", (int)(close - brace - 1), brace + 1);
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

static const struct text *find_for_star(enum text_kind kind, const char *code, const json_t *params)
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
                 const json_t *params, int days)
{
    const struct text *text = find_for_star(kind, code, params);
    if (!text)
        return false;
    struct rendering rendering = {language, params, days};
    render(&rendering, in_language(text, language), out);
    return true;
}

void text_problem(const char *code, const char *params, enum language language, struct buf *out)
{
    json_auto_t *object = params && *params ? json_loads(params, 0, NULL) : NULL;
    text_render(out, TEXT_PROBLEM, code, language, object, 0);
}

const char *text_label(const char *status, const char *waiting_on, enum language language)
{
    char code[CODE_MAX];
    snprintf(code, sizeof code, "%s/%s", status, waiting_on ? waiting_on : "");
    const struct text *text = text_find(TEXT_LABEL, code);
    if (!text)
        text = text_find(TEXT_LABEL, status);
    return text ? in_language(text, language) : NULL;
}
