/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_play.h"

#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "commands/demo_template.h"
#include "embedded.h"
#include "handlers/way/app.h"
#include "http/intake.h"
#include "operations.h"

enum {
    FIRST_DAY = -340,
    WEEK = 7,
    TRIES = 5,
    HEADERS = 4,
    HEADER_SIZE = 120,
};

/* As many rows of what fell due as a day may have. */
enum { DUE_ROWS = 5000 };

struct demo_step {
    int64_t at;
    int number;           /* of the supplier, 0 for what comes before all */
    int order;            /* among those of its supplier */
    const json_t *act;    /* a request */
    json_t *names;        /* owned */
    json_t *relationship; /* shared with the other steps of this story */
    json_t *supplier;     /* of play->suppliers */
};

/* What a run works on. */
struct demo_run {
    struct play *play;
    struct app app;
    struct contract *contract;
    struct router *router;
    struct demo_step *steps;
    size_t count, room;
    json_t *common; /* who comes before all suppliers; what it keeps is known to all */
};

int64_t play_instant(day on, unsigned minutes)
{
    return ((int64_t)on * 24 * 60 + minutes) * 60 * 1000000; /* 9:00 in Tokyo is 0:00 UTC */
}

/* Saturdays and Sundays belong to the Friday before; 1970-01-01 was a Thursday. */
static day working_day(day on)
{
    int weekday = (on + 4) % WEEK;
    return weekday == 6 ? on - 1 : weekday == 0 ? on - 2 : on;
}

/* Not everybody acts on the same days and at the same hour; one supplier's steps keep their order.
 */
static err plan_step(struct demo_run *run, const struct demo_step *like, const json_t *act, day on,
                     struct fault *fault)
{
    if (run->count == run->room) {
        run->room = 2 * run->room + 1024;
        struct demo_step *more = realloc(run->steps, run->room * sizeof *more);
        if (!more)
            return fault_log(fault, ERR_INTERNAL, "out of memory");
        run->steps = more;
    }
    struct demo_step *step = &run->steps[run->count++];
    *step = *like;
    unsigned minutes = (unsigned)(like->number * 137 % 300 + like->order * 2);
    step->at = play_instant(working_day(day_add(on, -(like->number * 5 % WEEK))), minutes);
    step->act = act;
    json_incref(step->names);
    json_incref(step->relationship);
    return OK;
}

static err add_acts(struct demo_run *run, struct demo_step *like, const json_t *list, int from,
                    struct fault *fault);

/* `row` is [day, act, names]; `like->names` are the caller's. */
static err add_act(struct demo_run *run, struct demo_step *like, const json_t *row, int from,
                   struct fault *fault)
{
    struct template_names names = {.levels = {like->names}, .count = 1};
    SCOPED(free_at) char *name = template_text(&names, json_string_value(json_array_get(row, 1)));
    const json_t *act =
        name ? json_object_get(json_object_get(run->play->data, "acts"), name) : NULL;
    if (!act)
        return fault_log(fault, ERR_INTERNAL, "no act %s", name ? name : "of this name");
    int offset = from + (int)json_integer_value(json_array_get(row, 0));
    json_auto_t *own = json_array_size(row) > 2 ? json_copy(json_array_get(row, 2)) : json_object();
    json_object_update(own, like->names);
    struct demo_step inner = *like;
    inner.names = own;
    if (json_is_array(act))
        TRY(add_acts(run, &inner, act, offset, fault));
    else
        TRY(plan_step(run, &inner, act, day_add(run->play->today, offset), fault));
    like->order = inner.order + 1;
    return OK;
}

static err add_acts(struct demo_run *run, struct demo_step *like, const json_t *list, int from,
                    struct fault *fault)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        TRY(add_act(run, like, json_array_get(list, i), from, fault));
    return OK;
}

static err add_supplier(struct demo_run *run, json_t *supplier, int number, struct fault *fault)
{
    json_auto_t *none = json_object();
    struct demo_step like = {.number = number, .names = none, .supplier = supplier};
    const json_t *stories = json_object_get(run->play->data, "stories");
    const json_t *pairs = json_object_get(supplier, "stories");
    for (size_t i = 0; i < json_array_size(pairs); i++) {
        const json_t *pair = json_array_get(pairs, i);
        json_auto_t *relationship = json_pack("{s:O}", "buyer", json_array_get(pair, 0));
        like.relationship = relationship;
        const char *story = json_string_value(json_array_get(pair, 1));
        TRY(add_acts(run, &like, json_object_get(stories, story), 0, fault));
    }
    return OK;
}

static int compare_steps(const void *left, const void *right)
{
    const struct demo_step *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->number != b->number ? a->number - b->number : a->order - b->order;
}

static err add_all(struct demo_run *run, struct fault *fault)
{
    TRY(add_supplier(run, run->common, 0, fault));
    for (size_t i = 0; i < json_array_size(run->play->suppliers); i++) {
        json_t *supplier = json_array_get(run->play->suppliers, i);
        run->play->relationships += json_array_size(json_object_get(supplier, "stories"));
        TRY(add_supplier(run, supplier, (int)i, fault));
    }
    qsort(run->steps, run->count, sizeof *run->steps, compare_steps);
    return OK;
}

static void set_instant(struct request *request, int64_t at)
{
    request->now = at;
    clock_format(at, request->now_text);
    clock_tokyo_day(at, request->day);
}

static err play_handler(struct request *request, struct response *response, struct fault *fault)
{
    err done = {ERR_AGAIN};
    for (int i = 0; i < TRIES && done.code == ERR_AGAIN; i++) {
        fault_clear(fault);
        response_clear(response);
        done = request->operation->handler(request, response, fault);
    }
    return done;
}

/* `answer` is its body. */
static err exchange_request(const struct demo_run *run, const struct head *head, int64_t at,
                            const json_t *body, json_t **answer, struct fault *fault)
{
    SCOPED(request_release) struct request request = {0};
    SCOPED(response_release) struct response response;
    SCOPED(free_at) char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    const struct body_frame frame = {.length = text ? (int64_t)strlen(text) : 0};
    const struct intake intake = {.contract = run->contract,
                                  .router = run->router,
                                  .secret = run->app.secret,
                                  .app = (void *)&run->app};
    response_init(&response);
    TRY(intake_begin(&intake, head, &request, fault));
    set_instant(&request, at);
    TRY(intake_route(&intake, head, &frame, &request, &response, fault));
    TRY(intake_finish(&intake, head, text ? text : "", (size_t)frame.length, &request, fault));
    TRY(play_handler(&request, &response, fault));
    *answer = json_loads(buf_text(&response.body), 0, NULL);
    return OK;
}

static json_t *member_at(json_t *value, const char *path)
{
    for (size_t length; value && *path; path += length + (path[length] == '.')) {
        length = strcspn(path, ".");
        value = json_object_getn(value, path, length);
    }
    return value;
}

static void keep_members(const struct template_names *names, const json_t *wanted, json_t *answer,
                         json_t *out)
{
    const char *name;
    json_t *path;
    json_object_foreach((json_t *)wanted, name, path)
    {
        SCOPED(free_at) char *as = template_text(names, name);
        json_t *value = member_at(answer, json_string_value(path));
        if (as && value && !json_is_null(value))
            json_object_set(out, as, value);
    }
}

/* Headers of a request: its key, an Idempotency-Key, what the act sets. */
struct headers {
    struct header list[HEADERS];
    size_t count;
    char bearer[HEADER_SIZE], once[UUID_TEXT_SIZE];
};

static void give_header(struct headers *headers, const char *name, const char *value)
{
    headers->list[headers->count++] = (struct header){name, value};
}

static void fill_headers(const char *method, const char *key, int64_t at, bool body,
                         struct headers *out)
{
    if (key) {
        snprintf(out->bearer, sizeof out->bearer, "Bearer %s", key);
        give_header(out, "Authorization", out->bearer);
    }
    if (key && strcmp(method, "POST") == 0) {
        uuid_make_text(at, out->once);
        give_header(out, "Idempotency-Key", out->once);
    }
    if (body)
        give_header(out, "Content-Type",
                    strcmp(method, "PATCH") == 0 ? "application/merge-patch+json"
                                                 : "application/json");
}

/* Each of a list with the relationship that it is about; all of its steps share what they know. */
static void keep_items(const struct demo_run *run, const struct template_names *names,
                       const json_t *wanted, json_t *answer)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(answer, "items"), i, item)
    {
        const json_t *about = json_object_get(item, "relationship");
        for (size_t k = 0; wanted && k < run->count; k++) {
            json_t *relationship = run->steps[k].relationship;
            if (json_equal(json_object_get(relationship, "relationship"), about))
                keep_members(names, wanted, item, relationship);
        }
    }
}

static err send_step(const struct demo_run *run, const struct demo_step *step,
                     const struct template_names *names, const json_t *sender, json_t *kept,
                     struct fault *fault)
{
    const json_t *act = step->act;
    const char *send = json_string_value(json_object_get(act, "send"));
    SCOPED(free_at) char *line = template_text(names, send);
    json_auto_t *body = template_value(names, json_object_get(act, "body"));
    json_auto_t *if_match = template_value(names, json_object_get(act, "if_match"));
    json_auto_t *answer = NULL;
    const json_t *wanted = json_object_get(act, "keep");
    char *path = line ? strchr(line, ' ') : NULL;
    if (!path)
        return fault_log(fault, ERR_INTERNAL, "a name of \"%s\" is not known", send);
    *path++ = '\0';
    struct headers headers = {0};
    fill_headers(line, json_string_value(json_object_get(sender, "key")), step->at, body, &headers);
    if (if_match)
        give_header(&headers, "If-Match", json_string_value(if_match));
    const struct head head = {.method = line,
                              .path = path,
                              .query = "",
                              .headers = headers.list,
                              .header_count = headers.count,
                              .whole = true};
    TRY(named(exchange_request(run, &head, step->at, body, &answer, fault), fault, "%s", path));
    keep_members(names, wanted, answer, kept);
    keep_items(run, names, json_object_get(act, "keep_each"), answer);
    return OK;
}

static err play_step(const struct demo_run *run, const struct demo_step *step, struct fault *fault)
{
    json_t *buyer =
        json_array_get(run->play->buyers,
                       (size_t)json_integer_value(json_object_get(step->relationship, "buyer")));
    json_auto_t *moment =
        json_pack("{s:i, s:o, s:O}", "today", day_of_instant(step->at) - run->play->today, "serial",
                  json_sprintf("%06d", 100000 + step->number * 100 + step->order), "prefix",
                  json_object_get(buyer, "prefix"));
    const struct template_names names = {
        .levels = {step->names, moment, step->relationship, step->supplier, run->common},
        .count = 5,
        .variant = (unsigned)step->number,
        .today = run->play->today};
    const char *needs = json_string_value(json_object_get(step->act, "needs"));
    if (needs && !json_object_get(step->supplier, needs))
        return OK;
    bool of_buyer = strcmp(json_string_value(json_object_get(step->act, "by")), "buyer") == 0;
    bool shared = of_buyer && step->supplier != run->common;
    return send_step(run, step, &names, of_buyer ? buyer : step->supplier,
                     shared ? step->relationship : step->supplier, fault);
}

/* What the worker does in the first seconds of a day. */
static err begin_day(const struct demo_run *run, day on, struct fault *fault)
{
    char now[CLOCK_TEXT_SIZE], today[DAY_TEXT_SIZE];
    clock_format(play_instant(on, 0) - 9 * INT64_C(3600) * 1000000 + 5000000, now);
    day_format(on, today);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(run->app.pool, &exchange, fault));
    exchange_send(&exchange, QUERY(worker_catch_up, .now = now, .day = today, .limit = DUE_ROWS));
    exchange_send(&exchange, QUERY(worker_number_events, .now = now, .limit = DUE_ROWS));
    return exchange_commit(&exchange, fault);
}

/* Days go by also without a step: what falls due is told on its day. */
static err pass_days(const struct demo_run *run, day *on, day until, struct fault *fault)
{
    while (*on < until)
        TRY(begin_day(run, ++*on, fault));
    return OK;
}

static err play_all(const struct demo_run *run, struct fault *fault)
{
    day on = day_add(run->play->today, FIRST_DAY);
    for (size_t i = 0; i < run->count; i++) {
        TRY(pass_days(run, &on, day_of_instant(run->steps[i].at), fault));
        TRY(play_step(run, &run->steps[i], fault));
    }
    return pass_days(run, &on, run->play->today, fault);
}

static void demo_run_close(struct demo_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        json_decref(run->steps[i].names);
        json_decref(run->steps[i].relationship);
    }
    free(run->steps);
    router_close(&run->router);
    contract_close(&run->contract);
}

err play_run(struct play *play, struct pool *pool, const struct session *session,
             const struct config *config, struct fault *fault)
{
    SCOPED(demo_run_close)
    struct demo_run run = {.play = play,
                           .app = {.pool = pool, .secret = &session->secret, .config = config},
                           .common = json_object_get(play->data, "preparation")};
    TRY(contract_open(operations, operation_count, &run.contract, fault));
    TRY(router_open(operations, operation_count, &run.router, fault));
    TRY(add_all(&run, fault));
    return play_all(&run, fault);
}

static json_t *data_of(const char *name)
{
    for (size_t i = 0; i < embedded_demo.count; i++)
        if (strcmp(embedded_demo.files[i].name, name) == 0)
            return json_loadb(embedded_demo.files[i].text, embedded_demo.files[i].length,
                              JSON_REJECT_DUPLICATES, NULL);
    return NULL;
}

err play_open(day today, struct play *out, struct fault *fault)
{
    out->today = today;
    out->data = data_of("stories");
    out->suppliers = data_of("companies");
    out->buyers = json_object_get(out->data, "buyers");
    return out->buyers && out->suppliers
               ? OK
               : fault_log(fault, ERR_INTERNAL, "the demonstration's data is not JSON");
}

void play_close(struct play *play)
{
    json_decref(play->data);
    json_decref(play->suppliers);
}
