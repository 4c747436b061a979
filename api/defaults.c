/* SPDX-License-Identifier: Apache-2.0 */
/* What a member of a body means that is left out, and how much one may hold, for SQL, which reads
 * the bodies and puts them together. */
#include "contract.h"

static json_t *defaults_of(const struct source *source, const json_t *schema)
{
    json_t *defaults = json_object();
    const char *name;
    json_t *member;
    json_object_foreach(json_object_get(schema, "properties"), name, member)
    {
        json_t *value = json_object_get(source_resolve(source, member), "default");
        if (value)
            json_object_set(defaults, name, value);
    }
    return defaults;
}

static json_t *limits_of(const struct source *source, const json_t *schema)
{
    static const char *const keywords[] = {"maxItems", "maxLength"};
    json_t *limits = json_object();
    (void)source;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        json_object_set(limits, keywords[i], json_object_get(schema, keywords[i]));
    return limits;
}

/* What `of` finds, by the name of the schema, which has some, as the SQL function contract_`what`.
 */
static void emit_function(FILE *out, const struct source *source, const char *what,
                          json_t *(*of)(const struct source *source, const json_t *schema))
{
    json_auto_t *found = json_object();
    const json_t *components = json_object_get(source->document, "components");
    const char *name;
    json_t *schema;
    json_object_foreach(json_object_get(components, "schemas"), name, schema)
    {
        json_auto_t *one = of(source, schema);
        if (json_object_size(one) > 0)
            json_object_set(found, name, one);
    }
    fprintf(out,
            "\n-- The %s of a schema that has some.\n"
            "create or replace function contract_%s(p_schema text) returns jsonb\n"
            "language plpgsql immutable set search_path = hoshitori, pg_temp\n"
            "as $$\ndeclare\n  found jsonb := jsonb $json$",
            what, what);
    json_dumpf(found, out, JSON_INDENT(2) | JSON_SORT_KEYS);
    fprintf(out,
            "$json$ -> p_schema;\nbegin\n"
            "  if found is null then\n"
            "    raise exception 'the contract has no %s of %%', p_schema;\n"
            "  end if;\n"
            "  return found;\nend $$;\n",
            what);
}

void emit_defaults(FILE *out, const struct source *source)
{
    fprintf(out, "-- Generated from api/openapi.yaml: the defaults and limits of its bodies.\n"
                 "set local role hoshitori_engine;\n");
    emit_function(out, source, "defaults", defaults_of);
    emit_function(out, source, "limits", limits_of);
}
