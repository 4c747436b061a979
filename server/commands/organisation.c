/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "base/uuid.h"
#include "commands/command.h"
#include "domain/decide.h"
#include "domain/number.h"

static err add_organisation(const struct config *config, const char *name, const char *reading,
                            const char *number, bool vouch, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    char id[UUID_TEXT_SIZE];
    uuid_make_text(session.now, id);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange, QUERY(organisation_add, .org = id, .name = name, .reading = reading,
                                   .number = number, .proven = vouch));
    TRY(session_audit(
        &exchange, "organisation add", id,
        json_pack("{s:s, s:s?, s:b}", "name", name, "corporate_number", number, "proven", vouch),
        fault));
    TRY(exchange_commit(&exchange, fault));
    puts(id);
    return OK;
}

int command_organisation_add(const struct command *command, const struct config *config, int argc,
                             char **argv, struct fault *fault)
{
    const char *name = NULL, *reading = NULL, *number = NULL, *vouch = NULL;
    const struct option_spec specs[] = {{"name", false, true, &name},
                                        {"reading", false, false, &reading},
                                        {"corporate-number", false, false, &number},
                                        {"vouch", true, false, &vouch}};
    if (!options_only(command, specs, 4, argc, argv))
        return EXIT_USAGE;
    if (!name_given(command, name))
        return EXIT_USAGE;
    if (number && corporate_number_problem(number))
        return usage_error(command, "%s is not a 法人番号: %s", number,
                           corporate_number_problem(number));
    if (vouch && !number)
        return usage_error(command, "--vouch needs --corporate-number");
    return report_end(add_organisation(config, name, reading, number, vouch != NULL, fault), fault);
}

static err vouch_for(const struct config *config, const char *id, const char *number,
                     struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    char job[UUID_TEXT_SIZE];
    uuid_make_text(session.now, job);
    size_t vouched = exchange_send(
        &exchange, QUERY(organisation_vouch, .org = id, .number = number, .job = job));
    TRY(exchange_read(&exchange, fault));
    const char *touched = q_value_row(&exchange, vouched, 0).value;
    if (!touched)
        return fault_log(fault, ERR_NOT_FOUND, "no organisation %s", id);
    SCOPED(buf_release) struct buf lines = BUF_INIT(DECIDE_LINES_MAX);
    TRY(decide_text(touched, &lines, fault));
    if (lines.length > 0)
        exchange_send(&exchange, QUERY(board_put, .lines = buf_text(&lines),
                                       .cause = "organisation vouch", .visible_only = true));
    TRY(session_audit(&exchange, "organisation vouch", id,
                      json_pack("{s:s}", "corporate_number", number), fault));
    return exchange_commit(&exchange, fault);
}

int command_organisation_vouch(const struct command *command, const struct config *config, int argc,
                               char **argv, struct fault *fault)
{
    const char *number = NULL;
    struct uuid id;
    const struct option_spec specs[] = {{"corporate-number", false, true, &number}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1 || !uuid_parse(argv[0], &id))
        return usage_error(command, "name one organisation by its id");
    if (corporate_number_problem(number))
        return usage_error(command, "%s is not a 法人番号: %s", number,
                           corporate_number_problem(number));
    return report_end(vouch_for(config, argv[0], number, fault), fault);
}

static err list_organisations(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_organisation_list());
    TRY(exchange_finish(&exchange, fault));
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_organisation_list_row row = q_organisation_list_row(&exchange, rows, i);
        const char *number = row.corporate_number;
        printf("%s\t%s\t%s\t%s", row.org_id, number ? number : "-",
               number && row.proven ? "proven" : "-", row.name);
        if (row.closed_on)
            printf("\tclosed %s\t%s %s", row.closed_on, row.erase_on ? "to be erased" : "erased",
                   row.erase_on ? row.erase_on : "");
        putchar('\n');
    }
    return OK;
}

int command_organisation_list(const struct command *command, const struct config *config, int argc,
                              char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(list_organisations(config, fault), fault);
}

static err reopen(const struct config *config, const char *id, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, id, &session, &exchange, fault));
    size_t reopened = exchange_send(&exchange, q_organisation_reopen());
    TRY(exchange_read(&exchange, fault));
    if (!q_organisation_reopen_row(&exchange, reopened, 0).value)
        return exchange_finish(&exchange, fault);
    TRY(session_audit(&exchange, "organisation reopen", "organisation", json_object(), fault));
    return exchange_commit(&exchange, fault);
}

int command_organisation_reopen(const struct command *command, const struct config *config,
                                int argc, char **argv, struct fault *fault)
{
    struct uuid id;
    if (!options_read(command, NULL, 0, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1 || !uuid_parse(argv[0], &id))
        return usage_error(command, "name one organisation by its id");
    return report_end(reopen(config, argv[0], fault), fault);
}
