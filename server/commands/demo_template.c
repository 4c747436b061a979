/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_template.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"

enum { TEXT_MAX = 64 * 1024 };

static json_t *value_of_name(const struct template_names *names, const char *name, size_t length)
{
    for (size_t i = 0; i < names->count; i++) {
        json_t *found = json_object_getn(names->levels[i], name, length);
        if (found) /* only the first level holds templates */
            return i == 0 ? template_value(names, found) : json_incref(found);
    }
    return NULL;
}

static json_t *text_of_day(const struct template_names *names, long offset, bool month_end)
{
    char text[DAY_TEXT_SIZE];
    day on = day_add(names->today, (int)offset);
    if (month_end) {
        day_format(on, text);
        memcpy(text + 8, "01", 2);
        if (day_parse(text, &on))
            on = day_add(day_shift_months(on, 1), -1);
    }
    day_format(on, text);
    return json_string(text);
}

/* A letter has its token at the end of a link; anybody else gives it alone. Takes over `value`. */
static json_t *token_of(json_t *value)
{
    static const char mark[] = "#token=";
    const char *link = json_string_value(value), *found = link ? strstr(link, mark) : NULL;
    if (!found)
        return value;
    json_t *token = json_string(found + strlen(mark));
    json_decref(value);
    return token;
}

/* What stands between braces: names, an offset, a format. */
static json_t *value_of_reference(const struct template_names *names, const char *reference)
{
    json_t *value = NULL;
    const char *at = reference;
    for (size_t length; !value && (length = strcspn(at, "|+-:}")) > 0; at += *at == '|')
        value = value_of_name(names, at, length), at += length;
    at += strcspn(at, "+-:}");
    char *end = NULL;
    long offset = strtol(at, &end, 10);
    if (!value || *end != ':')
        return value;
    if (strncmp(end, ":token}", 7) == 0)
        return token_of(value);
    offset += (long)json_integer_value(value);
    json_decref(value);
    return text_of_day(names, offset, strncmp(end, ":month_end}", 11) == 0);
}

static bool add_reference(const struct template_names *names, const char *reference,
                          struct buf *out)
{
    json_auto_t *value = value_of_reference(names, reference);
    if (json_is_string(value))
        buf_text_add(out, json_string_value(value));
    else if (json_is_integer(value))
        buf_integer(out, json_integer_value(value));
    else
        return false;
    return true;
}

char *template_text(const struct template_names *names, const char *text)
{
    SCOPED(buf_release) struct buf out = BUF_INIT(TEXT_MAX);
    buf_text_add(&out, "");
    for (const char *open; (open = strchr(text, '{')); text = strchr(open, '}') + 1) {
        buf_add(&out, text, (size_t)(open - text));
        if (!strchr(open, '}') || !add_reference(names, open + 1, &out))
            return NULL;
    }
    buf_text_add(&out, text);
    return buf_steal(&out);
}

static json_t *value_of_template(const struct template_names *names, const char *text)
{
    const char *end = strchr(text, '}');
    if (text[0] == '{' && end && end[1] == '\0')
        return value_of_reference(names, text + 1);
    SCOPED(free_at) char *filled = template_text(names, text);
    return filled ? json_string(filled) : NULL;
}

/* The elements of a list that have all that is asked for among their lists of the same name. */
static json_t *elements_with(json_t *list, const json_t *wanted)
{
    json_t *out = json_array();
    size_t i, k;
    json_t *element, *one;
    json_array_foreach(list, i, element)
    {
        const char *member;
        json_t *value;
        bool fits = true;
        json_object_foreach((json_t *)wanted, member, value)
        {
            bool has = false;
            json_array_foreach(json_object_get(element, member), k, one) has =
                has || json_equal(one, value);
            fits = fits && has;
        }
        if (fits)
            json_array_append(out, element);
    }
    return out;
}

static json_t *value_of_each(const struct template_names *names, const json_t *object)
{
    json_auto_t *all = template_value(names, json_object_get(object, "each"));
    json_auto_t *list = elements_with(all, json_object_get(object, "with"));
    const json_t *rows = json_object_get(object, "as");
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct template_names inner = {
            .count = 1, .variant = names->variant, .today = names->today};
        inner.levels[0] = json_array_get(list, i);
        const json_t *row = NULL;
        for (size_t k = 0; k < json_array_size(rows); k++) {
            row = json_array_get(rows, k);
            if ((json_int_t)i % json_integer_value(json_array_get(row, 0)) ==
                json_integer_value(json_array_get(row, 1)))
                break;
        }
        json_t *value = json_array_get(row, 2);
        if (!json_is_null(value))
            json_array_append_new(out, template_value(&inner, value));
    }
    return out;
}

static json_t *value_of_object(const struct template_names *names, const json_t *object)
{
    const json_t *vary = json_object_get(object, "vary"), *each = json_object_get(object, "each");
    const char *unless = json_string_value(json_object_get(object, "unless"));
    if (vary)
        return template_value(names, json_array_get(vary, names->variant % json_array_size(vary)));
    if (each)
        return value_of_each(names, object);
    if (unless) {
        json_auto_t *known = value_of_name(names, unless, strlen(unless));
        return known ? NULL : template_value(names, json_object_get(object, "value"));
    }
    json_t *out = json_object();
    const char *member;
    json_t *value;
    json_object_foreach((json_t *)object, member, value)
    {
        json_t *filled = template_value(names, value);
        if (filled)
            json_object_set_new(out, member, filled);
    }
    return out;
}

json_t *template_value(const struct template_names *names, const json_t *value)
{
    if (json_is_string(value))
        return value_of_template(names, json_string_value(value));
    if (json_is_object(value))
        return value_of_object(names, value);
    if (!json_is_array(value))
        return json_incref((json_t *)value);
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(value); i++) {
        json_t *filled = template_value(names, json_array_get(value, i));
        if (filled)
            json_array_append_new(out, filled);
    }
    return out;
}
