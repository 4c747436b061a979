/* SPDX-License-Identifier: Apache-2.0 */
#include "http/fault_params.h"

#include "base/scope.h"

#include "base/banned.h"

void fault_params_set(struct fault *fault, json_t *params)
{
    SCOPED(free_at) char *text = json_dumps(params, JSON_COMPACT);
    if (text)
        fault_params(fault, text);
    json_decref(params);
}

void fault_add_number(struct fault *fault, const char *pointer, const char *code, const char *name,
                      int number)
{
    json_auto_t *params = json_pack("{s:i}", name, number);
    SCOPED(free_at) char *text = json_dumps(params, JSON_COMPACT);
    fault_add(fault, pointer, code, text);
}
