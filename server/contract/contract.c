/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/contract.h"

#include <stdlib.h>
#include <string.h>

struct compiled {
    struct schema *body;
    struct schema **parameters;
};

struct contract {
    const struct operation *operations;
    size_t count;
    struct compiled *compiled; /* one for each operation */
};

static err compile_operation(const struct operation *operation, struct compiled *out,
                             struct fault *fault)
{
    if (operation->body_schema)
        TRY(schema_compile(operation->body_schema, &out->body, fault));
    out->parameters = calloc(operation->parameter_count + 1, sizeof(struct schema *));
    if (!out->parameters)
        return fault_log(fault, ERR_INTERNAL, "contract: out of memory");
    for (size_t i = 0; i < operation->parameter_count; i++)
        TRY(schema_compile(operation->parameters[i].schema, &out->parameters[i], fault));
    return OK;
}

err contract_open(const struct operation *operations, size_t count, struct contract **out,
                  struct fault *fault)
{
    SCOPED(contract_close) struct contract *contract = calloc(1, sizeof *contract);
    if (contract) {
        *contract = (struct contract){.operations = operations, .count = count};
        contract->compiled = calloc(count + 1, sizeof *contract->compiled);
    }
    if (!contract || !contract->compiled)
        return fault_log(fault, ERR_INTERNAL, "contract: out of memory");
    for (size_t i = 0; i < count; i++)
        TRY(compile_operation(&operations[i], &contract->compiled[i], fault));
    *out = steal(&contract);
    return OK;
}

static void free_compiled(struct compiled *compiled, size_t parameter_count)
{
    schema_free(&compiled->body);
    for (size_t i = 0; compiled->parameters && i < parameter_count; i++)
        schema_free(&compiled->parameters[i]);
    free(compiled->parameters);
}

void contract_close(struct contract **contract)
{
    struct contract *closing = *contract;
    for (size_t i = 0; closing && closing->compiled && i < closing->count; i++)
        free_compiled(&closing->compiled[i], closing->operations[i].parameter_count);
    if (closing)
        free(closing->compiled);
    free_at(contract);
}

const struct operation *contract_operations(const struct contract *contract, size_t *count)
{
    *count = contract->count;
    return contract->operations;
}

const struct schema *contract_body(const struct contract *contract,
                                   const struct operation *operation)
{
    return contract->compiled[operation - contract->operations].body;
}

const struct schema *contract_parameter(const struct contract *contract,
                                        const struct operation *operation, size_t index)
{
    return contract->compiled[operation - contract->operations].parameters[index];
}

const struct node *contract_field(const struct contract *contract, const char *operation_id,
                                  const char *path)
{
    for (size_t i = 0; i < contract->count; i++)
        if (strcmp(contract->operations[i].id, operation_id) == 0)
            return contract->compiled[i].body ? schema_field(contract->compiled[i].body, path)
                                              : NULL;
    return NULL;
}
