/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/declaration_rules.h"

#include "domain/facts.h"
#include "domain/number.h"
#include "handlers/body.h"

static void number_rules(const struct request *request, struct fault *fault)
{
    int star = (int)json_integer_value(json_object_get(request->json, "star"));
    const char *number = request_text(request, "id");
    const char *problem = number ? declaration_number_problem(star, number) : NULL;
    if (star > STAR_DECLARED_MAX)
        fault_add(fault, "/star", "star_not_obtainable", "{\"required_star\":5,\"star\":5}");
    if (problem)
        fault_add(fault, "/id", problem, NULL);
}

static void day_rules(const struct request *request, struct fault *fault)
{
    day declared_on = body_day(request, "declared_on");
    day valid_from = body_day(request, "valid_from");
    if (valid_from == DAY_NONE)
        valid_from = declared_on;
    body_not_future(request, "declared_on", fault);
    if (valid_from < declared_on)
        fault_add(fault, "/valid_from", "valid_from_before_declared_on", NULL);
    if (body_day(request, "valid_until") < valid_from)
        fault_add(fault, "/valid_until", "valid_until_before_valid_from", NULL);
}

void declaration_rules(const struct request *request, struct fault *fault)
{
    number_rules(request, fault);
    day_rules(request, fault);
}
