/* SPDX-License-Identifier: Apache-2.0 */
#include "store/timelines.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MILLISECONDS = 3000 };

/* True when the timeline is not behind what was seen before. */
static bool note_timeline(struct timelines *timelines, const struct q_session_timeline_row *row,
                          bool *newer)
{
    pthread_mutex_lock(&timelines->lock);
    bool same = strcmp(timelines->system, row->system) == 0;
    bool current = !same || row->timeline >= timelines->timeline;
    *newer = timelines->timeline > 0 && (!same || row->timeline > timelines->timeline);
    if (current) {
        snprintf(timelines->system, sizeof timelines->system, "%s", row->system);
        timelines->timeline = row->timeline;
    }
    pthread_mutex_unlock(&timelines->lock);
    return current;
}

err timelines_check(struct timelines *timelines, struct connection *connection, bool *newer,
                    struct fault *fault)
{
    const struct statement asked = q_session_timeline();
    SCOPED(result_clear) PGresult *result = NULL;
    struct q_session_timeline_row row = {0};
    *newer = false;
    TRY(connection_ask(connection, asked, ANSWER_MILLISECONDS, &result, fault));
    if (PQntuples(result) != 1)
        return OK;
    connection_row(result, asked.query, 0, &row);
    if (note_timeline(timelines, &row, newer))
        return OK;
    fault->retry_after = 1;
    return fault_log(fault, ERR_UNAVAILABLE,
                     "a primary of timeline %d, which has a successor, is not spoken to",
                     row.timeline);
}
