/* SPDX-License-Identifier: Apache-2.0 */
/* Proof besides answers: each kind has members that it demands and members that it may have. */
#include <stdio.h>
#include <string.h>

#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

enum { MEMBERS_MAX = 3 };

static const struct kind {
    const char *name;
    const char *required[MEMBERS_MAX];
    const char *allowed[MEMBERS_MAX];
} kinds[] = {
    {"policy_publication", {NULL}, {"url", "place"}}, /* one of the two: see paper_rules */
    {"expert_confirmation", {"person", "qualification"}, {"organisation"}},
    {"management_oath", {"person"}, {"position"}},
    {"third_party_assessment", {"organisation", "report_id"}, {NULL}},
    {"technical_verification", {"organisation"}, {"report_id"}},
};

static const char *const common_members[MEMBERS_MAX] = {"kind", "dated_on", "note"};

static const struct kind *kind_of(const struct request *request)
{
    const char *name = request_text(request, "kind");
    for (size_t i = 0; name && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static void member_fault(const char *member, const char *code, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "/%s", member);
    fault_add(fault, pointer, code, NULL);
}

static bool is_one_of(const char *const members[MEMBERS_MAX], const char *member)
{
    for (size_t i = 0; i < MEMBERS_MAX && members[i]; i++)
        if (strcmp(members[i], member) == 0)
            return true;
    return false;
}

static void paper_rules(const struct request *request, const struct kind *kind, struct fault *fault)
{
    for (size_t i = 0; i < MEMBERS_MAX && kind->required[i]; i++)
        if (!request_text(request, kind->required[i]))
            member_fault(kind->required[i], "missing_field", fault);
    /* A brochure or a notice board is a publication too. */
    if (kind == &kinds[0] && !request_text(request, "url") && !request_text(request, "place"))
        member_fault("url", "missing_field", fault);
    const char *member;
    json_t *value;
    json_object_foreach(request->json, member, value)
    {
        if (!is_one_of(common_members, member) && !is_one_of(kind->required, member) &&
            !is_one_of(kind->allowed, member))
            member_fault(member, "unknown_field", fault);
    }
}

err paper_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *paper = NULL;
    char id[UUID_TEXT_SIZE];
    const struct kind *kind = kind_of(request);
    if (!kind)
        return fault_log(fault, ERR_INTERNAL, "a kind of paper that is not in the table");
    body_not_future(request, "dated_on", fault);
    paper_rules(request, kind, fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &paper, fault));
    uuid_make_text(request->now, id);
    const char *values[] = {id, paper};
    struct change change = {.query = Q_PAPER_ADD, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}

err paper_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "kind")};
    return list_page(request, response, Q_PAPER_LIST, values, 2, fault);
}

err paper_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "paper")};
    struct change change = {.query = Q_PAPER_WITHDRAW, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}
