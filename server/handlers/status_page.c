/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/status_page.h"

#include <stdio.h>
#include <string.h>

#include "domain/day.h"
#include "domain/status.h"
#include "handlers/way/read.h"

/* The name of a number that the board stores; for no party the contract has a name. */
typedef const char *number_name(int number);

static const char *status_word(int number)
{
    return status_name((enum status)number);
}

static const char *party_word(int number)
{
    return number == WAITING_NONE ? "none" : waiting_on_name((enum waiting_on)number);
}

void status_filters_release(struct status_filters *filters)
{
    for (size_t i = 0; i < FILTER_COUNT; i++)
        buf_release(&filters->arrays[i]);
}

static const struct {
    const char *name;
    number_name
        *word; /* of numbers below `count`; NULL: the contract's words are the stored ones */
    int count;
} filter_table[FILTER_COUNT] = {[FILTER_STATUS] = {"status", status_word, STATUS_COUNT},
                                [FILTER_WAITING_ON] = {"waiting_on", party_word, WAITING_COUNT},
                                [FILTER_REQUIRED] = {"required_star"},
                                [FILTER_HELD] = {"held_star"},
                                [FILTER_STATE] = {"state"}};

static bool add_filter_word(int which, const char *text, size_t length, struct buf *out)
{
    number_name *word = filter_table[which].word;
    if (!word) {
        buf_add(out, text, length);
        return true;
    }
    for (int number = 0; number < filter_table[which].count; number++)
        if (strlen(word(number)) == length && strncmp(word(number), text, length) == 0) {
            buf_format(out, "%d", number);
            return true;
        }
    return false;
}

/* "met,expiring" -> {1,2}; NULL when the parameter is absent. */
static err filter(const struct request *request, struct status_filters *filters, int which,
                  struct fault *fault)
{
    const char *at = request_parameter(request, filter_table[which].name);
    struct buf *out = &filters->arrays[which];
    if (!at)
        return OK;
    *out = (struct buf)BUF_INIT(1000);
    buf_char(out, '{');
    for (;;) {
        size_t length = strcspn(at, ",");
        if (!add_filter_word(which, at, length, out)) {
            char pointer[80];
            snprintf(pointer, sizeof pointer, "?%s", filter_table[which].name);
            fault_add(fault, pointer, "not_allowed_value", NULL);
            return fault_invalid(fault);
        }
        at += length;
        if (!*at)
            break;
        buf_char(out, *at++);
    }
    buf_char(out, '}');
    if (!buf_ok(out))
        return fault_log(fault, ERR_INTERNAL, "filter too long");
    filters->chosen[which] = buf_text(out);
    return OK;
}

err status_filters_read(const struct request *request, struct status_filters *out,
                        struct fault *fault)
{
    for (int i = 0; i < FILTER_COUNT; i++)
        TRY(filter(request, out, i, fault));
    return OK;
}

struct order {
    const char *name;
    const char *before_key; /* what comes before the first row */
    const char *before_id;
};

#define FIRST_ID "00000000-0000-0000-0000-000000000000"
#define LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"

static const struct order orders[] = {
    {"name", "", FIRST_ID},
    {"due_on", "-infinity", FIRST_ID},
    {"gap", "32767", LAST_ID},
};

static struct order order_of(const struct request *request, char instant[static CLOCK_TEXT_SIZE])
{
    const char *name = request_parameter(request, "sort");
    const char *since = read_instant(request, "changed_since", instant);
    if (since)
        return (struct order){"changed_at", since, FIRST_ID};
    for (size_t i = 0; name && i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i].name, name) == 0)
            return orders[i];
    return orders[0];
}

/* A write ends within this time of its instant, so that what a client asks for from here on misses
 * none that was not committed yet. */
enum { WRITE_MICROSECONDS_MAX = 60 * 1000 * 1000 };

void status_page_since(const struct request *request, char out[static CLOCK_TEXT_SIZE])
{
    out[0] = '\0';
    if (request_parameter(request, "changed_since"))
        clock_format(request->now - WRITE_MICROSECONDS_MAX, out);
}

/* All that the largest head of a request may hold, and more: pages whose seeds were cut off, or of
 * which none is left, would be one another's. */
enum { SEED_MAX = 64 * 1024 };

/* Everything besides the rows on which a page's tag depends. */
static void tag_seed(const struct request *request, const char *side, struct buf *out)
{
    buf_format(out, "%s %s %s %s %s?%s", request->credential.organisation_id, side, request->day,
               request->language == LANGUAGE_JA ? "ja" : "en", request->operation->id,
               request->query);
}

const char *status_page_day_from_now(const struct request *request, const char *as_of,
                                     const char *name, char out[static DAY_TEXT_SIZE])
{
    day from;
    int64_t days = request_number(request, name);
    if (days < 0 || !day_parse(as_of, &from))
        return NULL;
    day_format(day_add(from, (int)days), out);
    return out;
}

static void count_rows(struct status_page *page)
{
    page->count = exchange_rows(&page->exchange, page->statement);
    if (!status_page_row(page, 0).relationship_id)
        page->count = 0; /* only the tag's row */
    page->more = page->count > (size_t)page->limit;
    if (page->more)
        page->count = (size_t)page->limit;
}

static void find_kept(struct status_page *page, const struct buf *seed)
{
    if (!page->cache)
        return;
    page->key = page_key_of(seed->data, seed->length);
    page->kept = page_cache_take(page->cache, &page->key);
}

/* The tag with which the page need not be read again. */
static const char *known_tag(const struct request *request, const struct status_page *page,
                             char out[static PAGE_TAG_SIZE])
{
    if (etag_single(request->if_none_match, out, PAGE_TAG_SIZE))
        return out;
    return page->kept ? page->kept->tag : NULL;
}

const char *status_page_marks(const struct request *request, char out[static MARKS_MAX])
{
    const char *task = request_parameter(request, "task");
    const char *remark = request_parameter(request, "number_remark");
    if (!task && !remark)
        return NULL;
    snprintf(out, MARKS_MAX, "{%s%s%s%s%s}", task ? "task:" : "", task ? task : "",
             task && remark ? "," : "", remark ? "remark:" : "", remark ? remark : "");
    return out;
}

/* By the seed a page is found that was kept. */
static err seed_page(const struct request *request, struct status_page *page, struct buf *seed,
                     struct fault *fault)
{
    tag_seed(request, side_name(page->view->side), seed);
    if (!buf_ok(seed))
        return fault_log(fault, ERR_INTERNAL, "a page's seed is too long");
    find_kept(page, seed);
    return OK;
}

err status_page_read(struct request *request, const struct cursor *cursor, struct status_page *page,
                     struct fault *fault)
{
    const struct view *view = page->view;
    SCOPED(status_filters_release) struct status_filters filters = {0};
    SCOPED(buf_release) struct buf seed = BUF_INIT(SEED_MAX);
    char since[CLOCK_TEXT_SIZE], tag[PAGE_TAG_SIZE], expiring[DAY_TEXT_SIZE], marks[MARKS_MAX];
    const struct order order = order_of(request, since);
    TRY(read_known_at(request, page->instant, &page->known_at, fault));
    TRY(status_filters_read(request, &filters, fault));
    TRY(seed_page(request, page, &seed, fault));
    const struct q_status_list parameters = {
        OWN,
        .side = side_name(view->side),
        .day = page->as_of,
        .statuses = filters.chosen[FILTER_STATUS],
        .waiting_on = filters.chosen[FILTER_WAITING_ON],
        .required_stars = filters.chosen[FILTER_REQUIRED],
        .held_stars = filters.chosen[FILTER_HELD],
        .states = filters.chosen[FILTER_STATE],
        FROM(category),
        .with_tag = request_parameter(request, "tag"),
        FROM(text),
        FROM(due_by),
        .expiring_by = status_page_day_from_now(request, page->as_of, "expiring_within", expiring),
        FROM(unchecked_since),
        .sort = order.name,
        .after_key = cursor->count ? cursor->keys[0] : order.before_key,
        .after_id = cursor->count ? cursor->keys[1] : order.before_id,
        .rows = (int32_t)page->limit + 1, /* that one tells whether there is a next page */
        .known_tag = known_tag(request, page, tag),
        .seed = buf_text(&seed),
        .record = view->record,
        .marks = status_page_marks(request, marks),
        FROM(owner),
        .known_at = page->known_at};
    TRY(read_rows_as(request, side_right(view->side),
                     page->known_at ? q_status_list_known(&parameters) : q_status_list(&parameters),
                     &page->exchange, &page->statement, fault));
    count_rows(page);
    return OK;
}

err status_page_read_of(struct request *request, const char *relationships,
                        struct status_page *page, struct fault *fault)
{
    const char *side = side_name(page->view->side);
    TRY(read_rows_as(request, side_right(page->view->side),
                     QUERY(status_list_of, OWN, .side = side, .day = page->as_of,
                           .relationships = relationships, .record = page->view->record),
                     &page->exchange, &page->statement, fault));
    page->count = exchange_rows(&page->exchange, page->statement);
    page->more = false;
    return OK;
}

void status_page_release(struct status_page *page)
{
    exchange_release(&page->exchange);
    kept_page_release(page->cache, &page->kept);
}

const struct kept_page *status_page_kept(const struct status_page *page)
{
    bool same = page->kept && strcmp(page->kept->tag, status_page_tag(page)) == 0;
    return same ? page->kept : NULL;
}

const char *status_page_tag(const struct status_page *page)
{
    return status_page_row(page, 0).tag;
}

struct q_status_row status_page_row(const struct status_page *page, size_t index)
{
    return q_status_row(&page->exchange, page->statement, index);
}

void status_page_next(const struct status_page *page, struct cursor *out)
{
    struct q_status_row last = status_page_row(page, page->count - 1);
    out->count = 2;
    snprintf(out->keys[0], CURSOR_KEY_SIZE, "%s", last.sort);
    snprintf(out->keys[1], CURSOR_KEY_SIZE, "%s", last.relationship_id);
}
