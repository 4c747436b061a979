/* SPDX-License-Identifier: Apache-2.0 */
/* For how long personal data of relationships that ended is kept where a buyer set nothing. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"

enum { MONTHS_LEAST = 24, MONTHS_MOST = 120 };

static err set_retention(const struct config *config, struct nullable_int months,
                         struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange, QUERY(retention_set, .months = months));
    json_auto_t *detail =
        json_pack("{s:o}", "months", months.given ? json_integer(months.value) : json_null());
    SCOPED(free_at) char *text = json_dumps(detail, JSON_COMPACT);
    session_audit(&exchange, "retention set", "retention", text);
    return exchange_commit(&exchange, fault);
}

int command_retention_set(const struct command *command, const struct config *config, int argc,
                          char **argv)
{
    const char *text = NULL;
    const struct option_spec specs[] = {{"months", false, true, &text}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    bool digits = *text && strlen(text) < 4 && !text[strspn(text, "0123456789")];
    const struct nullable_int months = {digits, digits ? (int32_t)strtol(text, NULL, 10) : 0};
    if (strcmp(text, "none") != 0 &&
        (!digits || months.value < MONTHS_LEAST || months.value > MONTHS_MOST))
        return usage_error(command, "--months is a number from %d to %d, or none", MONTHS_LEAST,
                           MONTHS_MOST);
    SCOPED(fault_release) struct fault fault = {0};
    return set_retention(config, months, &fault).code == ERR_NONE ? EXIT_DONE : report(&fault);
}
