/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/packed.h"
#include "base/scope.h"
#include "base/secret.h"

/* The first byte says with which dictionary the others are read. */
enum { FORM = 1, PACKED_MAX = KEPT_STEPS_MAX + KEPT_STEPS_MAX / 64 };

/* FORM 1, for good: a word that is new to steps takes some bytes more. The likeliest stands last.
 */
static const char dictionary[] =
    "\"old_series_id\",\"params\":{\"id_series_date_mismatch\","
    "\"params\":{\"never_checked\",\"params\":{\"recheck_suggested\","
    "\"params\":{\"checked_on\":\"file_incomplete\",\"params\":{\"validity_assumed\","
    "\"params\":{\"edition_superseded\","
    "\"params\":{\"edition\":\"newer_assessment_has_gaps\","
    "\"params\":{\"star\":\"open\":\"requirement_changes\","
    "\"params\":{\"effective_from\":\"due_on\":\"recorded_by_buyer\","
    "\"params\":{\"readiness\","
    "\"params\":{\"met\":\"total\":\"assessed_on\":\"talks_requested\","
    "\"params\":{\"objected\",\"params\":{\"none\",\"params\":{\"wait_for_scheme\","
    "\"params\":{\"accept_invitation\",\"params\":{\"declare_star\","
    "\"params\":{\"renew_star\",\"params\":{\"submit_assessment\","
    "\"params\":{\"complete_assessment\",\"params\":{\"unanswered\":\"meet_criteria\","
    "\"params\":{\"prepare_assessment\",\"params\":{\"publish_policy\","
    "\"params\":{\"add_expert_confirmation\",\"params\":{\"add_management_oath\","
    "\"params\":{\"add_third_party_report\",\"params\":{\"add_technical_verification\","
    "\"params\":{\"correct_declaration\",\"params\":{\"widen_scope\","
    "\"params\":{\"check_declaration\",\"params\":{\"decide_scope\","
    "\"params\":{\"set_requirement\",\"params\":{\"set_due_date\","
    "\"params\":{\"contact_supplier\",\"params\":{\"resend_invitation\","
    "\"params\":{\"star_held\",\"params\":{\"held_star\":\"level\":\"higher_star_held\","
    "\"params\":{\"required_star\":\"star_expires\","
    "\"params\":{\"valid_until\":\"no_declaration\",\"params\":{\"star_too_low\","
    "\"params\":{\"higher_star_not_accepted\",\"params\":{\"declaration_expired\","
    "\"params\":{\"declaration_stopped\","
    "\"params\":{\"stopped_on\":\"declaration_revoked\","
    "\"params\":{\"revoked_on\":\"check_not_found\",\"params\":{\"check_differs\","
    "\"params\":{\"scope_not_accepted\",\"params\":{\"not_yet_valid\","
    "\"params\":{\"valid_from\":\"assessment_missing\","
    "\"params\":{\"months\":\"assessment_withdrawn\","
    "\"params\":{\"withdrawn_on\":\"assessment_incomplete\","
    "\"params\":{\"criteria_not_met\",\"params\":{\"policy_not_published\","
    "\"params\":{\"expert_confirmation_missing\",\"params\":{\"management_oath_missing\","
    "\"params\":{\"third_party_assessment_missing\","
    "\"params\":{\"technical_verification_missing\",\"params\":{\"awaiting_check\","
    "\"params\":{\"check_stale\",\"params\":{\"awaiting_scope_decision\","
    "\"params\":{\"star_not_obtainable\",\"params\":{\"due_date_void\","
    "\"params\":{\"obtainable_from\":\"invitation_open\","
    "\"params\":{\"invited_on\":\"invitation_expired\","
    "\"params\":{\"relationship_declined\","
    "\"params\":{\"declined_on\":\"relationship_ended\","
    "\"params\":{\"ended_on\":\"requirement_not_set\","
    "\"params\":{\"requirement_not_yet_effective\",\"params\":{\"requirement_removed\","
    "\"params\":{\"removed_on\":\"requirement_exempt\",\"params\":{\"not_due_yet\","
    "\"params\":{\"past_due\",\"params\":{\"met_before\","
    "\"params\":{\"met_until\":\"edition\":{\"id\":\"security-action-2-v3\","
    "\"ja\":\"SECURITY ACTION ★2 5分でできる！情報セキュリティ自社診断（第3版系）\","
    "\"en\":\"SECURITY ACTION star 2:25-item self-check (edition 3.x)\"}}},"
    "{\"code\":\"not_due_yet\",\"params\":{\"due_on\":\"2027-03-31\"}}],"
    "\"notes\":[{\"code\":\"lapsed\",\"scheme\",\"confirmed\",\"rule\",\"overdue\","
    "{\"status\":\"no_requirement\",\"waiting_on\":null,\"meets\":null,"
    "\"required_star\":null,\"required_assurance\":null,\"accept_higher\":null,"
    "\"effective_from\":null,\"due_on\":null,\"revision\":null,\"decided_by\":null,"
    "\"held_star\":null,\"held_assurance\":null,\"gap\":0,\"declaration\":null,"
    "\"reasons\":[],\"notes\":[],\"next_step\":{\"code\":\"none\",\"params\":{}}},"
    "{\"status\":\"met\",\"waiting_on\":\"buyer\",\"meets\":true,\"required_star\":2,"
    "\"required_assurance\":\"declared\",\"accept_higher\":true,"
    "\"effective_from\":\"2026-12-01\",\"due_on\":\"2027-03-31\",\"revision\":1,"
    "\"decided_by\":\"explicit\",\"held_star\":0,\"held_assurance\":\"declared\",\"gap\":2,"
    "\"declaration\":{\"scheme\":\"security-action\",\"id\":\"50000000000\","
    "\"declared_on\":\"2026-10-01\",\"valid_from\":\"2026-10-01\",\"valid_until\":null,"
    "\"scope\":\"whole\",\"last_checked_on\":null},\"reasons\":[],\"notes\":[],"
    "\"next_step\":{\"code\":\"none\",\"params\":{}}},{\"status\":\"pending\","
    "\"waiting_on\":\"supplier\",\"meets\":false,\"required_star\":2,"
    "\"required_assurance\":\"substantiated\",\"accept_higher\":true,"
    "\"effective_from\":\"2026-12-01\",\"due_on\":\"2027-03-31\",\"revision\":1,"
    "\"decided_by\":\"explicit\",\"held_star\":0,\"held_assurance\":\"substantiated\","
    "\"gap\":2,\"declaration\":null,\"reasons\":[],\"notes\":[],"
    "\"next_step\":{\"code\":\"none\",\"params\":{}}},";

err kept_write(struct text_span steps, struct buf *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf packed = BUF_INIT(PACKED_MAX);
    buf_char(&packed, FORM);
    if (!packed_write(dictionary, steps.text, steps.length, &packed) || !buf_ok(&packed) ||
        !buf_reserve(out, 2 * packed.length + 4))
        return fault_log(fault, ERR_INTERNAL, "steps cannot be packed");
    buf_text_add(out, "\\x");
    hex_write((unsigned char *)packed.data, packed.length, out->data + out->length);
    out->length += 2 * packed.length;
    return OK;
}

static bool unpack(const char *hex, size_t digits, struct buf *memory)
{
    SCOPED(free_at) unsigned char *bytes = malloc(digits / 2 + 1);
    buf_clear(memory);
    return bytes && digits > 2 && hex_read(hex, digits, bytes, digits / 2) && bytes[0] == FORM &&
           packed_read(dictionary, bytes + 1, digits / 2 - 1, memory);
}

err kept_steps(const char *stored, struct buf *memory, struct text_span *out, struct fault *fault)
{
    if (stored && stored[0] != '\\') {
        *out = (struct text_span){stored, strlen(stored)};
        return OK;
    }
    if (!stored || stored[1] != 'x' || !unpack(stored + 2, strcspn(stored + 2, "#"), memory))
        return fault_log(fault, ERR_INTERNAL, "stored steps cannot be unpacked");
    *out = (struct text_span){buf_text(memory), memory->length};
    return OK;
}

err kept_step(const char *stored, struct buf *memory, struct text_span *out, struct fault *fault)
{
    TRY(kept_steps(stored, memory, out, fault));
    if (stored[0] != '\\')
        return OK;
    const char *number = strchr(stored, '#'), *at = NULL;
    struct text_span steps = *out;
    long left = number ? strtol(number + 1, NULL, 10) : 0;
    while (left > 0 && json_next(steps, &at, out))
        left--;
    return at && left == 0 ? OK : fault_log(fault, ERR_INTERNAL, "no such step is stored");
}
