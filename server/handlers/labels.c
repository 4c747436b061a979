/* SPDX-License-Identifier: Apache-2.0 */
/* Categories and tags in use. */
#include "handlers/way/pass.h"
#include "operations.h"

PASS(read_json, label_list,
     QUERY(label_list, .selector = request_parameter(request, "selector"),
           .near = request_parameter(request, "near")))
