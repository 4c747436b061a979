/* SPDX-License-Identifier: Apache-2.0 */
/* All relationships in chunks: facts from the database, lines from domain/status. */
#include <jansson.h>
#include <string.h>

#include "base/uuid.h"
#include "commands/command.h"
#include "domain/decide.h"

enum { CHUNK = 500 };

typedef err chunk_fn(struct exchange *exchange, const char *lines, void *context,
                     struct fault *fault);

/* Whose lines: of an edition, NULL for all; and what is done with them. */
struct chunk_visit {
    const char *edition;
    chunk_fn *each;
    void *context;
};

/* The lines of relationships whose facts were read. */
static err visit_facts(struct exchange *exchange, const json_t *facts, chunk_fn *visit,
                       void *context, struct fault *fault)
{
    SCOPED(buf_release) struct buf lines = BUF_INIT(DECIDE_LINES_MAX);
    TRY(decide(facts, &lines, fault));
    return visit(exchange, buf_text(&lines), context, fault);
}

/* One chunk after the relationship `last`, which it moves; false in `more` at the end. */
static err one_chunk(struct session *session, char last[static 40], bool *more,
                     const struct chunk_visit *visit, size_t *relationships, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t chunk = exchange_send(&exchange, QUERY(operator_chunk, .after = last[0] ? last : NULL,
                                                  .limit = CHUNK, .edition = visit->edition));
    TRY(exchange_read(&exchange, fault));
    const char *text = q_value_row(&exchange, chunk, 0).value;
    *more = text != NULL;
    if (!*more)
        return exchange_commit(&exchange, fault);
    json_auto_t *facts = json_loads(text, 0, NULL);
    size_t count = json_array_size(facts);
    if (count == 0)
        return fault_log(fault, ERR_INTERNAL, "facts are not a list");
    TRY(visit_facts(&exchange, facts, visit->each, visit->context, fault));
    TRY(exchange_commit(&exchange, fault));
    snprintf(last, 40, "%s",
             json_string_value(json_object_get(json_array_get(facts, count - 1), "relationship")));
    *relationships += count;
    return OK;
}

static err all_chunks(struct session *session, const struct chunk_visit *visit,
                      size_t *relationships, struct fault *fault)
{
    char last[40] = "";
    bool more = true;
    *relationships = 0;
    while (more)
        TRY(one_chunk(session, last, &more, visit, relationships, fault));
    return OK;
}

static err put_chunk(struct exchange *exchange, const char *lines, void *context,
                     struct fault *fault)
{
    (void)fault;
    exchange_send(exchange,
                  QUERY(board_put, .lines = lines, .cause = context, .visible_only = true));
    return OK;
}

err redecide_all(struct session *session, const char *cause, const char *edition,
                 size_t *relationships, struct fault *fault)
{
    SCOPED(free_at) char *context = strdup(cause);
    const struct chunk_visit visit = {.edition = edition, .each = put_chunk, .context = context};
    return all_chunks(session, &visit, relationships, fault);
}

/* The next relationships; of those whose remarks are others the line is put again, which stays as
 * it is. */
static err one_remarked(struct session *session, char org[static UUID_TEXT_SIZE],
                        char last[static UUID_TEXT_SIZE], bool *more, size_t *relationships,
                        struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t chunk = exchange_send(&exchange, QUERY(published_chunk, .org = org[0] ? org : NULL,
                                                  .after = last[0] ? last : NULL, .limit = CHUNK));
    TRY(exchange_read(&exchange, fault));
    *more = exchange_rows(&exchange, chunk) > 0;
    if (!*more)
        return exchange_commit(&exchange, fault);
    struct q_published_chunk_row row = q_published_chunk_row(&exchange, chunk, 0);
    json_auto_t *facts = json_loads(row.facts, 0, NULL);
    if (json_array_size(facts) > 0)
        TRY(visit_facts(&exchange, facts, put_chunk, "corporate-numbers load", fault));
    snprintf(org, UUID_TEXT_SIZE, "%s", row.org);
    snprintf(last, UUID_TEXT_SIZE, "%s", row.after);
    *relationships += json_array_size(facts);
    return exchange_commit(&exchange, fault);
}

err put_remarked(struct session *session, size_t *relationships, struct fault *fault)
{
    char org[UUID_TEXT_SIZE] = "", last[UUID_TEXT_SIZE] = "";
    bool more = true;
    *relationships = 0;
    while (more)
        TRY(one_remarked(session, org, last, &more, relationships, fault));
    return OK;
}

static err compare_lines(struct exchange *exchange, const char *lines, void *context,
                         struct fault *fault)
{
    size_t *differences = context;
    size_t rows = exchange_send(exchange, QUERY(operator_compare, .lines = lines));
    TRY(exchange_read(exchange, fault));
    for (size_t i = 0; i < exchange_rows(exchange, rows); i++) {
        struct q_operator_compare_row row = q_operator_compare_row(exchange, rows, i);
        printf("%s\t%s\t%s\n", row.org_id, row.relationship_id, row.side);
        (*differences)++;
    }
    return OK;
}

/* Of counts, after the lines: they are made from them. */
static err tallies(struct session *session, bool check, size_t *differences, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    if (!check) {
        exchange_send(&exchange, q_tally_rebuild());
        exchange_send(&exchange, q_quota_rebuild());
    }
    size_t rows = exchange_send(&exchange, q_tally_differences());
    TRY(exchange_commit(&exchange, fault));
    *differences = exchange_rows(&exchange, rows);
    for (size_t i = 0; i < *differences; i++) {
        struct q_tally_differences_row row = q_tally_differences_row(&exchange, rows, i);
        printf("%s\t%s\t%s\n", row.org_id, row.counted, row.from_day);
    }
    return OK;
}

static err rebuild_lines(const struct config *config, bool check, size_t *differences,
                         struct fault *fault)
{
    SCOPED(session_close) struct session session;
    size_t relationships = 0;
    TRY(session_open(config, &session, fault));
    if (check)
        TRY(all_chunks(&session,
                       &(struct chunk_visit){.each = compare_lines, .context = differences},
                       &relationships, fault));
    else
        TRY(redecide_all(&session, "rebuild", NULL, &relationships, fault));
    size_t miscounted = 0;
    TRY(tallies(&session, check, &miscounted, fault));
    fprintf(stderr, "%zu relationships, %zu stored lines differ, %zu counts differ.\n",
            relationships, *differences, miscounted);
    *differences += miscounted;
    return OK;
}

int command_rebuild(const struct command *command, const struct config *config, int argc,
                    char **argv, struct fault *fault)
{
    const char *check = NULL;
    const struct option_spec specs[] = {{"check", true, false, &check}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    size_t differences = 0;
    if (rebuild_lines(config, check != NULL, &differences, fault).code != ERR_NONE)
        return report(fault);
    return differences ? EXIT_DIFFERENT : EXIT_DONE;
}
