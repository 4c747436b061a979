/* SPDX-License-Identifier: Apache-2.0 */
#include "http/fault_params.h"

#include "base/banned.h"

void fault_params_set(struct fault *fault, json_t *params)
{
    size_t room = sizeof fault->params - 1;
    size_t length = json_dumpb(params, fault->params, room, JSON_COMPACT);
    fault->params[length <= room ? length : 0] = '\0';
    json_decref(params);
}
