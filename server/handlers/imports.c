/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet of suppliers, taken in as it comes and then carried out: here, or by a job. What the
 * rows do is schema/functions/import*.sql. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "contract_limits.h"
#include "domain/demand.h"
#include "handlers/carry_out.h"
#include "handlers/import_fields.h"
#include "handlers/import_rows.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/outcome.h"
#include "http/fault_params.h"
#include "operations.h"

enum {
    CHUNK_ROWS = 500,
    CHUNK_MAX = 32 * 1024 * 1024,
    RUNS_MAX = 5,
    OUTCOMES_MAX = 100,
    IGNORED_MAX = 8192
};

/* The sheet on its way into the database, a chunk at a time. */
struct sheet_intake {
    struct request *request;
    char job[UUID_TEXT_SIZE];
    day today;
    struct import_fields fields;
    struct sheet_contract contract;
    struct left_out columns;
    struct buf ignored; /* what columns.named points into */
    bool open;          /* it is on file */
    struct buf text;
    struct json_out chunk;
    size_t chunk_rows;
    size_t total;
};

static void intake_release(struct sheet_intake *intake)
{
    buf_release(&intake->text);
    buf_release(&intake->ignored);
    left_out_release(&intake->columns);
}

static void begin_chunk(struct sheet_intake *intake)
{
    buf_clear(&intake->text);
    intake->chunk = (struct json_out)JSON_OUT_INIT(&intake->text);
    intake->chunk_rows = 0;
    json_out_array(&intake->chunk, NULL);
}

/* Before its first row. What is left out: as the request says, else as the last sheet of this
 * source. */
static err open_sheet(struct sheet_intake *intake, struct exchange *exchange, struct fault *fault)
{
    const struct request *request = intake->request;
    size_t opened = exchange_send(
        exchange, QUERY(import_open, .job = intake->job, FROM(source), FROM(mode), FROM(absent),
                        .dry_run = request_flag(request, "dry_run"), FROM(ignore)));
    TRY(exchange_commit(exchange, fault));
    buf_clear(&intake->ignored);
    buf_text_add(&intake->ignored, q_value_row(exchange, opened, 0).value);
    intake->columns.named = buf_text(&intake->ignored);
    return OK;
}

static err judge_demands(struct exchange *exchange, size_t planned, day today, struct buf *refused,
                         struct fault *fault)
{
    TRY(exchange_read(exchange, fault));
    return demand_judge_rows(q_value_row(exchange, planned, 0).value, today, refused, fault);
}

static err store_once(struct sheet_intake *intake, struct fault *fault)
{
    const struct request *request = intake->request;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(intake->request, &exchange, fault));
    app_enter(&exchange, intake->request, intake->request->operation->rights);
    if (!intake->open)
        return open_sheet(intake, &exchange, fault);
    SCOPED(buf_release) struct buf refused = BUF_INIT(CHUNK_MAX);
    size_t staged =
        exchange_send(&exchange, QUERY(import_stage, .job = intake->job,
                                       .rows = buf_text(&intake->text), FROM(over), FROM(keep)));
    TRY(judge_demands(&exchange, staged, intake->today, &refused, fault));
    exchange_send(&exchange,
                  QUERY(import_refuse, .job = intake->job, .refused = buf_text(&refused)));
    return exchange_commit(&exchange, fault);
}

/* The body cannot be read twice, so what may pass is tried again here. */
static err store_rows(struct sheet_intake *intake, struct fault *fault)
{
    json_out_array_end(&intake->chunk);
    if (!buf_ok(&intake->text))
        return fault_log(fault, ERR_INTERNAL, "a chunk of a sheet is too large");
    err stored = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        fault_clear(fault);
        stored = store_once(intake, fault);
        if (stored.code != ERR_AGAIN)
            break;
    }
    TRY(stored);
    intake->open = true;
    begin_chunk(intake);
    return OK;
}

static err take_sheet_row(void *context, struct sheet_row *row, struct fault *fault)
{
    struct sheet_intake *intake = context;
    char relationship[UUID_TEXT_SIZE], declaration[UUID_TEXT_SIZE];
    if (++intake->total > LIMIT_IMPORT_INPUT_ROWS_MAX_ITEMS) {
        fault_add_number(fault, "/rows", "too_many_items", "maxItems",
                         LIMIT_IMPORT_INPUT_ROWS_MAX_ITEMS);
        return fault_invalid(fault);
    }
    uuid_make_text(intake->request->now, relationship);
    uuid_make_text(intake->request->now, declaration);
    row->new_relationship = relationship;
    row->new_declaration = declaration;
    sheet_row_write(&intake->chunk, row, &intake->contract, intake->today);
    if (++intake->chunk_rows < CHUNK_ROWS)
        return OK;
    return store_rows(intake, fault);
}

/* Whoever may not write is told so before the sheet is read. */
static err take_in(struct sheet_intake *intake, struct fault *fault)
{
    begin_chunk(intake);
    TRY(store_rows(intake, fault));
    TRY(import_rows_read(intake->request, &intake->columns, take_sheet_row, intake, fault));
    return intake->chunk_rows > 0 ? store_rows(intake, fault) : OK;
}

static err try_drop(struct sheet_intake *intake)
{
    SCOPED(fault_release) struct fault ignored = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(intake->request, &exchange, &ignored));
    app_enter(&exchange, intake->request, intake->request->operation->rights);
    exchange_send(&exchange, QUERY(import_drop, .job = intake->job));
    return exchange_commit(&exchange, &ignored);
}

/* A sheet that is not carried out leaves nothing behind; when that fails too, a later sheet takes
 * it away. */
static void drop_open_import(struct sheet_intake *intake)
{
    err dropped = intake->open ? try_drop(intake) : OK;
    (void)dropped;
}

static err finish_import(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct sheet_intake *intake = changed->context;
    TRY(carry_out_rows(changed, intake->job, intake->today, "import", fault));
    return rows_texts_add(request, changed->body, fault);
}

static err carry_out(struct sheet_intake *intake, struct response *response, struct fault *fault)
{
    SCOPED(free_at)
    char *ignored = intake->columns.found ? json_dumps(intake->columns.found, JSON_COMPACT) : NULL;
    const struct change change = {
        .statement = QUERY(import_begin, .job = intake->job, .total = (int32_t)intake->total,
                           .digest = intake->request->hash, .ignore = intake->columns.named,
                           .ignored = ignored ? ignored : "[]"),
        .finish = finish_import,
        .context = intake};
    err done = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        fault_clear(fault);
        response_clear(response);
        done = change_run(&change, intake->request, response, fault);
        if (done.code != ERR_AGAIN)
            break;
    }
    return done;
}

err supplier_import(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(intake_release)
    struct sheet_intake intake = {.request = request,
                                  .today = day_of_text(request->day),
                                  .text = BUF_INIT(CHUNK_MAX),
                                  .ignored = BUF_INIT(IGNORED_MAX)};
    TRY(import_fields_open(request, &intake.fields, fault));
    intake.contract = import_fields_contract(&intake.fields);
    uuid_make_text(request->now, intake.job);
    err done = take_in(&intake, fault);
    if (done.code == ERR_NONE)
        done = carry_out(&intake, response, fault);
    if (done.code != ERR_NONE || response->replayed)
        drop_open_import(&intake);
    return done;
}

err job_row_list(struct request *request, struct response *response, struct fault *fault)
{
    char chosen[OUTCOMES_MAX];
    return list_page_filled(
        request, response,
        QUERY(import_row_list, FROM(job),
              .outcomes = request_words(request, "outcome", chosen, sizeof chosen)),
        row_texts_add, fault);
}
