/* SPDX-License-Identifier: Apache-2.0 */
/* A page of statuses as the request's filters and order want it. */
#ifndef HANDLERS_STATUS_PAGE_H
#define HANDLERS_STATUS_PAGE_H

#include "domain/day.h"
#include "handlers/page_cache.h"
#include "handlers/status_item.h"
#include "handlers/way/cursor.h"

struct status_page {
    const struct view *view;
    const char *as_of;
    int64_t limit;
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at;     /* `instant`; NULL: now */
    struct page_cache *cache; /* NULL: pages like this one are not kept */
    struct page_key key;
    struct kept_page *kept; /* when it was made last; NULL = it is not kept */
    struct exchange exchange;
    size_t statement;
    size_t count; /* rows to show */
    bool more;
};

/* The filters of lists that have several values, as statement parameters: arrays as PostgreSQL
 * writes them, {1,2}; NULL: not asked for. */
enum { FILTER_STATUS, FILTER_WAITING_ON, FILTER_REQUIRED, FILTER_HELD, FILTER_STATE, FILTER_COUNT };

struct status_filters {
    const char *chosen[FILTER_COUNT];
    struct buf arrays[FILTER_COUNT];
};

void status_filters_release(struct status_filters *filters);
err status_filters_read(const struct request *request, struct status_filters *out,
                        struct fault *fault) MUST_CHECK;
/* Days from a day as a date; NULL when the parameter is absent. */
const char *status_page_day_from_now(const struct request *request, const char *as_of,
                                     const char *name, char out[static DAY_TEXT_SIZE]);

enum { MARKS_MAX = 80 };

/* What rows are marked with, besides labels, as an array; NULL: nothing is asked for. */
const char *status_page_marks(const struct request *request, char out[static MARKS_MAX]);

void status_page_release(struct status_page *page);
/* Reads the page behind `cursor`; view, as_of, limit and cache are set. A page that the client, or
 * else the cache, knows by its tag comes without rows. */
err status_page_read(struct request *request, const struct cursor *cursor, struct status_page *page,
                     struct fault *fault) MUST_CHECK;
/* The same of these relationships alone, at most `limit`, an array as PostgreSQL writes it; without
 * a tag, and with none behind them. */
err status_page_read_of(struct request *request, const char *relationships,
                        struct status_page *page, struct fault *fault) MUST_CHECK;
/* With changed_since, what the client sends as such the next time; "" without. */
void status_page_since(const struct request *request, char out[static CLOCK_TEXT_SIZE]);
const char *status_page_tag(const struct status_page *page);
/* The page as it was made before; NULL when it has changed, or is not kept. */
const struct kept_page *status_page_kept(const struct status_page *page);
struct q_status_row status_page_row(const struct status_page *page, size_t index);
/* Where the next page begins. */
void status_page_next(const struct status_page *page, struct cursor *out);

#endif
