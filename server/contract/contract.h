/* SPDX-License-Identifier: Apache-2.0 */
/* The operation table with its schemas compiled: made once at start, read by all threads. */
#ifndef CONTRACT_CONTRACT_H
#define CONTRACT_CONTRACT_H

#include "base/scope.h"
#include "contract/operation.h"
#include "contract/schema.h"

struct contract;

/* `operations` must outlive the contract. */
MUST_CHECK err contract_open(const struct operation *operations, size_t count,
                             struct contract **out, struct fault *fault);
void contract_close(struct contract **contract);

const struct operation *contract_operations(const struct contract *contract, size_t *count);

/* NULL when the operation takes no JSON body. `operation` is one of the table's. */
const struct schema *contract_body(const struct contract *contract,
                                   const struct operation *operation);
/* `index` is the parameter's place in operation->parameters. */
const struct schema *contract_parameter(const struct contract *contract,
                                        const struct operation *operation, size_t index);
/* A field of an operation's body (contract/schema.h, schema_field); NULL for none. */
const struct node *contract_field(const struct contract *contract, const char *operation_id,
                                  const char *path);

#endif
