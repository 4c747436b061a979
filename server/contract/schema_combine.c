/* SPDX-License-Identifier: Apache-2.0 */
/* The keywords that combine whole schemas. */
#include "contract/schema_node.h"

bool check_ref(struct checking *check, const struct rule *rule, const json_t *value,
               const struct place *place)
{
    return schema_check_node(check, rule->children[0], value, place);
}

bool check_all_of(struct checking *check, const struct rule *rule, const json_t *value,
                  const struct place *place)
{
    bool valid = true;
    for (size_t i = 0; i < rule->child_count; i++)
        valid &= schema_check_node(check, rule->children[i], value, place);
    return valid;
}

/* Whether the sender may have meant this alternative: the type is right, and so are the members
 * that tell alternatives apart, those with a constant. */
static bool plausible(const struct checking *check, const struct node *node, const json_t *value,
                      int depth)
{
    if (json_is_boolean(node->source))
        return json_is_true(node->source);
    const struct rule *rule = schema_rule(node, "$ref");
    if (rule && depth && !plausible(check, rule->children[0], value, depth - 1))
        return false;
    rule = schema_rule(node, "type");
    if (rule && !(rule->types & schema_type_of(value)))
        return false;
    rule = schema_rule(node, "const");
    if (rule && !json_equal(rule->argument, value))
        return false;
    rule = schema_rule(node, "properties");
    size_t index = 0;
    const char *name;
    json_t *source;
    json_object_foreach(rule ? (json_t *)rule->argument : NULL, name, source)
    {
        const struct node *member = rule->children[index++];
        const json_t *given = json_object_get(value, name);
        if (given && schema_rule(member, "const") && !schema_fits(check, member, given))
            return false;
    }
    return true;
}

static const json_t *constant_of(const struct node *node, const char *member, int depth)
{
    const struct rule *reference = schema_rule(node, "$ref");
    if (reference && depth)
        return constant_of(reference->children[0], member, depth - 1);
    const json_t *members = json_object_get(node->source, "properties");
    return json_object_get(json_object_get(members, member), "const");
}

/* The member that tells the alternatives apart is missing, or is that of none. */
static bool refuse_discriminated(struct checking *check, const struct rule *rule,
                                 const char *member, const json_t *value, const struct place *place)
{
    struct place inner = {place, member, 0};
    const json_t *given = json_object_get(value, member);
    if (!given)
        return schema_refuse(check, &inner, "missing_field", NULL);
    if (!json_is_string(given))
        return schema_refuse(check, &inner, "wrong_type", json_pack("{s:s}", "expected", "string"));
    json_t *allowed = json_array();
    for (size_t i = 0; i < rule->child_count; i++)
        json_array_append(allowed, (json_t *)constant_of(rule->children[i], member, 10));
    return schema_refuse(check, &inner, "not_allowed_value",
                         json_pack("{s:o}", "allowed", allowed));
}

/* When one alternative alone was meant, its own faults say more than "none fits". */
static bool refuse_alternatives(struct checking *check, const struct rule *rule,
                                const json_t *value, const struct place *place)
{
    const struct rule *discriminator = schema_rule(rule->node, "discriminator");
    const struct node *meant = NULL;
    size_t count = 0;
    for (size_t i = 0; check->fault && i < rule->child_count; i++) {
        if (plausible(check, rule->children[i], value, 10)) {
            meant = rule->children[i];
            count++;
        }
    }
    if (count == 1)
        return schema_check_node(check, meant, value, place);
    if (discriminator && json_is_object(value))
        return refuse_discriminated(
            check, rule,
            json_string_value(json_object_get(discriminator->argument, "propertyName")), value,
            place);
    return schema_refuse(check, place, "no_alternative_fits", NULL);
}

static size_t count_fitting(const struct checking *check, const struct rule *rule,
                            const json_t *value, size_t enough)
{
    size_t count = 0;
    for (size_t i = 0; i < rule->child_count && count < enough; i++)
        count += schema_fits(check, rule->children[i], value);
    return count;
}

bool check_any_of(struct checking *check, const struct rule *rule, const json_t *value,
                  const struct place *place)
{
    return count_fitting(check, rule, value, 1) == 1 ||
           refuse_alternatives(check, rule, value, place);
}

bool check_one_of(struct checking *check, const struct rule *rule, const json_t *value,
                  const struct place *place)
{
    size_t count = count_fitting(check, rule, value, 2);
    if (count == 0)
        return refuse_alternatives(check, rule, value, place);
    return count == 1 || schema_refuse(check, place, "several_alternatives_fit", NULL);
}

bool check_not(struct checking *check, const struct rule *rule, const json_t *value,
               const struct place *place)
{
    return !schema_fits(check, rule->children[0], value) ||
           schema_refuse(check, place, "not_allowed", NULL);
}

bool check_if(struct checking *check, const struct rule *rule, const json_t *value,
              const struct place *place)
{
    if (check->shape_only)
        return true;
    bool condition = schema_fits(check, rule->children[0], value);
    const struct rule *branch = schema_rule(rule->node, condition ? "then" : "else");
    return !branch || schema_check_node(check, branch->children[0], value, place);
}
