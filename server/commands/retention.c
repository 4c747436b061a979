/* SPDX-License-Identifier: Apache-2.0 */
/* For how long personal data of relationships that ended is kept where a buyer set nothing. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "contract_limits.h"

static err set_retention(const struct config *config, struct nullable_int months,
                         struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    exchange_send(&exchange, QUERY(retention_set, .months = months));
    TRY(session_audit(
        &exchange, "retention set", "retention",
        json_pack("{s:o}", "months", months.given ? json_integer(months.value) : json_null()),
        fault));
    return exchange_commit(&exchange, fault);
}

int command_retention_set(const struct command *command, const struct config *config, int argc,
                          char **argv, struct fault *fault)
{
    const char *text = NULL;
    const struct option_spec specs[] = {{"months", false, true, &text}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    bool digits = *text && strlen(text) < 4 && !text[strspn(text, "0123456789")];
    const struct nullable_int months = {digits, digits ? (int32_t)strtol(text, NULL, 10) : 0};
    if (strcmp(text, "none") != 0 &&
        (!digits || months.value < LIMIT_RETENTION_INPUT_MONTHS_MINIMUM ||
         months.value > LIMIT_RETENTION_INPUT_MONTHS_MAXIMUM))
        return usage_error(command, "--months is a number from %d to %d, or none",
                           LIMIT_RETENTION_INPUT_MONTHS_MINIMUM,
                           LIMIT_RETENTION_INPUT_MONTHS_MAXIMUM);
    return report_end(set_retention(config, months, fault), fault);
}
