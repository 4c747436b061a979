/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/uuid.h"
#include "commands/command.h"
#include "domain/day.h"

static const char *text_or_dash(const char *text)
{
    return text ? text : "-";
}

static void print_months(struct nullable_int months)
{
    if (months.given)
        printf("%d\t", months.value);
    else
        fputs("-\t", stdout);
}

static void print_row(const struct q_scheme_date_list_row *row)
{
    printf("%s\t%d\t%d\t%s\t", row->scheme, row->star, row->revision,
           text_or_dash(row->obtainable_from));
    print_months(row->validity_months);
    print_months(row->assessment_max_age_months);
    printf("%s\t%s\n", text_or_dash(row->recorded_at), text_or_dash(row->note));
}

static err show_scheme_dates(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_scheme_date_list());
    TRY(exchange_finish(&exchange, fault));
    puts("scheme\tstar\trevision\tobtainable_from\tvalidity_months\tmax_age_months\trecorded_at\t"
         "note");
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_scheme_date_list_row row = q_scheme_date_list_row(&exchange, rows, i);
        print_row(&row);
    }
    return OK;
}

int command_scheme_dates_show(const struct command *command, const struct config *config, int argc,
                              char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(show_scheme_dates(config, fault), fault);
}

/* Digits, or NULL. */
static struct nullable_int months_of(const char *text)
{
    return (struct nullable_int){text != NULL, text ? (int32_t)strtol(text, NULL, 10) : 0};
}

err session_set_scheme_date(struct session *session, const struct scheme_date *date,
                            struct fault *fault)
{
    bool close = date->obtainable_from && strcmp(date->obtainable_from, "none") == 0;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(scheme_date_set, .scheme = date->scheme, .star = date->star[0] - '0',
                        .obtainable_from = close ? NULL : date->obtainable_from, .close = close,
                        .validity_months = months_of(date->validity_months),
                        .max_age_months = months_of(date->max_age_months), .note = date->note));
    TRY(session_audit(&exchange, "scheme-dates set", date->scheme,
                      json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?}", "scheme", date->scheme,
                                "star", date->star, "obtainable_from", date->obtainable_from,
                                "validity_months", date->validity_months,
                                "assessment_max_age_months", date->max_age_months, "note",
                                date->note),
                      fault));
    return exchange_commit(&exchange, fault);
}

/* Statuses say what they were decided by before it changes: a chunk at a time, so that nobody waits
 * long for it. The change itself does the same of those that were decided meanwhile. */
static err hold_statuses(struct session *session, struct fault *fault)
{
    char last[UUID_TEXT_SIZE] = "";
    bool more = true;
    while (more) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
        size_t chunk = exchange_send(
            &exchange, QUERY(undecided_chunk, .after = last[0] ? last : NULL, .limit = 500));
        TRY(exchange_commit(&exchange, fault));
        const char *reached = q_value_row(&exchange, chunk, 0).value;
        more = reached != NULL;
        snprintf(last, sizeof last, "%s", more ? reached : "");
    }
    return OK;
}

static err date_is_known(struct session *session, const struct scheme_date *date, bool *known,
                         struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t list = exchange_send(&exchange, q_scheme_date_list());
    TRY(exchange_commit(&exchange, fault));
    for (size_t i = 0; i < exchange_rows(&exchange, list); i++) {
        struct q_scheme_date_list_row row = q_scheme_date_list_row(&exchange, list, i);
        *known =
            *known || (strcmp(row.scheme, date->scheme) == 0 && row.star == date->star[0] - '0');
    }
    return OK;
}

static err set_scheme_date(const struct config *config, const struct scheme_date *date,
                           struct fault *fault)
{
    SCOPED(session_close) struct session session;
    size_t relationships = 0;
    bool known = false;
    TRY(session_open(config, &session, fault));
    TRY(date_is_known(&session, date, &known, fault));
    if (known)
        TRY(hold_statuses(&session, fault));
    TRY(named(session_set_scheme_date(&session, date, fault), fault, "no ★%s in the scheme %s",
              date->star, date->scheme));
    TRY(redecide_all(&session, "scheme-dates set", NULL, &relationships, fault));
    printf("Set. %zu relationships were decided anew.\n", relationships);
    return OK;
}

static bool is_months(const char *text)
{
    size_t length = text ? strspn(text, "0123456789") : 1;
    return !text || (length > 0 && length < 4 && text[length] == '\0' && text[0] != '0');
}

int command_scheme_dates_set(const struct command *command, const struct config *config, int argc,
                             char **argv, struct fault *fault)
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
    return report_end(set_scheme_date(config, &date, fault), fault);
}
