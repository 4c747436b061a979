/* SPDX-License-Identifier: Apache-2.0 */
/* Campaigns: who is written to, and what became of it. Their letters: letters.c. */
#include "base/uuid.h"
#include "handlers/body.h"
#include "handlers/mail.h"
#include "handlers/status_page.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { WORDS_MAX = 200 };

err campaign_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(status_filters_release) struct status_filters filters = {0};
    char id[UUID_TEXT_SIZE], expiring[DAY_TEXT_SIZE], marks[MARKS_MAX];
    SCOPED(free_at) char *suppliers = NULL;
    SCOPED(free_at) char *except = NULL;
    TRY(status_filters_read(request, &filters, fault));
    TRY(body_member(request, "suppliers", &suppliers, fault));
    TRY(body_member(request, "except", &except, fault));
    uuid_make_text(request->now, id);
    return change_plain(request, response,
                        QUERY(campaign_add, .campaign = id, TEXT(name), TEXT(purpose),
                              TEXT(reminds), .statuses = filters.chosen[FILTER_STATUS],
                              .waiting_on = filters.chosen[FILTER_WAITING_ON],
                              .required_stars = filters.chosen[FILTER_REQUIRED],
                              .held_stars = filters.chosen[FILTER_HELD], FROM(category), FROM(tag),
                              FROM(text), FROM(due_by),
                              .expiring_by = status_page_day_from_now(request, request->day,
                                                                      "expiring_within", expiring),
                              FROM(unchecked_since), .marks = status_page_marks(request, marks),
                              FROM(owner), .named = suppliers, .except = except),
                        fault);
}

PASS(list_page, campaign_list, QUERY(campaign_list, OWN))
PASS(read_json, campaign_get, QUERY(campaign_get, FROM(campaign)))

err campaign_recipient_list(struct request *request, struct response *response, struct fault *fault)
{
    char outcomes[WORDS_MAX], mails[WORDS_MAX];
    return list_page(request, response,
                     QUERY(campaign_recipient_list, FROM(campaign),
                           .outcomes = request_words(request, "outcome", outcomes, WORDS_MAX),
                           .mails = request_words(request, "mail", mails, WORDS_MAX), FROM(text)),
                     fault);
}

err campaign_send(struct request *request, struct response *response, struct fault *fault)
{
    char job[UUID_TEXT_SIZE];
    TRY(mail_required(request, fault));
    uuid_make_text(request->now, job);
    return change_plain(request, response,
                        QUERY(campaign_send, FROM(campaign),
                              .include_recent = request_flag(request, "include_recent"), .job = job,
                              .language = request->language == LANGUAGE_JA ? "ja" : "en"),
                        fault);
}
