/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/router.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct path_text {
    const char *start;
    size_t length;
};

/* In the order in which they win. */
enum segment_kind { SEGMENT_WORD, SEGMENT_VERB, SEGMENT_PARAMETER };

struct segment {
    enum segment_kind kind;
    struct path_text name; /* of the parameter */
    struct path_text word; /* the word, or the ":verb" */
};

struct template
{
    size_t row;
    const char *method;
    size_t count;
    struct segment segments[ROUTE_SEGMENTS_MAX];
};

struct router {
    size_t count;
    struct template templates[];
};

static bool text_equal(struct path_text a, struct path_text b)
{
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
}

/* "/v1/suppliers" → "v1", "suppliers". False when empty parts or too many. */
static bool split(const char *path, struct path_text *out, size_t *count)
{
    *count = 0;
    while (*path == '/') {
        path++;
        size_t length = strcspn(path, "/");
        if (length == 0 || *count == ROUTE_SEGMENTS_MAX)
            return false;
        out[(*count)++] = (struct path_text){path, length};
        path += length;
    }
    return *path == '\0' && *count > 0;
}

static struct segment segment_of(struct path_text text)
{
    const char *close = memchr(text.start, '}', text.length);
    if (text.start[0] != '{' || !close)
        return (struct segment){.kind = SEGMENT_WORD, .word = text};
    size_t name_length = (size_t)(close - text.start - 1);
    struct path_text verb = {close + 1, text.length - name_length - 2};
    return (struct segment){
        .kind = verb.length > 0 ? SEGMENT_VERB : SEGMENT_PARAMETER,
        .name = {text.start + 1, name_length},
        .word = verb,
    };
}

static int exact_first(const void *a, const void *b)
{
    const struct template *left = a;
    const struct template *right = b;
    size_t count = left->count < right->count ? left->count : right->count;
    for (size_t i = 0; i < count; i++)
        if (left->segments[i].kind != right->segments[i].kind)
            return left->segments[i].kind < right->segments[i].kind ? -1 : 1;
    if (left->count != right->count)
        return left->count < right->count ? -1 : 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

err router_open(const struct operation *operations, size_t count, struct router **out,
                struct fault *fault)
{
    SCOPED(router_close)
    struct router *router = calloc(1, sizeof *router + count * sizeof(struct template));
    if (!router)
        return fault_log(fault, ERR_INTERNAL, "no memory for routes");
    router->count = count;
    for (size_t row = 0; row < count; row++) {
        struct template *template = &router->templates[row];
        struct path_text parts[ROUTE_SEGMENTS_MAX];
        template->row = row;
        template->method = operations[row].method;
        if (!split(operations[row].path, parts, &template->count))
            return fault_log(fault, ERR_INTERNAL, "operation %s: not a path: %s",
                             operations[row].id, operations[row].path);
        for (size_t i = 0; i < template->count; i++)
            template->segments[i] = segment_of(parts[i]);
    }
    qsort(router->templates, count, sizeof *router->templates, exact_first);
    *out = steal(&router);
    return OK;
}

void router_close(struct router **router)
{
    free(*router);
    *router = NULL;
}

static bool segment_fits(const struct segment *segment, struct path_text text)
{
    if (segment->kind == SEGMENT_WORD)
        return text_equal(segment->word, text);
    if (text.length <= segment->word.length)
        return false;
    text.start += text.length - segment->word.length;
    text.length = segment->word.length;
    return text_equal(segment->word, text);
}

static bool template_fits(const struct template *template, const struct path_text *parts,
                          size_t count)
{
    if (template->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!segment_fits(&template->segments[i], parts[i]))
            return false;
    return true;
}

static void take_values(const struct template *template, const struct path_text *parts,
                        struct route *out)
{
    out->row = template->row;
    out->value_count = 0;
    for (size_t i = 0; i < template->count; i++) {
        const struct segment *segment = &template->segments[i];
        if (segment->kind == SEGMENT_WORD)
            continue;
        out->values[out->value_count++] = (struct route_value){
            .name = segment->name.start,
            .name_length = segment->name.length,
            .text = parts[i].start,
            .length = parts[i].length - segment->word.length,
        };
    }
}

static void allow_add(char allow[static ROUTE_ALLOW_SIZE], const char *method)
{
    size_t length = strlen(allow);
    if (strstr(allow, method))
        return;
    snprintf(allow + length, ROUTE_ALLOW_SIZE - length, "%s%s%s", length ? ", " : "", method,
             strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

err router_find(const struct router *router, const char *method, const char *path,
                struct route *out, char allow[static ROUTE_ALLOW_SIZE], struct fault *fault)
{
    struct path_text parts[ROUTE_SEGMENTS_MAX];
    size_t count;
    allow[0] = '\0';
    if (!split(path, parts, &count))
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (size_t i = 0; i < router->count; i++) {
        const struct template *template = &router->templates[i];
        if (!template_fits(template, parts, count))
            continue;
        if (strcmp(template->method, wanted) == 0) {
            take_values(template, parts, out);
            return OK;
        }
        allow_add(allow, template->method);
    }
    return fault_set(fault, allow[0] ? ERR_METHOD : ERR_NOT_FOUND, NULL);
}
