/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"

#include <string.h>
#include <time.h>

#include "call.h"
#include "commands.h"
#include "labels.h"
#include "progress.h"
#include "rows.h"
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

void outcomes_print(const struct session *session, const json_t *result, enum word rows)
{
    static const char *const outcomes[] = {
#define X(name, code, ...) code,
        VOCABULARY_IMPORT_OUTCOME(X)
#undef X
    };
    char number[NUMBER_SIZE];
    say_part(session, stdout, rows, number_text(whole_at(result, "rows"), number), NULL);
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        int64_t count = whole_at(json_object_get(result, "counts"), outcomes[i]);
        if (count > 0)
            say_part(session, stdout, W_IMPORT_COUNT,
                     label_of(session, TEXT_IMPORT_OUTCOME, outcomes[i]),
                     number_text(count, number), NULL);
    }
    fputc('\n', stdout);
}

static void add_job(struct table *table, const json_t *item)
{
    char done[NUMBER_SIZE], total[NUMBER_SIZE], when[CLOCK_TEXT_SIZE];
    const char *rule = text_at(item, "detail.rule");
    table_texts(
        table, text_at(item, "job"), label_of(table->session, TEXT_JOB_KIND, text_at(item, "kind")),
        rule[0] != '\0' ? rule : text_at(item, "detail.source"),
        label_of(table->session, TEXT_JOB_STATE, text_at(item, "state")),
        number_text(whole_at(item, "done"), done), number_text(whole_at(item, "total"), total),
        tokyo_time(text_at(item, "recorded_at"), when) ? when : "", text_at(item, "error.text"));
}

err run_job_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_TASK, W_T_ABOUT, W_T_STATE, W_T_SO_FAR,
                                       W_T_ALL_OF_IT,    W_T_WHEN, W_T_CAUSE, W_NONE};
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/jobs");
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_job);
}

static err change_job(struct session *session, const char *action)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    char done[NUMBER_SIZE], total[NUMBER_SIZE];
    TRY(call_post(session, NULL, &answer, "/v1/jobs/%s:%s", operand(session->arguments), action));
    const json_t *job = answer.json;
    return tell_answer(
        session, job, W_JOB_NOW, label_of(session, TEXT_JOB_KIND, text_at(job, "kind")),
        label_of(session, TEXT_JOB_STATE, text_at(job, "state")),
        number_text(whole_at(job, "done"), done), number_text(whole_at(job, "total"), total), NULL);
}

err run_job_stop(struct session *session)
{
    return change_job(session, "stop");
}

err run_job_start(struct session *session)
{
    return change_job(session, "start");
}
