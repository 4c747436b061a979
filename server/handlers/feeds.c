/* SPDX-License-Identifier: Apache-2.0 */
/* What goes on in number order and is read by "after": the change feed and the audit log. */
#include <string.h>

#include "handlers/way/pass.h"
#include "operations.h"

PASS(read_json, event_list,
     QUERY(event_list, OWN, .after = request_number(request, "after"), FROM(types),
           .rows = (int32_t)request_number(request, "limit")))

PASS(read_json, audit_event_list,
     QUERY(audit_list, .newest = strcmp(request_parameter(request, "order"), "newest") == 0,
           .after = request_number(request, "after"),
           .rows = (int32_t)request_number(request, "limit"),
           .first = request_parameter(request, "from"),
           .last = request_parameter(request, "through"),
           .operation = request_parameter(request, "operation"),
           .by = request_parameter(request, "by"), .object = request_parameter(request, "object")))
