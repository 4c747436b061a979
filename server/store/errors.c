/* SPDX-License-Identifier: Apache-2.0 */
#include "store/errors.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Of the schema's function `refuse`. */
static const char REFUSAL[] = "HT000";

/* What it refuses with, in the order of codes. */
static const struct {
    const char *code;
    enum err_code kind;
} refusals[] = {
    {"address_unproven", ERR_CONFLICT},
    {"already_expired", ERR_CONFLICT},
    {"already_joined", ERR_CONFLICT},
    {"already_requested", ERR_CONFLICT},
    {"already_revoked", ERR_CONFLICT},
    {"already_shown", ERR_CONFLICT},
    {"already_withdrawn", ERR_CONFLICT},
    {"ambiguous_supplier", ERR_CONFLICT},
    {"answer_erased", ERR_CONFLICT},
    {"answers_not_comparable", ERR_INVALID},
    {"assessment_empty", ERR_INVALID},
    {"assessment_state", ERR_CONFLICT},
    {"assessment_unknown", ERR_INVALID},
    {"campaign_by_mail_only", ERR_CONFLICT},
    {"code_differs", ERR_INVALID},
    {"code_wrong", ERR_INVALID},
    {"conflict", ERR_CONFLICT},
    {"corporate_number_mismatch", ERR_CONFLICT},
    {"criteria_added", ERR_INVALID},
    {"daily_quota_reached", ERR_CONFLICT},
    {"decided_by_rule", ERR_CONFLICT},
    {"declaration_exists", ERR_CONFLICT},
    {"declaration_replaced", ERR_CONFLICT},
    {"edition_closed", ERR_CONFLICT},
    {"edition_fixed", ERR_CONFLICT},
    {"events_forgotten", ERR_CONFLICT},
    {"evidence_room", ERR_CONFLICT},
    {"evidence_state", ERR_CONFLICT},
    {"idempotency_key_in_use", ERR_CONFLICT},
    {"idempotency_key_reused", ERR_INVALID},
    {"idempotency_replay", ERR_CONFLICT},
    {"if_match_required", ERR_PRECONDITION_MISSING},
    {"invitation_not_found", ERR_NOT_FOUND},
    {"invitation_of_organisation", ERR_CONFLICT},
    {"job_decides", ERR_CONFLICT},
    {"job_done", ERR_CONFLICT},
    {"job_rows_forgotten", ERR_CONFLICT},
    {"job_superseded", ERR_CONFLICT},
    {"join_demand_overdue", ERR_CONFLICT},
    {"join_other_way", ERR_CONFLICT},
    {"join_two_organisations", ERR_CONFLICT},
    {"kept_statement_in_use", ERR_CONFLICT},
    {"key_expired", ERR_UNAUTHENTICATED},
    {"last_day_too_early", ERR_INVALID},
    {"link_not_found", ERR_NOT_FOUND},
    {"mail_token_unknown", ERR_NOT_FOUND},
    {"missing_field", ERR_INVALID},
    {"more_rights_than_own", ERR_FORBIDDEN},
    {"name_differs", ERR_INVALID},
    {"no_predecessor", ERR_CONFLICT},
    {"no_recipients", ERR_CONFLICT},
    {"no_suppliers_chosen", ERR_CONFLICT},
    {"not_a_session", ERR_CONFLICT},
    {"not_found", ERR_NOT_FOUND},
    {"nothing_shown", ERR_NOT_FOUND},
    {"number_not_different", ERR_CONFLICT},
    {"number_remark_gone", ERR_CONFLICT},
    {"number_unchanged", ERR_INVALID},
    {"oidc_account_exists", ERR_CONFLICT},
    {"oidc_account_unknown", ERR_FORBIDDEN},
    {"oidc_email_missing", ERR_CONFLICT},
    {"oidc_exempt", ERR_CONFLICT},
    {"oidc_exempt_unfit", ERR_INVALID},
    {"oidc_identity_taken", ERR_CONFLICT},
    {"oidc_issuer_not_allowed", ERR_INVALID},
    {"oidc_not_set", ERR_NOT_FOUND},
    {"oidc_required", ERR_FORBIDDEN},
    {"oidc_sign_in_over", ERR_CONFLICT},
    {"organisation_closed", ERR_FORBIDDEN},
    {"organisation_closing", ERR_CONFLICT},
    {"organisation_erased", ERR_CONFLICT},
    {"own_invitation", ERR_CONFLICT},
    {"own_second_factor", ERR_CONFLICT},
    {"own_user", ERR_CONFLICT},
    {"password_not_set", ERR_CONFLICT},
    {"person_is_user", ERR_CONFLICT},
    {"policy_not_drafted", ERR_CONFLICT},
    {"policy_not_published", ERR_CONFLICT},
    {"precondition_failed", ERR_PRECONDITION},
    {"preview_not_done", ERR_CONFLICT},
    {"proof_needed", ERR_FORBIDDEN},
    {"quota_reached", ERR_CONFLICT},
    {"relationship_state", ERR_CONFLICT},
    {"request_state", ERR_CONFLICT},
    {"requirement_changed", ERR_CONFLICT},
    {"requirement_not_set", ERR_CONFLICT},
    {"revoked_on_before_declared_on", ERR_INVALID},
    {"right_missing", ERR_FORBIDDEN},
    {"rule_alike", ERR_CONFLICT},
    {"saved_view_exists", ERR_CONFLICT},
    {"saved_view_of_nobody", ERR_INVALID},
    {"scope_is_whole", ERR_INVALID},
    {"second_factor_missing", ERR_CONFLICT},
    {"second_factor_needed", ERR_FORBIDDEN},
    {"second_factor_not_offered", ERR_CONFLICT},
    {"second_factor_required", ERR_CONFLICT},
    {"sent_otherwise", ERR_CONFLICT},
    {"session_ended", ERR_UNAUTHENTICATED},
    {"sign_in_failed", ERR_UNAUTHENTICATED},
    {"star_not_in_edition", ERR_INVALID},
    {"star_not_obtainable", ERR_INVALID},
    {"statement_later", ERR_INVALID},
    {"statement_of_another", ERR_INVALID},
    {"statement_withdrawn", ERR_INVALID},
    {"stopped_on_before_declared_on", ERR_INVALID},
    {"supplier_exists", ERR_CONFLICT},
    {"too_many_declarations", ERR_CONFLICT},
    {"too_many_recipients", ERR_CONFLICT},
    {"too_many_suppliers_chosen", ERR_CONFLICT},
    {"unauthenticated", ERR_UNAUTHENTICATED},
    {"unknown_edition", ERR_INVALID},
    {"unknown_link", ERR_INVALID},
    {"unknown_owner", ERR_INVALID},
    {"unknown_statement", ERR_INVALID},
    {"unknown_user", ERR_INVALID},
    {"user_exists", ERR_CONFLICT},
    {"user_has_keys", ERR_CONFLICT},
    {"user_lacks_rights", ERR_INVALID},
    {"user_not_removed", ERR_CONFLICT},
    {"user_owns_suppliers", ERR_CONFLICT},
    {"webhook_disabled", ERR_CONFLICT},
};

/* Its members that stand in a header of the request. */
static const struct {
    const char *member;
    const char *pointer;
} headers[] = {
    {"idempotency_key", "header:Idempotency-Key"},
    {"if_match", "header:If-Match"},
    {"if_none_match", "header:If-None-Match"},
};

/* Constraints that a client can run into, with what it is told. All others are our own fault. */
static const struct {
    const char *constraint;
    const char *code; /* of a conflict */
} constraints[] = {
    {"organisation_number", "corporate_number_taken"},
    {"relationship_code", "supplier_exists"},
    {"relationship_alone", "supplier_exists"},
    {"user_account_identity", "oidc_identity_taken"},
};

/* By the first characters of the SQLSTATE, the longest first. */
static const struct {
    const char *prefix;
    enum err_code kind;
    const char *code; /* NULL = the kind's own */
    int retry_after;
} classes[] = {
    {"25006", ERR_AGAIN, NULL, 1},         /* became a standby */
    {"26000", ERR_AGAIN, NULL, 1},         /* statement no longer prepared */
    {"40001", ERR_AGAIN, NULL, 1},         /* serialization */
    {"40P01", ERR_AGAIN, NULL, 1},         /* deadlock */
    {"55P03", ERR_UNAVAILABLE, "busy", 1}, /* lock_timeout */
    {"57014", ERR_TOO_SLOW, NULL, 1},      /* statement_timeout */
    {"57P0", ERR_AGAIN, NULL, 1},          /* shutting down or starting */
    {"08P01", ERR_INTERNAL, NULL, 0},      /* wrong number of parameters */
    {"08", ERR_AGAIN, NULL, 1},            /* connection */
    {"53", ERR_UNAVAILABLE, NULL, 5},      /* out of connections, memory, disk */
    {"23505", ERR_CONFLICT, NULL, 0},      /* unique, constraint not listed above */
};

static const char *field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text ? text : "";
}

static const char *sqlstate(const PGresult *result)
{
    return field(result, PG_DIAG_SQLSTATE);
}

static void note_cause(const PGresult *result, const char *name, struct fault *fault)
{
    if (fault->kind != ERR_NONE)
        return;
    const char *constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    snprintf(fault->log, sizeof fault->log, "%s: %s %s%s%s", name, sqlstate(result), constraint,
             *constraint ? ": " : "",
             *sqlstate(result) ? field(result, PG_DIAG_MESSAGE_PRIMARY)
                               : PQresultErrorMessage(result));
}

/* ERR_NONE: nobody refuses with this. */
static enum err_code kind_of_refusal(const char *code)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (strcmp(code, refusals[i].code) == 0)
            return refusals[i].kind;
    return ERR_NONE;
}

/* "filter.suppliers.3" -> "/filter/suppliers/3"; a parameter has its "?" */
static void pointer_of_member(const char *member, char out[static FAULT_POINTER_MAX])
{
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (strcmp(member, headers[i].member) == 0)
            member = headers[i].pointer;
    bool whole = *member == '?' || strchr(member, ':') != NULL;
    snprintf(out, FAULT_POINTER_MAX, "%s%s", whole ? "" : "/", member);
    for (char *dot = out; !whole && (dot = strchr(dot, '.'));)
        *dot = '/';
}

static err refusal(const PGresult *result, struct fault *fault)
{
    const char *code = field(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *member = field(result, PG_DIAG_MESSAGE_DETAIL);
    const char *params = field(result, PG_DIAG_MESSAGE_HINT);
    enum err_code kind = kind_of_refusal(code);
    if (kind == ERR_NONE)
        return fault_set(fault, ERR_INTERNAL, NULL);
    if (fault->kind == ERR_NONE) {
        char pointer[FAULT_POINTER_MAX];
        pointer_of_member(member, pointer);
        if (*member)
            fault_add(fault, pointer, code, params);
        fault_params(fault, params);
    }
    return fault_set(fault, kind, code);
}

/* A migration built all functions anew between the plan of a statement and its run: one was not
 * found by its number. The text is PostgreSQL's to itself, which it never translates. */
static bool is_replaced(const PGresult *result)
{
    static const char text[] = "cache lookup failed for function ";
    return strncmp(field(result, PG_DIAG_MESSAGE_PRIMARY), text, sizeof text - 1) == 0 ||
           strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "pg_proc_aclmask") == 0;
}

err error_of(const PGresult *result, const char *name, struct fault *fault)
{
    const char *state = sqlstate(result);
    note_cause(result, name, fault);
    if (strcmp(state, REFUSAL) == 0)
        return refusal(result, fault);
    const char *constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        if (strcmp(constraint, constraints[i].constraint) == 0)
            return fault_set(fault, ERR_CONFLICT, constraints[i].code);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strncmp(state, classes[i].prefix, strlen(classes[i].prefix)) == 0)
            return fault_set_later(fault, classes[i].kind, classes[i].code, classes[i].retry_after);
    if (error_is_lost(result) || error_is_stale(result) || is_replaced(result))
        return fault_set_later(fault, ERR_AGAIN, NULL, 1);
    return fault_set(fault, ERR_INTERNAL, NULL);
}

err error_outcome_unknown(const char *detail, struct fault *fault)
{
    if (fault->kind == ERR_NONE)
        snprintf(fault->log, sizeof fault->log, "outcome unknown: %s", detail);
    return fault_set_later(fault, ERR_UNAVAILABLE, "outcome_unknown", 1);
}

bool error_is_lost(const PGresult *result)
{
    const char *state = sqlstate(result);
    return !*state || strncmp(state, "57P0", 4) == 0 ||
           (strncmp(state, "08", 2) == 0 && strcmp(state, "08P01") != 0);
}

/* "cached plan must not change result type" shares its SQLSTATE with what is our own mistake. */
bool error_is_stale(const PGresult *result)
{
    const char *state = sqlstate(result);
    return strcmp(state, "25006") == 0 || strcmp(state, "26000") == 0 ||
           (strcmp(state, "0A000") == 0 &&
            strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0);
}
