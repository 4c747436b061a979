/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses: one, a page of them, and their summary, for both sides. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "domain/line.h"
#include "handlers/cursor.h"
#include "handlers/read.h"
#include "handlers/side.h"

enum status_view_kind {
    STATUS_OF_SUPPLIER,
    STATUS_OF_BUYER,
    STATUS_SUPPLIER_RECORD,
    STATUS_BUYER_RECORD
};

/* Columns that queries/status/get*.sql and list_by_*.sql have in common, from `first` on. */
enum {
    COLUMN_RELATIONSHIP,
    COLUMN_VERSION,
    COLUMN_STEP,
    COLUMN_CHANGES_ON,
    COLUMN_NEXT_STATUS,
    COLUMN_NEXT_WAITING_ON,
    COLUMN_NAME,
    COLUMN_READING,
    COLUMN_NUMBER,
    COLUMN_REGISTERED_NAME,
    COLUMN_NUMBER_PROVEN,
    COLUMN_CODE,
    COLUMN_CATEGORY,
    COLUMN_TAGS,
    COLUMN_MEMO,
    COLUMN_RECORD,
    COLUMN_SORT /* lists only */
};

/* What a list or a single answer shows of each relationship beside its status. */
struct view {
    enum side side;
    const char *record; /* SQL's name of the record, or NULL: the viewer's part alone */
};

static const struct view views[] = {
    [STATUS_OF_SUPPLIER] = {SIDE_BUYER, NULL},
    [STATUS_OF_BUYER] = {SIDE_SUPPLIER, NULL},
    [STATUS_SUPPLIER_RECORD] = {SIDE_BUYER, "supplier"},
    [STATUS_BUYER_RECORD] = {SIDE_SUPPLIER, "buyer"},
};

struct row {
    const struct exchange *exchange;
    size_t statement;
    size_t index;
    size_t first; /* column of the relationship */
};

static const char *cell(const struct row *row, size_t column)
{
    return exchange_value(row->exchange, row->statement, row->index, row->first + column);
}

static int number_of(const char *text)
{
    return text ? (int)strtol(text, NULL, 10) : 0;
}

static void add_raw(struct json_out *out, const char *key, const char *json)
{
    if (json)
        json_out_raw(out, key, json, strlen(json));
    else
        json_out_null(out, key);
}

static err add_status(struct json_out *out, const struct row *row, const struct request *request,
                      const char *as_of, const char *known_at, struct fault *fault)
{
    struct status_view view = {
        .relationship = cell(row, COLUMN_RELATIONSHIP),
        .known_at = known_at,
        .changes_on = DAY_NONE,
        .next_status = (enum status)number_of(cell(row, COLUMN_NEXT_STATUS)),
        .next_waiting_on = (enum waiting_on)number_of(cell(row, COLUMN_NEXT_WAITING_ON)),
        .language = request->language,
    };
    const char *changes_on = cell(row, COLUMN_CHANGES_ON);
    if (!day_parse(as_of, &view.as_of) || (changes_on && !day_parse(changes_on, &view.changes_on)))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s or %s", as_of, changes_on);
    return status_write_text(out, "status", &view, cell(row, COLUMN_STEP), fault);
}

/* The viewer's own part, beside the shared one. */
static void add_view(struct json_out *out, const struct row *row, const struct view *view)
{
    const char *proven = cell(row, COLUMN_NUMBER_PROVEN);
    json_out_text(out, "side", side_name(view->side));
    json_out_object(out, "counterparty");
    json_out_text(out, "name", cell(row, COLUMN_NAME));
    json_out_text(out, "reading", cell(row, COLUMN_READING));
    json_out_text(out, "corporate_number", cell(row, COLUMN_NUMBER));
    json_out_text(out, "registered_name", cell(row, COLUMN_REGISTERED_NAME));
    if (proven)
        json_out_bool(out, "number_proven", proven[0] == 't');
    else
        json_out_null(out, "number_proven");
    json_out_object_end(out);
    if (view->side != SIDE_BUYER)
        return;
    json_out_text(out, "code", cell(row, COLUMN_CODE));
    json_out_text(out, "category", cell(row, COLUMN_CATEGORY));
    add_raw(out, "tags", cell(row, COLUMN_TAGS));
    json_out_text(out, "memo", cell(row, COLUMN_MEMO));
}

/* The members of a JSON object's text, into the object that is open. */
static void add_members(struct json_out *out, const char *object)
{
    size_t length = strlen(object);
    if (length <= 2)
        return;
    if (out->comma)
        buf_char(out->buf, ',');
    buf_add(out->buf, object + 1, length - 2);
    out->comma = true;
}

/* {"status": …} and what the view shows beside it. */
static err add_item(struct json_out *out, const struct row *row, const struct request *request,
                    const struct view *view, const char *as_of, const char *known_at,
                    struct fault *fault)
{
    const char *record = cell(row, COLUMN_RECORD);
    json_out_object(out, NULL);
    TRY(add_status(out, row, request, as_of, known_at, fault));
    if (record)
        add_members(out, record);
    else
        add_view(out, row, view);
    json_out_object_end(out);
    return OK;
}

static err status_one(struct request *request, struct response *response,
                      enum status_view_kind kind, const char *selector, struct fault *fault)
{
    const struct view *view = &views[kind];
    const char *as_of = request_parameter(request, "as_of");
    const char *known_at = request_parameter(request, "known_at");
    if (!as_of)
        as_of = request->day;
    int64_t known = 0;
    if (known_at && (!clock_parse(known_at, &known) || known > request->now)) {
        fault_add(fault, "?known_at", "known_at_in_future", NULL);
        return fault_invalid(fault);
    }
    const char *values[] = {request->credential.organisation_id,
                            selector,
                            side_name(view->side),
                            as_of,
                            view->record,
                            known_at};
    SCOPED(exchange_release) struct exchange exchange = {0};
    struct row row = {.exchange = &exchange};
    TRY(read_rows(request, known_at ? Q_STATUS_GET_KNOWN : Q_STATUS_GET, values, known_at ? 6 : 5,
                  &exchange, &row.statement, fault));
    if (exchange_rows(&exchange, row.statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);

    SCOPED(buf_release) struct buf text = BUF_INIT(2 * STATUS_JSON_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    TRY(add_item(&out, &row, request, view, as_of, known_at, fault));
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "status too large");
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}

/* Names of the contract and the numbers that the board stores. */
struct word {
    const char *name;
    int number;
};

static const struct word statuses[] = {{"no_requirement", STATUS_NO_REQUIREMENT},
                                       {"met", STATUS_MET},
                                       {"expiring", STATUS_EXPIRING},
                                       {"pending", STATUS_PENDING},
                                       {"overdue", STATUS_OVERDUE},
                                       {"lapsed", STATUS_LAPSED},
                                       {NULL, 0}};
static const struct word parties[] = {{"none", WAITING_NONE},
                                      {"supplier", WAITING_SUPPLIER},
                                      {"buyer", WAITING_BUYER},
                                      {"scheme", WAITING_SCHEME},
                                      {NULL, 0}};

/* The filters of a list as statement parameters; arrays as PostgreSQL writes them: {1,2}. */
enum { FILTER_STATUS, FILTER_WAITING_ON, FILTER_REQUIRED, FILTER_HELD, FILTER_STATE, FILTER_COUNT };

struct filters {
    struct buf arrays[FILTER_COUNT];
};

static void filters_release(struct filters *filters)
{
    for (size_t i = 0; i < FILTER_COUNT; i++)
        buf_release(&filters->arrays[i]);
}

static const struct {
    const char *name;
    const struct word *words; /* NULL: the contract's words are the stored ones */
} filter_table[FILTER_COUNT] = {[FILTER_STATUS] = {"status", statuses},
                                [FILTER_WAITING_ON] = {"waiting_on", parties},
                                [FILTER_REQUIRED] = {"required_star", NULL},
                                [FILTER_HELD] = {"held_star", NULL},
                                [FILTER_STATE] = {"state", NULL}};

static bool add_word(const struct word *words, const char *text, size_t length, struct buf *out)
{
    if (!words) {
        buf_add(out, text, length);
        return true;
    }
    for (; words->name; words++)
        if (strlen(words->name) == length && strncmp(words->name, text, length) == 0) {
            buf_format(out, "%d", words->number);
            return true;
        }
    return false;
}

/* "met,expiring" -> {1,2}; NULL when the parameter is absent. */
static err filter(const struct request *request, struct filters *filters, int which,
                  const char **value, struct fault *fault)
{
    const char *at = request_parameter(request, filter_table[which].name);
    struct buf *out = &filters->arrays[which];
    *value = NULL;
    if (!at)
        return OK;
    *out = (struct buf)BUF_INIT(1000);
    buf_char(out, '{');
    for (;;) {
        size_t length = strcspn(at, ",");
        if (!add_word(filter_table[which].words, at, length, out)) {
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
    *value = buf_text(out);
    return OK;
}

struct order {
    const char *name;
    enum query_id query;
    const char *before_key; /* what comes before the first row */
    const char *before_id;
};

#define FIRST_ID "00000000-0000-0000-0000-000000000000"
#define LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"

static const struct order orders[] = {
    {"name", Q_STATUS_LIST_BY_NAME, "", FIRST_ID},
    {"due_on", Q_STATUS_LIST_BY_DUE, "-infinity", FIRST_ID},
    {"gap", Q_STATUS_LIST_BY_GAP, "32767", LAST_ID},
};

static const struct order *order_of(const struct request *request)
{
    const char *name = request_parameter(request, "sort");
    for (size_t i = 0; name && i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i].name, name) == 0)
            return &orders[i];
    return &orders[0];
}

/* Everything besides the rows on which a page's tag depends. */
static void tag_seed(const struct request *request, const char *side, struct buf *out)
{
    buf_format(out, "%s %s %s %s %s?%s", request->credential.organisation_id, side, request->day,
               request->language == LANGUAGE_JA ? "ja" : "en", request->operation->id,
               request->query);
}

/* The client's tag without quotes and W/, when it sent exactly one. */
static const char *known_tag(const struct request *request, char *out, size_t size)
{
    const char *at = request->if_none_match;
    if (!at)
        return NULL;
    if (strncmp(at, "W/", 2) == 0)
        at += 2;
    size_t length = strlen(at);
    if (length < 3 || length - 2 >= size || at[0] != '"' || at[length - 1] != '"')
        return NULL;
    memcpy(out, at + 1, length - 2);
    out[length - 2] = '\0';
    return out;
}

static err write_items(struct request *request, const struct exchange *exchange, size_t statement,
                       size_t count, const struct view *view, const char *as_of,
                       struct json_out *out, struct fault *fault)
{
    json_out_array(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct row row = {exchange, statement, i, 1};
        TRY(add_item(out, &row, request, view, as_of, NULL, fault));
    }
    json_out_array_end(out);
    return OK;
}

static void write_next(struct request *request, struct response *response,
                       const struct exchange *exchange, size_t statement, size_t last,
                       struct json_out *out)
{
    struct row row = {exchange, statement, last, 1};
    const char *keys[] = {cell(&row, COLUMN_SORT), cell(&row, COLUMN_RELATIONSHIP)};
    SCOPED(buf_release) struct buf cursor = BUF_INIT(CURSOR_TEXT_MAX);
    cursor_write(request, order_of(request)->name, keys, 2, &cursor);
    json_out_text(out, "next_cursor", buf_text(&cursor));
    response_next_page(response, request, buf_text(&cursor));
}

/* Days from today as a date; NULL when the parameter is absent. */
static const char *day_from_now(const struct request *request, const char *as_of, const char *name,
                                char out[static DAY_TEXT_SIZE])
{
    day from;
    int64_t days = request_number(request, name, -1);
    if (days < 0 || !day_parse(as_of, &from))
        return NULL;
    day_format(day_add(from, (int)days), out);
    return out;
}

struct page {
    struct exchange exchange;
    size_t statement;
    const char *as_of;
    int64_t limit;
};

/* Parameters $4 to $14 of the list's statement. */
static bool unfiltered(const char *const *values)
{
    for (size_t i = 3; i < 14; i++)
        if (values[i])
            return false;
    return true;
}

static err read_page(struct request *request, const struct view *view, struct page *page,
                     struct fault *fault)
{
    SCOPED(filters_release) struct filters filters = {0};
    SCOPED(buf_release) struct buf seed = BUF_INIT(16 * 1024);
    const struct order *order = order_of(request);
    char rows[24], tag[80], expiring[DAY_TEXT_SIZE];
    const char *chosen[FILTER_COUNT];
    struct cursor cursor;
    for (int i = 0; i < FILTER_COUNT; i++)
        TRY(filter(request, &filters, i, &chosen[i], fault));
    TRY(cursor_read(request, order->name, &cursor, fault));
    /* One row more than shown tells whether there is a next page. */
    snprintf(rows, sizeof rows, "%lld", (long long)page->limit + 1);
    tag_seed(request, side_name(view->side), &seed);
    const char *values[] = {request->credential.organisation_id,
                            side_name(view->side),
                            page->as_of,
                            chosen[FILTER_STATUS],
                            chosen[FILTER_WAITING_ON],
                            chosen[FILTER_REQUIRED],
                            chosen[FILTER_HELD],
                            chosen[FILTER_STATE],
                            request_parameter(request, "category"),
                            request_parameter(request, "tag"),
                            request_parameter(request, "text"),
                            request_parameter(request, "due_by"),
                            day_from_now(request, page->as_of, "expiring_within", expiring),
                            request_parameter(request, "unchecked_since"),
                            cursor.count ? cursor.keys[0] : order->before_key,
                            cursor.count ? cursor.keys[1] : order->before_id,
                            rows,
                            known_tag(request, tag, sizeof tag),
                            buf_text(&seed),
                            view->record,
                            NULL};
    values[sizeof values / sizeof *values - 1] = unfiltered(values) ? "true" : "false";
    return read_rows_as(request, side_right(view->side), order->query, values,
                        sizeof values / sizeof *values, &page->exchange, &page->statement, fault);
}

static void page_release(struct page *page)
{
    exchange_release(&page->exchange);
}

static err status_page(struct request *request, struct response *response,
                       enum status_view_kind kind, struct fault *fault)
{
    const struct view *view = &views[kind];
    const char *as_of = request_parameter(request, "as_of");
    SCOPED(page_release)
    struct page page = {.as_of = as_of ? as_of : request->day,
                        .limit = request_number(request, "limit", 50)};
    TRY(read_page(request, view, &page, fault));
    if (response_not_modified(response, request,
                              exchange_value(&page.exchange, page.statement, 0, 0)))
        return OK;

    size_t count = exchange_rows(&page.exchange, page.statement);
    if (!exchange_value(&page.exchange, page.statement, 0, 1))
        count = 0; /* only the tag's row */
    bool more = count > (size_t)page.limit;
    if (more)
        count = (size_t)page.limit;
    struct json_out out = JSON_OUT_INIT(&response->body);
    json_out_object(&out, NULL);
    TRY(write_items(request, &page.exchange, page.statement, count, view, page.as_of, &out, fault));
    if (more)
        write_next(request, response, &page.exchange, page.statement, count - 1, &out);
    else
        json_out_null(&out, "next_cursor");
    json_out_object_end(&out);
    return buf_ok(&response->body) ? OK : fault_log(fault, ERR_INTERNAL, "page too large");
}

static err status_side_page(struct request *request, struct response *response, enum side side,
                            struct fault *fault)
{
    return status_page(request, response, side == SIDE_BUYER ? STATUS_OF_SUPPLIER : STATUS_OF_BUYER,
                       fault);
}

err status_list(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(status_side_page, request, response, fault);
}

err supplier_list(struct request *request, struct response *response, struct fault *fault)
{
    return status_page(request, response, STATUS_SUPPLIER_RECORD, fault);
}

err buyer_list(struct request *request, struct response *response, struct fault *fault)
{
    return status_page(request, response, STATUS_BUYER_RECORD, fault);
}

err supplier_get(struct request *request, struct response *response, struct fault *fault)
{
    return status_one(request, response, STATUS_SUPPLIER_RECORD,
                      request_parameter(request, "supplier"), fault);
}

err buyer_get(struct request *request, struct response *response, struct fault *fault)
{
    return status_one(request, response, STATUS_BUYER_RECORD, request_parameter(request, "buyer"),
                      fault);
}

err supplier_status_get(struct request *request, struct response *response, struct fault *fault)
{
    return status_one(request, response, STATUS_OF_SUPPLIER, request_parameter(request, "supplier"),
                      fault);
}

err buyer_status_get(struct request *request, struct response *response, struct fault *fault)
{
    return status_one(request, response, STATUS_OF_BUYER, request_parameter(request, "buyer"),
                      fault);
}
