/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy.h"

#include <stdio.h>
#include <string.h>

#include "domain/day.h"

enum { DAY_LONG = 40 };

/* {"ja": …, "en": …} */
static const char *spoken(const struct policy_draft *draft, const json_t *text)
{
    return json_string_value(json_object_get(text, draft->language == LANGUAGE_JA ? "ja" : "en"));
}

static const char *blank(const struct policy_draft *draft, const char *name)
{
    return spoken(draft, json_object_get(json_object_get(draft->template, "blank"), name));
}

static void add_established(const struct policy_draft *draft, struct buf *out)
{
    int year, month, date;
    if (!draft->day)
        buf_text_add(out, blank(draft, "day"));
    else if (draft->language == LANGUAGE_JA &&
             sscanf(draft->day, "%d-%d-%d", &year, &month, &date) == 3)
        buf_format(out, "%d年%d月%d日", year, month, date);
    else
        buf_text_add(out, draft->day);
}

/* A name in braces; nothing for one that the template may not hold. */
static void add_named(const struct policy_draft *draft, const char *name, size_t length,
                      struct buf *out)
{
    if (strncmp(name, "company", length) == 0)
        buf_text_add(out, draft->company);
    else if (strncmp(name, "representative", length) == 0)
        buf_text_add(out, draft->representative ? draft->representative
                                                : blank(draft, "representative"));
    else if (strncmp(name, "day", length) == 0)
        add_established(draft, out);
}

/* What is filled in is not read again. */
static void add_filled(const struct policy_draft *draft, const json_t *text, struct buf *out)
{
    const char *from = spoken(draft, text), *open;
    while ((open = strchr(from, '{')) != NULL) {
        size_t length = strcspn(open + 1, "}");
        buf_add(out, from, (size_t)(open - from));
        add_named(draft, open + 1, length, out);
        from = open + 1 + length + 1;
    }
    buf_text_add(out, from);
}

static bool is_done(const struct policy_draft *draft, const json_t *criteria)
{
    size_t i;
    json_t *criterion;
    json_array_foreach(criteria, i, criterion)
    {
        const char *answer =
            json_string_value(json_object_get(draft->answers, json_string_value(criterion)));
        if (!answer || strcmp(answer, "implemented") != 0)
            return false;
    }
    return true;
}

static bool add_sentences(const struct policy_draft *draft, const json_t *sentences,
                          struct buf *out, json_t *left_out)
{
    size_t i, written = 0;
    json_t *sentence;
    json_array_foreach(sentences, i, sentence)
    {
        json_t *criteria = json_object_get(sentence, "criteria");
        if (is_done(draft, criteria)) {
            buf_text_add(out, written++ > 0 && draft->language == LANGUAGE_EN ? " " : "");
            buf_text_add(out, spoken(draft, sentence));
        } else if (json_array_append_new(left_out, json_pack("{s:O, s:s}", "criteria", criteria,
                                                             "text", spoken(draft, sentence))) != 0)
            return false;
    }
    return true;
}

bool policy_write(const struct policy_draft *draft, struct buf *out, json_t *left_out)
{
    size_t i;
    json_t *section;
    buf_format(out, "%s\n\n", spoken(draft, json_object_get(draft->template, "title")));
    add_filled(draft, json_object_get(draft->template, "opening"), out);
    json_array_foreach(json_object_get(draft->template, "sections"), i, section)
    {
        buf_format(out, "\n\n%zu. %s\n", i + 1, spoken(draft, json_object_get(section, "title")));
        if (!add_sentences(draft, json_object_get(section, "sentences"), out, left_out))
            return false;
    }
    buf_text_add(out, "\n\n");
    add_filled(draft, json_object_get(draft->template, "closing"), out);
    return buf_ok(out);
}

static void read_paragraph(const char *text, size_t length, policy_part_fn *put, void *context)
{
    size_t digits = strspn(text, "0123456789");
    size_t first = strcspn(text, "\n");
    if (digits > 0 && text[digits] == '.' && first < length) {
        put(context, POLICY_HEADING, text, first);
        text += first + 1;
        length -= first + 1;
    }
    put(context, POLICY_PARAGRAPH, text, length);
}

void policy_read(const char *text, policy_part_fn *put, void *context)
{
    size_t length = strcspn(text, "\n");
    put(context, POLICY_TITLE, text, length);
    for (const char *at = text + length; *at; at += length) {
        at += strspn(at, "\n");
        const char *end = strstr(at, "\n\n");
        length = end ? (size_t)(end - at) : strlen(at);
        if (length > 0)
            read_paragraph(at, length, put, context);
    }
}
