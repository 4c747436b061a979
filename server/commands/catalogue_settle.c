/* SPDX-License-Identifier: Apache-2.0 */
/* What follows from a transcription that was loaded: drafts are counted by its criteria, and lines
 * that tell of readiness, or of the edition itself, are decided anew. In chunks, each in a
 * transaction of its own: who writes meanwhile waits for one chunk at most. */
#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "domain/edition.h"
#include "domain/scoring.h"

enum { DRAFTS = 100 };

/* Of which draft the next chunk begins behind. */
struct draft_place {
    char org[40];
    char assessment[40];
};

static err count_each(const json_t *drafts, const json_t *edition, struct exchange *exchange,
                      struct draft_place *last, struct fault *fault)
{
    size_t index;
    json_t *draft;
    json_array_foreach(drafts, index, draft)
    {
        int star = (int)json_integer_value(json_object_get(draft, "star"));
        json_t *result = scoring_result(edition, star, json_object_get(draft, "answers"));
        if (json_object_set_new(draft, "result", result) != 0)
            return fault_log(fault, ERR_INTERNAL, "out of memory");
        snprintf(last->org, sizeof last->org, "%s",
                 json_string_value(json_object_get(draft, "org")));
        snprintf(last->assessment, sizeof last->assessment, "%s",
                 json_string_value(json_object_get(draft, "assessment")));
    }
    SCOPED(free_at) char *text = json_dumps(drafts, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(exchange, QUERY(drafts_count, .counted = text,
                                  .transcription = edition_transcription(edition)));
    return OK;
}

static err drafts_chunk(struct session *session, const json_t *edition, struct draft_place *last,
                        bool *more, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t found = exchange_send(
        &exchange,
        QUERY(drafts_uncounted, .edition = json_string_value(json_object_get(edition, "id")),
              .after_org = last->org[0] ? last->org : NULL,
              .after = last->org[0] ? last->assessment : NULL, .limit = DRAFTS));
    TRY(exchange_read(&exchange, fault));
    const char *text = q_value_row(&exchange, found, 0).value;
    *more = text != NULL;
    if (*more) {
        json_auto_t *drafts = json_loads(text, 0, NULL);
        TRY(count_each(drafts, edition, &exchange, last, fault));
    }
    return exchange_commit(&exchange, fault);
}

static err count_drafts(struct session *session, const json_t *edition, struct fault *fault)
{
    struct draft_place last = {0};
    bool more = true;
    while (more)
        TRY(drafts_chunk(session, edition, &last, &more, fault));
    return OK;
}

static err settled(struct session *session, const json_t *edition, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange, QUERY(edition_settled,
                                   .edition = json_string_value(json_object_get(edition, "id")),
                                   .transcription = edition_transcription(edition)));
    return exchange_commit(&exchange, fault);
}

/* [{"edition": catalogue, "all": whether any line may differ}] */
static err find_unsettled(struct session *session, json_t *out, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t found = exchange_send(&exchange, q_edition_unsettled());
    TRY(exchange_commit(&exchange, fault));
    for (size_t i = 0; i < exchange_rows(&exchange, found); i++) {
        struct q_edition_unsettled_row row = q_edition_unsettled_row(&exchange, found, i);
        json_t *edition = json_loads(row.body, 0, NULL);
        if (json_array_append_new(out, json_pack("{s:o, s:b}", "edition", edition, "all",
                                                 strcmp(row.unsettled, "all") == 0)) != 0)
            return fault_log(fault, ERR_INTERNAL, "edition %s is no JSON", row.edition);
    }
    return OK;
}

err catalogue_settle(struct session *session, struct fault *fault)
{
    json_auto_t *unsettled = json_array();
    size_t index;
    const json_t *one;
    size_t relationships = 0;
    bool all = false;
    TRY(find_unsettled(session, unsettled, fault));
    json_array_foreach(unsettled, index, one)
    {
        TRY(count_drafts(session, json_object_get(one, "edition"), fault));
        all = all || json_is_true(json_object_get(one, "all"));
    }
    if (all)
        TRY(redecide_all(session, "catalogue import", NULL, &relationships, fault));
    json_array_foreach(unsettled, index, one)
    {
        const json_t *edition = json_object_get(one, "edition");
        const char *id = json_string_value(json_object_get(edition, "id"));
        if (!all)
            TRY(redecide_all(session, "catalogue import", id, &relationships, fault));
        TRY(settled(session, edition, fault));
    }
    return OK;
}
