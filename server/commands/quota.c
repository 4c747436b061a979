/* SPDX-License-Identifier: Apache-2.0 */
/* How much one organisation may have on file. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"

static err show_quotas(const struct config *config, const char *organisation, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, organisation, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_quota_list());
    TRY(named(exchange_finish(&exchange, fault), fault, "no organisation %s", organisation));
    puts("kind\tused\tmost\tstandard");
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_quota_list_row quota = q_quota_list_row(&exchange, rows, i);
        printf("%s\t%" PRId64 "\t%d\t%d\n", quota.kind, quota.used, quota.most, quota.standard);
    }
    return OK;
}

int command_quota_show(const struct command *command, const struct config *config, int argc,
                       char **argv, struct fault *fault)
{
    const char *organisation = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    return report_end(show_quotas(config, organisation, fault), fault);
}

static err set_quota(const struct config *config, const char *organisation, const char *kind,
                     const char *most, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, organisation, &session, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(quota_set, .kind = kind, .most = (int32_t)strtol(most, NULL, 10)));
    TRY(session_audit(&exchange, "quota set", organisation,
                      json_pack("{s:s, s:s}", "kind", kind, "most", most), fault));
    return named(exchange_commit(&exchange, fault), fault, "no organisation %s, or no quota %s",
                 organisation, kind);
}

int command_quota_set(const struct command *command, const struct config *config, int argc,
                      char **argv, struct fault *fault)
{
    const char *organisation = NULL, *kind = NULL, *most = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation},
                                        {"kind", false, true, &kind},
                                        {"most", false, true, &most}};
    if (!options_only(command, specs, 3, argc, argv))
        return EXIT_USAGE;
    if (!*most || strlen(most) > 9 || most[strspn(most, "0123456789")])
        return usage_error(command, "--most is a number of at most nine digits");
    return report_end(set_quota(config, organisation, kind, most, fault), fault);
}
