/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "base/key.h"
#include "base/rights.h"
#include "commands/command.h"
#include "contract_limits.h"
#include "domain/day.h"

struct key_request {
    const char *organisation;
    const char *name;
    const char *rights;
    const char *expires;
};

/* The last day on which the key works; a year from now unless said. */
static err read_last_day(const struct session *session, const char *expires,
                         char out[static DAY_TEXT_SIZE], struct fault *fault)
{
    day today = day_of_text(session->day);
    day last = day_add(today, LIMIT_KEY_LAST_DAY_DAYS_DEFAULT);
    if (expires && !day_parse(expires, &last))
        return fault_log(fault, ERR_INVALID, "--expires %s is not a date (YYYY-MM-DD)", expires);
    if (last < today || last > day_add(today, LIMIT_KEY_LAST_DAY_DAYS_MAX))
        return fault_log(fault, ERR_INVALID, "--expires must lie within the next %d days",
                         LIMIT_KEY_LAST_DAY_DAYS_MAX);
    day_format(last, out);
    return OK;
}

err session_add_key(struct session *session, const struct key_grant *grant, struct new_key *out,
                    struct fault *fault)
{
    char id[KEY_ID_TEXT_SIZE];
    if (!new_key_make(KEY_API, grant->organisation, secret_random_id(), &session->secret, out))
        return fault_log(fault, ERR_INVALID, "not an organisation's id: %s", grant->organisation);
    key_id_text(out->id, id);
    SCOPED(buf_release) struct buf names = BUF_INIT(1024);
    rights_write(grant->rights, &names);

    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, grant->organisation, &exchange, fault));
    exchange_send(&exchange, QUERY(operator_key_add, .key = out->id, .hash = out->hash,
                                   .name = grant->name, .rights = (int32_t)grant->rights,
                                   .last_day = grant->last_day, .last4 = new_key_last4(out)));
    TRY(session_audit(&exchange, "key add", id,
                      json_pack("{s:s, s:s, s:s}", "name", grant->name, "rights", buf_text(&names),
                                "expires_on", grant->last_day),
                      fault));
    return exchange_commit(&exchange, fault);
}

static err add_key(const struct config *config, const struct key_request *request, unsigned rights,
                   struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(new_key_wipe) struct new_key key;
    char id[KEY_ID_TEXT_SIZE], last[DAY_TEXT_SIZE];
    TRY(read_last_day(&session, request->expires, last, fault));
    const struct key_grant grant = {request->organisation, request->name, rights, last};
    TRY(named(session_add_key(&session, &grant, &key, fault), fault, "no organisation %s",
              request->organisation));
    key_id_text(key.id, id);
    puts(key.text);
    fprintf(stderr, "Key %s works until %s. It is shown only this once: keep it safe.\n", id, last);
    return OK;
}

int command_key_add(const struct command *command, const struct config *config, int argc,
                    char **argv, struct fault *fault)
{
    struct key_request request = {0};
    const struct option_spec specs[] = {{"organisation", false, true, &request.organisation},
                                        {"name", false, true, &request.name},
                                        {"rights", false, true, &request.rights},
                                        {"expires", false, false, &request.expires}};
    unsigned rights;
    if (!options_only(command, specs, 4, argc, argv))
        return EXIT_USAGE;
    if (!name_given(command, request.name) || !rights_given(command, request.rights, &rights))
        return EXIT_USAGE;
    return report_end(add_key(config, &request, rights, fault), fault);
}

static err revoke_key(const struct config *config, const char *organisation, const char *id,
                      struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, organisation, &session, &exchange, fault));
    exchange_send(&exchange, QUERY(api_key_revoke, .key = strtoll(id, NULL, 10)));
    TRY(session_audit(&exchange, "key revoke", id, json_object(), fault));
    return named(exchange_commit(&exchange, fault), fault, "organisation %s has no key %s",
                 organisation, id);
}

int command_key_revoke(const struct command *command, const struct config *config, int argc,
                       char **argv, struct fault *fault)
{
    const char *organisation = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    char *end = NULL;
    if (argc != 1 || strtoll(argv[0], &end, 10) == 0 || *end)
        return usage_error(command, "name one key by its number");
    return report_end(revoke_key(config, organisation, argv[0], fault), fault);
}
