/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "contract.h"

enum { DEPTH_MAX = 12 };

static bool is_personal(const struct source *source, const json_t *schema, int depth);

static bool any_personal(const struct source *source, const json_t *schemas, int depth)
{
    const char *name;
    size_t index;
    json_t *schema;
    json_object_foreach((json_t *)schemas, name,
                        schema) if (is_personal(source, schema, depth)) return true;
    json_array_foreach(schemas, index, schema) if (is_personal(source, schema, depth)) return true;
    return false;
}

/* The schema, or anything within it. */
static bool is_personal(const struct source *source, const json_t *schema, int depth)
{
    static const char *const lists[] = {"properties", "anyOf", "oneOf", "allOf"};
    if (!json_is_object(schema) || depth == DEPTH_MAX)
        return false;
    const json_t *whole = source_resolve(source, schema);
    if (json_is_true(json_object_get(schema, "x-personal")) ||
        json_is_true(json_object_get(whole, "x-personal")))
        return true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (any_personal(source, json_object_get(whole, lists[i]), depth + 1))
            return true;
    return is_personal(source, json_object_get(whole, "items"), depth + 1);
}

/* Adds the names of members at the schema's top level. */
static void add_members(const struct source *source, const json_t *schema, json_t *names, int depth)
{
    static const char *const lists[] = {"anyOf", "oneOf", "allOf"};
    const json_t *whole = source_resolve(source, schema);
    if (!whole || depth == DEPTH_MAX)
        return;
    const char *name;
    size_t index;
    json_t *member;
    json_object_foreach(json_object_get(whole, "properties"), name,
                        member) if (is_personal(source, member, 0))
        json_object_set_new(names, name, json_true());
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        json_array_foreach(json_object_get(whole, lists[i]), index, member)
            add_members(source, member, names, depth + 1);
}

static void add_content(const struct source *source, const json_t *content, json_t *names)
{
    const char *type;
    json_t *body;
    json_object_foreach((json_t *)content, type, body) if (is_json_type(type))
        add_members(source, json_object_get(body, "schema"), names, 0);
}

static void add_answers(const struct source *source, const struct declared *declared, json_t *names)
{
    const char *status;
    json_t *response;
    json_object_foreach(json_object_get(declared->operation, "responses"), status,
                        response) if (status[0] == '2')
        add_content(source, json_object_get(source_resolve(source, response), "content"), names);
}

/* The names as an array of SQL, in a text. */
static json_t *names_text(const json_t *names)
{
    const char *name;
    json_t *value;
    json_auto_t *list = NULL;
    json_object_foreach((json_t *)names, name, value)
    {
        json_t *longer =
            list ? json_sprintf("%s,%s", json_string_value(list), name) : json_string(name);
        json_decref(list);
        list = longer;
    }
    return json_sprintf("{%s}", json_string_value(list));
}

/* The names of an action's members, to which more are added; there is none without any. */
static json_t *names_of(json_t *actions, const char *action)
{
    json_t *names = json_object_get(actions, action);
    if (!names)
        json_object_set_new(actions, action, names = json_object());
    return names;
}

static void add_operation(json_t *actions, const struct source *source,
                          const struct declared *declared)
{
    json_t *names = names_of(actions, declared->id);
    add_content(source, body_content(source, declared), names);
    add_answers(source, declared, names);
    if (json_object_size(names) == 0)
        json_object_del(actions, declared->id);
}

/* What stands in an entry and in no body or answer, the contract names by itself. */
static void add_entries(json_t *actions, const struct source *source)
{
    const char *action;
    size_t index;
    json_t *members, *member;
    json_object_foreach(json_object_get(source->document, "x-personal-entries"), action, members)
        json_array_foreach(members, index, member)
            json_object_set_new(names_of(actions, action), json_string_value(member), json_true());
}

void emit_personal(FILE *out, const struct source *source, const struct declared_list *list)
{
    fprintf(out, "-- Generated from api/openapi.yaml: its x-personal.\n"
                 "set local role hoshitori_engine;\n\n"
                 "-- Members of an audit entry's detail that are personal data, by its action; "
                 "null for none. One value: the\n"
                 "-- branches of a case would be made ready in each transaction.\n"
                 "create or replace function personal_members(p_action text) returns text[]\n"
                 "language plpgsql immutable set search_path = hoshitori, pg_temp\n"
                 "as $$\nbegin\n  return (jsonb '");
    json_auto_t *actions = json_object();
    const char *action;
    json_t *names;
    void *next;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].method, "GET") != 0)
            add_operation(actions, source, &list->items[i]);
    add_entries(actions, source);
    json_object_foreach_safe(actions, next, action, names)
        json_object_set_new(actions, action, names_text(names));
    json_dumpf(actions, out, JSON_INDENT(2));
    fprintf(out, "' ->> replace(p_action, ' ', '_'))::text[];\nend $$;\n");
}
