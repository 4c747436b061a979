/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "commands/command.h"
#include "domain/day.h"

static const char *shown(const struct exchange *exchange, size_t rows, size_t row, size_t column)
{
    const char *value = exchange_value(exchange, rows, row, column);
    return value ? value : "-";
}

static err show(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t rows = exchange_send(&exchange, Q_SCHEME_DATE_LIST, NULL, 0);
    TRY(exchange_finish(&exchange, fault));
    puts("scheme\tstar\trevision\tobtainable_from\tvalidity_months\tmax_age_months\trecorded_at\t"
         "note");
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++)
        printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", shown(&exchange, rows, i, 0),
               shown(&exchange, rows, i, 1), shown(&exchange, rows, i, 2),
               shown(&exchange, rows, i, 3), shown(&exchange, rows, i, 4),
               shown(&exchange, rows, i, 5), shown(&exchange, rows, i, 7),
               shown(&exchange, rows, i, 6));
    return OK;
}

int command_scheme_dates_show(const struct command *command, const struct config *config, int argc,
                              char **argv)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    struct fault fault = {0};
    return show(config, &fault).code == ERR_NONE ? EXIT_DONE : report(&fault);
}

err session_set_scheme_date(struct session *session, const struct scheme_date *date,
                            struct fault *fault)
{
    bool close = date->obtainable_from && strcmp(date->obtainable_from, "none") == 0;
    const char *values[] = {date->scheme,
                            date->star,
                            close ? NULL : date->obtainable_from,
                            close ? "true" : "false",
                            date->validity_months,
                            date->max_age_months,
                            date->note};
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange, Q_SCHEME_DATE_SET, values, 7);
    json_auto_t *detail = json_pack(
        "{s:s, s:s, s:s?, s:s?, s:s?, s:s?}", "scheme", date->scheme, "star", date->star,
        "obtainable_from", date->obtainable_from, "validity_months", date->validity_months,
        "assessment_max_age_months", date->max_age_months, "note", date->note);
    SCOPED(free_at) char *text = json_dumps(detail, JSON_COMPACT);
    session_audit(&exchange, "scheme-dates set", date->scheme, text);
    return exchange_commit(&exchange, fault);
}

static err set(const struct config *config, const struct scheme_date *date, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    size_t relationships = 0;
    TRY(session_open(config, &session, fault));
    TRY(named(session_set_scheme_date(&session, date, fault), fault, "no ★%s in the scheme %s",
              date->star, date->scheme));
    TRY(redecide_all(&session, "scheme-dates set", &relationships, fault));
    printf("Set. %zu relationships were decided anew.\n", relationships);
    return OK;
}

static bool is_months(const char *text)
{
    size_t length = text ? strspn(text, "0123456789") : 1;
    return !text || (length > 0 && length < 4 && text[length] == '\0' && text[0] != '0');
}

int command_scheme_dates_set(const struct command *command, const struct config *config, int argc,
                             char **argv)
{
    struct scheme_date date = {0};
    const struct option_spec specs[] = {{"scheme", false, true, &date.scheme},
                                        {"star", false, true, &date.star},
                                        {"obtainable-from", false, false, &date.obtainable_from},
                                        {"validity-months", false, false, &date.validity_months},
                                        {"max-age-months", false, false, &date.max_age_months},
                                        {"note", false, false, &date.note}};
    day from;
    if (!options_only(command, specs, 6, argc, argv))
        return EXIT_USAGE;
    if (strlen(date.star) != 1 || date.star[0] < '1' || date.star[0] > '5')
        return usage_error(command, "--star is a number from 1 to 5");
    if (date.obtainable_from && strcmp(date.obtainable_from, "none") != 0 &&
        !day_parse(date.obtainable_from, &from))
        return usage_error(command, "--obtainable-from is a date (YYYY-MM-DD) or none");
    if (!date.obtainable_from && !date.validity_months && !date.max_age_months && !date.note)
        return usage_error(command, "nothing to set");
    if (!is_months(date.validity_months) || !is_months(date.max_age_months))
        return usage_error(command, "months are a number from 1 to 999");
    struct fault fault = {0};
    return set(config, &date, &fault).code == ERR_NONE ? EXIT_DONE : report(&fault);
}
