/* SPDX-License-Identifier: Apache-2.0 */
#include "read_yaml.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <yaml.h>

enum { DEPTH_MAX = 100 };

struct reader {
    const char *path;
    yaml_document_t *document;
    struct fault *fault;
};

static err convert(struct reader *reader, int item, int depth, json_t **out);

static err refuse(struct reader *reader, yaml_mark_t mark, const char *problem)
{
    return fault_log(reader->fault, ERR_INTERNAL, "%s:%zu: %s", reader->path, mark.line + 1,
                     problem);
}

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* As JSON writes it, but for an exponent. */
static bool is_number(const char *text, bool *is_float)
{
    text += *text == '-';
    size_t digits = strspn(text, "0123456789");
    if (!digits || (digits > 1 && *text == '0'))
        return false;
    text += digits;
    *is_float = *text == '.';
    if (!*is_float)
        return !*text;
    digits = strspn(++text, "0123456789");
    return digits && !text[digits];
}

/* Figures with nothing but signs between: a day, an instant, hours and minutes, 0x1f, 1e3, +5. */
static bool is_like_a_number(const char *text)
{
    const char *first = text + strspn(text, "+-.");
    if (*first == '0' && first[1] && strchr("xXoObB", first[1]))
        return true;
    return isdigit((unsigned char)*first) && !text[strspn(text, "0123456789_:+-.eETZ ")];
}

/* A version: 3.1.0 */
static bool is_dotted(const char *text)
{
    const char *dot = strchr(text, '.');
    return dot && dot > text && strchr(dot + 1, '.') && !text[strspn(text, "0123456789.")];
}

/* What one reader of YAML takes for a text and another for something else (versions 1.1 and 1.2
 * differ), or what its writer may have meant otherwise. */
static bool is_doubtful(const char *text)
{
    static const char *const specials[] = {".inf", "-.inf", "+.inf", ".nan", "<<", "=",
                                           "y",    "n",     "yes",   "no",   "on", "off"};
    bool is_float;
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        if (strcasecmp(text, specials[i]) == 0)
            return true;
    return is_like_a_number(text) && !is_number(text, &is_float) && !is_dotted(text);
}

static err plain_scalar(struct reader *reader, const yaml_node_t *node, const char *text,
                        json_t **out)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    static const char *const trues[] = {"true", "True", "TRUE"};
    static const char *const falses[] = {"false", "False", "FALSE"};
    bool is_float;
    if (is_doubtful(text))
        return refuse(reader, node->start_mark, "a scalar that wants quotes");
    if (is_one_of(text, nulls, 5)) {
        *out = json_null();
    } else if (is_one_of(text, trues, 3) || is_one_of(text, falses, 3)) {
        *out = json_boolean(is_one_of(text, trues, 3));
    } else if (!is_number(text, &is_float)) {
        *out = json_string(text);
    } else if (is_float) {
        *out = json_real(strtod(text, NULL));
    } else {
        errno = 0;
        *out = json_integer(strtoll(text, NULL, 10));
        if (errno)
            return refuse(reader, node->start_mark, "an integer that is too large");
    }
    return *out ? OK : refuse(reader, node->start_mark, "no UTF-8, or out of memory");
}

static err scalar(struct reader *reader, const yaml_node_t *node, json_t **out)
{
    const char *text = (const char *)node->data.scalar.value;
    if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return plain_scalar(reader, node, text, out);
    *out = json_stringn(text, node->data.scalar.length);
    return *out ? OK : refuse(reader, node->start_mark, "no UTF-8, or out of memory");
}

static err sequence(struct reader *reader, const yaml_node_t *node, int depth, json_t **out)
{
    json_auto_t *list = json_array();
    const yaml_node_item_t *item = node->data.sequence.items.start;
    for (; item < node->data.sequence.items.top; item++) {
        json_t *value;
        TRY(convert(reader, *item, depth, &value));
        if (json_array_append_new(list, value) != 0)
            return refuse(reader, node->start_mark, "out of memory");
    }
    *out = json_incref(list);
    return OK;
}

static err mapping(struct reader *reader, const yaml_node_t *node, int depth, json_t **out)
{
    json_auto_t *object = json_object();
    const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    for (; pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(reader->document, pair->key);
        json_auto_t *text = NULL;
        if (name->type != YAML_SCALAR_NODE)
            return refuse(reader, name->start_mark, "a key that is no scalar");
        TRY(scalar(reader, name, &text));
        const char *key = json_string_value(text);
        if (!key)
            return refuse(reader, name->start_mark, "a key that wants quotes");
        if (json_object_get(object, key) || strcmp(key, "<<") == 0)
            return refuse(reader, name->start_mark, "a duplicate key, or a merge key");
        json_t *value;
        TRY(convert(reader, pair->value, depth, &value));
        if (json_object_set_new(object, key, value) != 0)
            return refuse(reader, name->start_mark, "no UTF-8, or out of memory");
    }
    *out = json_incref(object);
    return OK;
}

static bool has_own_tag(const yaml_node_t *node)
{
    static const char *const plain[] = {YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG};
    return node->tag && !is_one_of((const char *)node->tag, plain, 3);
}

static err convert(struct reader *reader, int item, int depth, json_t **out)
{
    const yaml_node_t *node = yaml_document_get_node(reader->document, item);
    if (depth == DEPTH_MAX || has_own_tag(node))
        return refuse(reader, node->start_mark, "a tag, or nested too deep");
    if (node->type == YAML_SEQUENCE_NODE)
        return sequence(reader, node, depth + 1, out);
    if (node->type == YAML_MAPPING_NODE)
        return mapping(reader, node, depth + 1, out);
    return scalar(reader, node, out);
}

static err convert_document(const char *path, yaml_document_t *document, json_t **out,
                            struct fault *fault)
{
    struct reader reader = {path, document, fault};
    if (!yaml_document_get_root_node(document))
        return fault_log(fault, ERR_INTERNAL, "%s: empty", path);
    return convert(&reader, 1, 0, out);
}

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

err yaml_load(const char *path, json_t **out, struct fault *fault)
{
    SCOPED(close_file) FILE *file = fopen(path, "rb");
    if (!file)
        return fault_log(fault, ERR_INTERNAL, "%s: %s", path, strerror(errno));
    SCOPED(yaml_parser_delete) yaml_parser_t parser = {0};
    if (!yaml_parser_initialize(&parser))
        return fault_log(fault, ERR_INTERNAL, "%s: out of memory", path);
    yaml_parser_set_input_file(&parser, file);
    SCOPED(yaml_document_delete) yaml_document_t document = {0};
    if (!yaml_parser_load(&parser, &document))
        return fault_log(fault, ERR_INTERNAL, "%s:%zu: %s", path, parser.problem_mark.line + 1,
                         parser.problem ? parser.problem : "cannot be read");
    return convert_document(path, &document, out, fault);
}
