/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons, notes and next steps of a status: codes and the parameters of their texts. */
#ifndef DOMAIN_REMARK_H
#define DOMAIN_REMARK_H

#include <stdbool.h>
#include <stdint.h>

/* In the order in which they are listed. months: the paper is on file, but older than that; 0 and
 * an unknown total are left out. */
#define REASON_LIST(X)                                                                             \
    X(REASON_STAR_HELD, "star_held", NUMBER(held_star), LEVEL(level))                              \
    X(REASON_HIGHER_STAR_HELD, "higher_star_held", NUMBER(held_star), NUMBER(required_star))       \
    X(REASON_STAR_EXPIRES, "star_expires", DATE(valid_until))                                      \
    X(REASON_NO_DECLARATION, "no_declaration", NUMBER(required_star))                              \
    X(REASON_STAR_TOO_LOW, "star_too_low", NUMBER(held_star), NUMBER(required_star))               \
    X(REASON_HIGHER_STAR_NOT_ACCEPTED, "higher_star_not_accepted", NUMBER(held_star),              \
      NUMBER(required_star))                                                                       \
    X(REASON_DECLARATION_EXPIRED, "declaration_expired", DATE(valid_until))                        \
    X(REASON_DECLARATION_STOPPED, "declaration_stopped", DATE(stopped_on))                         \
    X(REASON_DECLARATION_REVOKED, "declaration_revoked", DATE(revoked_on))                         \
    X(REASON_CHECK_NOT_FOUND, "check_not_found", DATE(checked_on))                                 \
    X(REASON_CHECK_DIFFERS, "check_differs", DATE(checked_on))                                     \
    X(REASON_SCOPE_NOT_ACCEPTED, "scope_not_accepted", NOTHING)                                    \
    X(REASON_NOT_YET_VALID, "not_yet_valid", DATE(valid_from))                                     \
    X(REASON_ASSESSMENT_MISSING, "assessment_missing", EDITION(edition), NUMBER(months))           \
    X(REASON_ASSESSMENT_WITHDRAWN, "assessment_withdrawn", NUMBER(star), DATE(withdrawn_on))       \
    X(REASON_ASSESSMENT_INCOMPLETE, "assessment_incomplete", NUMBER(unanswered))                   \
    X(REASON_CRITERIA_NOT_MET, "criteria_not_met", NUMBER(open), NUMBER(total))                    \
    X(REASON_POLICY_NOT_PUBLISHED, "policy_not_published", NOTHING)                                \
    X(REASON_EXPERT_CONFIRMATION_MISSING, "expert_confirmation_missing", NUMBER(months))           \
    X(REASON_MANAGEMENT_OATH_MISSING, "management_oath_missing", NUMBER(months))                   \
    X(REASON_THIRD_PARTY_ASSESSMENT_MISSING, "third_party_assessment_missing", NUMBER(months))     \
    X(REASON_TECHNICAL_VERIFICATION_MISSING, "technical_verification_missing", NUMBER(months))     \
    X(REASON_AWAITING_CHECK, "awaiting_check", NOTHING)                                            \
    X(REASON_CHECK_STALE, "check_stale", DATE(checked_on), NUMBER(months))                         \
    X(REASON_AWAITING_SCOPE_DECISION, "awaiting_scope_decision", NOTHING)                          \
    X(REASON_STAR_NOT_OBTAINABLE, "star_not_obtainable", NUMBER(required_star))                    \
    X(REASON_DUE_DATE_VOID, "due_date_void", DATE(due_on), DATE(obtainable_from))                  \
    X(REASON_INVITATION_OPEN, "invitation_open", DATE(invited_on))                                 \
    X(REASON_INVITATION_EXPIRED, "invitation_expired", NOTHING)                                    \
    X(REASON_RELATIONSHIP_DECLINED, "relationship_declined", DATE(declined_on))                    \
    X(REASON_RELATIONSHIP_ENDED, "relationship_ended", DATE(ended_on))                             \
    X(REASON_REQUIREMENT_NOT_SET, "requirement_not_set", NOTHING)                                  \
    X(REASON_REQUIREMENT_NOT_YET_EFFECTIVE, "requirement_not_yet_effective", DATE(effective_from)) \
    X(REASON_REQUIREMENT_REMOVED, "requirement_removed", DATE(removed_on))                         \
    X(REASON_REQUIREMENT_EXEMPT, "requirement_exempt", NOTHING)                                    \
    X(REASON_NOT_DUE_YET, "not_due_yet", DATE(due_on))                                             \
    X(REASON_PAST_DUE, "past_due", DATE(due_on))                                                   \
    X(REASON_MET_BEFORE, "met_before", DATE(met_until))

#define NOTE_LIST(X)                                                                               \
    X(NOTE_OLD_SERIES_ID, "old_series_id", NOTHING)                                                \
    X(NOTE_ID_SERIES_DATE_MISMATCH, "id_series_date_mismatch", NOTHING)                            \
    X(NOTE_NEVER_CHECKED, "never_checked", NOTHING)                                                \
    X(NOTE_RECHECK_SUGGESTED, "recheck_suggested", DATE(checked_on))                               \
    X(NOTE_FILE_INCOMPLETE, "file_incomplete", NOTHING)                                            \
    X(NOTE_VALIDITY_ASSUMED, "validity_assumed", NOTHING)                                          \
    X(NOTE_EDITION_SUPERSEDED, "edition_superseded", EDITION(edition))                             \
    X(NOTE_NEWER_ASSESSMENT_HAS_GAPS, "newer_assessment_has_gaps", NUMBER(star), NUMBER(open))     \
    X(NOTE_REQUIREMENT_CHANGES, "requirement_changes", DATE(effective_from), NUMBER(star),         \
      DATE(due_on))                                                                                \
    X(NOTE_RECORDED_BY_BUYER, "recorded_by_buyer", NOTHING)                                        \
    X(NOTE_READINESS, "readiness", NUMBER(star), NUMBER(met), NUMBER(total), DATE(assessed_on))    \
    X(NOTE_TALKS_REQUESTED, "talks_requested", NOTHING)                                            \
    X(NOTE_OBJECTED, "objected", NOTHING)

/* Codes of next steps; the actor is in the table of remark.c. */
#define STEP_LIST(X)                                                                               \
    X(STEP_NONE, "none", NOTHING)                                                                  \
    X(STEP_WAIT_FOR_SCHEME, "wait_for_scheme", NOTHING)                                            \
    X(STEP_ACCEPT_INVITATION, "accept_invitation", NOTHING)                                        \
    X(STEP_DECLARE_STAR, "declare_star", NUMBER(star))                                             \
    X(STEP_RENEW_STAR, "renew_star", NOTHING)                                                      \
    X(STEP_SUBMIT_ASSESSMENT, "submit_assessment", EDITION(edition))                               \
    X(STEP_COMPLETE_ASSESSMENT, "complete_assessment", NUMBER(unanswered))                         \
    X(STEP_MEET_CRITERIA, "meet_criteria", NUMBER(open))                                           \
    X(STEP_PREPARE_ASSESSMENT, "prepare_assessment", NOTHING)                                      \
    X(STEP_PUBLISH_POLICY, "publish_policy", NOTHING)                                              \
    X(STEP_ADD_EXPERT_CONFIRMATION, "add_expert_confirmation", NOTHING)                            \
    X(STEP_ADD_MANAGEMENT_OATH, "add_management_oath", NOTHING)                                    \
    X(STEP_ADD_THIRD_PARTY_REPORT, "add_third_party_report", NOTHING)                              \
    X(STEP_ADD_TECHNICAL_VERIFICATION, "add_technical_verification", NOTHING)                      \
    X(STEP_CORRECT_DECLARATION, "correct_declaration", NOTHING)                                    \
    X(STEP_WIDEN_SCOPE, "widen_scope", NOTHING)                                                    \
    X(STEP_CHECK_DECLARATION, "check_declaration", NOTHING)                                        \
    X(STEP_DECIDE_SCOPE, "decide_scope", NOTHING)                                                  \
    X(STEP_SET_REQUIREMENT, "set_requirement", NOTHING)                                            \
    X(STEP_SET_DUE_DATE, "set_due_date", NOTHING)                                                  \
    X(STEP_CONTACT_SUPPLIER, "contact_supplier", NOTHING)                                          \
    X(STEP_RESEND_INVITATION, "resend_invitation", NOTHING)

#define X(name, ...) name,
enum remark_code { REASON_LIST(X) NOTE_LIST(X) STEP_LIST(X) REMARK_CODE_COUNT };
#undef X

enum { REMARK_VALUES_MAX = 4 };

/* The values lie in the order of the parameters in the lists above: numbers as they are, dates as
 * day, levels as enum assurance, editions as the star whose edition is meant. */
struct remark {
    enum remark_code code;
    int32_t values[REMARK_VALUES_MAX];
};

enum remark_value { REMARK_END, REMARK_NUMBER, REMARK_DATE, REMARK_LEVEL, REMARK_EDITION };

struct remark_shape {
    const char *code;
    struct {
        enum remark_value kind; /* REMARK_END after the last one */
        const char *name;
    } values[REMARK_VALUES_MAX + 1];
};

const struct remark_shape *remark_shape(enum remark_code code);
/* Who takes a next step: "none", "supplier" or "buyer". */
const char *remark_actor(const char *step_code);
bool remark_equal(const struct remark *a, const struct remark *b);

#endif
