/* SPDX-License-Identifier: Apache-2.0 */
/* events follow: the change feed; where it was read to is kept, so that the next run goes on. With
 * --wait it is the server that waits, and what comes is printed at once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "contract_limits.h"
#include "labels.h"
#include "profile.h"
#include "say.h"

enum { INTERVAL_USUAL = 5 };

struct feed {
    struct session *session;
    char path[PROFILE_PATH_MAX]; /* of the file that holds the cursor; "" for none */
    int64_t after;
    json_t *names; /* relationship → name, as far as it was asked for */
};

static void feed_release(struct feed *feed)
{
    json_decref(feed->names);
}

/* A profile may be of another organisation tomorrow, and HOSHI_KEY of another one now. */
static err find_cursor(struct feed *feed)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer me = {0};
    char name[150];
    TRY(call_get(feed->session, &me, "/v1/me"));
    snprintf(name, sizeof name, "events-%s-%s", feed->session->profile,
             text_at(me.json, "organisation.organisation"));
    if (!profile_path(true, name, feed->path))
        feed->path[0] = '\0';
    return OK;
}

static err feed_open(struct session *session, struct feed *feed)
{
    const char *given = argument(session->arguments, OPTION_AFTER);
    char line[NUMBER_SIZE + 1] = "0";
    *feed = (struct feed){.session = session, .names = json_object()};
    TRY(find_cursor(feed));
    FILE *file = given == NULL && feed->path[0] != '\0' ? fopen(feed->path, "re") : NULL;
    if (file != NULL) {
        if (fgets(line, sizeof line, file) == NULL)
            line[0] = '0';
        fclose(file);
    }
    feed->after = strtoll(given != NULL ? given : line, NULL, 10);
    return OK;
}

static err feed_keep(const struct feed *feed)
{
    char text[NUMBER_SIZE];
    if (fflush(stdout) != 0)
        return refuse(feed->session, ERR_INVALID, W_FILE_UNWRITABLE, "-", strerror(errno), NULL);
    if (feed->path[0] != '\0' && !profile_write_file(feed->path, number_text(feed->after, text)))
        return refuse(feed->session, ERR_INVALID, W_FILE_UNWRITABLE, feed->path, strerror(errno),
                      NULL);
    return OK;
}

/* The other side's name, its id when it cannot be read; of the organisation's own, what it is
 * about. */
static const char *partner_name(const struct feed *feed, const json_t *event)
{
    const char *relationship = text_at(event, "relationship");
    if (relationship[0] == '\0')
        return text_at(event, "data.name");
    const char *known = text_at(feed->names, relationship);
    if (known[0] != '\0')
        return known;
    bool buyer = strcmp(text_at(event, "side"), "buyer") == 0;
    struct hoshitori_request request = {.method = "GET"};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    hoshitori_target(&request.target, buyer ? "/v1/suppliers/%s/status" : "/v1/buyers/%s/status",
                     relationship);
    const char *name = hoshitori_send(feed->session->client, &request, &answer) == HOSHITORI_OK
                           ? text_at(answer.json, "counterparty.name")
                           : relationship;
    json_object_set_new(feed->names, relationship, json_string(name));
    return text_at(feed->names, relationship);
}

static void local_time(const json_t *event, char out[static CLOCK_TEXT_SIZE])
{
    if (!tokyo_time(text_at(event, "recorded_at"), out))
        snprintf(out, CLOCK_TEXT_SIZE, "%s", text_at(event, "day"));
}

/* What happened; free(). A type that came later than this program is told by its name. */
static char *tell(const struct session *session, const json_t *event)
{
    const char *type = text_at(event, "type");
    const json_t *data = json_object_get(event, "data");
    if (strcmp(type, "status.changed") == 0)
        return phrase(
            session, W_EVENT_STATUS,
            label_of_status(session, text_at(data, "from.status"),
                            text_at(data, "from.waiting_on")),
            label_of_status(session, text_at(data, "to.status"), text_at(data, "to.waiting_on")),
            NULL);
    if (strcmp(type, "requirement.changed") == 0)
        return phrase(session, W_E_REQUIREMENT, NULL);
    if (strcmp(type, "relationship.changed") == 0)
        return phrase(session, W_E_RELATIONSHIP,
                      label_of(session, TEXT_STATE, text_at(data, "state")), NULL);
    if (strcmp(type, "key.expiring") == 0)
        return phrase(session, W_E_KEY_EXPIRING, text_at(data, "expires_on"), NULL);
    return phrase(session, W_AS_IS, label_of(session, TEXT_EVENT_TYPE, type), NULL);
}

static void print_event(const struct feed *feed, const json_t *event)
{
    char number[NUMBER_SIZE], instant[CLOCK_TEXT_SIZE];
    if (feed->session->json) {
        json_dumpf(event, stdout, JSON_COMPACT);
        fputc('\n', stdout);
        return;
    }
    SCOPED(free_at) char *what = tell(feed->session, event);
    local_time(event, instant);
    say(feed->session, stdout, W_EVENT, number_text(whole_at(event, "sequence"), number), instant,
        partner_name(feed, event), what, NULL);
}

/* *more: it got on, so there may be another page at once. */
static err read_feed_page(struct feed *feed, bool *more)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer page = {0};
    struct hoshitori_request request = {.method = "GET"};
    char after[NUMBER_SIZE];
    size_t i;
    json_t *event;
    hoshitori_target(&request.target, "/v1/events");
    hoshitori_query(&request.target, "after", number_text(feed->after, after));
    call_filters(feed->session, &request.target, OPTION_TYPES, OPTION_WAIT);
    call_large_pages(&request.target);
    TRY(call(feed->session, &request, 0, &page));
    const json_t *items = json_object_get(page.json, "items");
    json_array_foreach(items, i, event) print_event(feed, event);
    int64_t next = whole_at(page.json, "next_after");
    *more = next != feed->after;
    if (!*more)
        return OK;
    feed->after = next;
    return feed_keep(feed);
}

err run_events_follow(struct session *session)
{
    const char *given = argument(session->arguments, OPTION_INTERVAL);
    /* Where the server waits: it may have had no place for that. */
    long usual = argument(session->arguments, OPTION_WAIT) != NULL ? 1 : INTERVAL_USUAL;
    long seconds = given != NULL ? strtol(given, NULL, 10) : usual;
    const struct timespec pause = {.tv_sec = seconds > 0 ? seconds : 1};
    SCOPED(feed_release) struct feed feed = {0};
    TRY(session_sign_in(session));
    TRY(feed_open(session, &feed));
    for (;;) {
        bool more = false;
        bool once = argument(session->arguments, OPTION_ONCE) != NULL;
        err read = read_feed_page(&feed, &more);
        if (read.code != ERR_NONE && (once || read.code != ERR_UNAVAILABLE))
            return read;
        if (more)
            continue;
        if (once)
            return OK;
        nanosleep(&pause, NULL);
    }
}
