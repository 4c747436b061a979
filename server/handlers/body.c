/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/body.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/number.h"

day body_today(const struct request *request)
{
    return day_of_text(request->day);
}

day body_day(const struct request *request, const char *member)
{
    return day_of_text(request_text(request, member));
}

void body_not_future(const struct request *request, const char *member, struct fault *fault)
{
    day on = body_day(request, member);
    char pointer[FAULT_POINTER_MAX];
    if (on == DAY_NONE || on <= body_today(request))
        return;
    snprintf(pointer, sizeof pointer, "/%s", member);
    fault_add(fault, pointer, "date_in_future", NULL);
}

void body_corporate_number(const json_t *object, const char *member, const char *pointer,
                           struct fault *fault)
{
    const char *number = json_string_value(json_object_get(object, member));
    const char *problem = number ? corporate_number_problem(number) : NULL;
    if (problem)
        fault_add(fault, pointer, problem, NULL);
}

err body_demand_refuse(const struct demand_findings *findings, const char *place,
                       struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    for (size_t i = 0; i < findings->problem_count; i++) {
        snprintf(pointer, sizeof pointer, "%s/%s", place, findings->problems[i].member);
        fault_add(fault, pointer, findings->problems[i].code, NULL);
    }
    return fault_invalid(fault);
}

err body_text(const struct request *request, char **out, struct fault *fault)
{
    *out = json_dumps(request->json, JSON_COMPACT);
    return *out ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

err body_entry_read(const struct request *request, struct body_entry *out, struct fault *fault)
{
    TRY(fault_invalid(fault));
    uuid_make_text(request->now, out->id);
    return body_text(request, &out->text, fault);
}

void body_entry_release(struct body_entry *entry)
{
    free(entry->text);
}

err body_member(const struct request *request, const char *name, char **out, struct fault *fault)
{
    const json_t *value = json_object_get(request->json, name);
    *out = value ? json_dumps(value, JSON_COMPACT) : NULL;
    return *out || !value ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}
