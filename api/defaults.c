/* SPDX-License-Identifier: Apache-2.0 */
/* What a member of a body means that is left out, for SQL, which reads the bodies. */
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

void emit_defaults(FILE *out, const struct source *source)
{
    json_auto_t *schemas = json_object();
    const json_t *components = json_object_get(source->document, "components");
    const char *name;
    json_t *schema;
    json_object_foreach(json_object_get(components, "schemas"), name, schema)
    {
        json_auto_t *defaults = defaults_of(source, schema);
        if (json_object_size(defaults) > 0)
            json_object_set(schemas, name, defaults);
    }
    fprintf(out, "-- Generated from api/openapi.yaml: the defaults of its bodies.\n"
                 "set local role hoshitori_engine;\n\n"
                 "-- The members that have one, by the name of the schema, which has some.\n"
                 "create or replace function contract_defaults(p_schema text) returns jsonb\n"
                 "language plpgsql immutable set search_path = hoshitori, pg_temp\n"
                 "as $$\ndeclare\n  defaults jsonb := jsonb $json$");
    json_dumpf(schemas, out, JSON_INDENT(2) | JSON_SORT_KEYS);
    fprintf(out, "$json$ -> p_schema;\nbegin\n"
                 "  if defaults is null then\n"
                 "    raise exception 'the contract has no defaults of %%', p_schema;\n"
                 "  end if;\n"
                 "  return defaults;\nend $$;\n");
}
