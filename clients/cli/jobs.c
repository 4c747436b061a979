/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"

#include <string.h>
#include <time.h>

#include "call.h"
#include "progress.h"
#include "say.h"

static bool has_ended(const json_t *job)
{
    const char *state = text_at(job, "state");
    return strcmp(state, "done") == 0 || strcmp(state, "stopped") == 0;
}

static size_t count_at(const json_t *job, const char *name)
{
    int64_t count = whole_at(job, name);
    return count > 0 ? (size_t)count : 0;
}

err job_wait(struct session *session, const char *job, struct hoshitori_answer *answer)
{
    const struct timespec pause = {.tv_nsec = 300000000};
    for (;;) {
        TRY(call_get(session, answer, "/v1/jobs/%s", job));
        if (has_ended(answer->json))
            break;
        progress_show(session, W_P_JOB, count_at(answer->json, "done"),
                      count_at(answer->json, "total"));
        nanosleep(&pause, NULL);
        hoshitori_answer_release(answer);
    }
    progress_end(session);
    if (strcmp(text_at(answer->json, "state"), "stopped") == 0)
        return refuse(session, ERR_INVALID, W_JOB_STOPPED, text_at(answer->json, "error.text"),
                      NULL);
    return OK;
}
