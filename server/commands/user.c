/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "base/rights.h"
#include "base/uuid.h"
#include "commands/command.h"

struct person {
    const char *organisation;
    const char *email;
    const char *name;
    const char *rights;
};

static err store(struct session *session, const struct person *person, unsigned rights,
                 const char *token, const struct key *key, struct fault *fault)
{
    char user[UUID_TEXT_SIZE], id[KEY_ID_TEXT_SIZE], hash[KEY_HASH_TEXT_SIZE], bits[12];
    uuid_make_text(session->now, user);
    key_id_text(key->id, id);
    key_hash(&session->secret, token, hash);
    snprintf(bits, sizeof bits, "%u", rights);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, person->organisation, &exchange, fault));
    const char *values[] = {user, person->email, person->name, bits, id, hash};
    exchange_send(&exchange, Q_OPERATOR_USER_ADD, values, 6);
    json_auto_t *detail = json_pack("{s:s, s:s}", "email", person->email, "rights", person->rights);
    SCOPED(free_at) char *text = json_dumps(detail, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INVALID, "--email and --name take UTF-8");
    session_audit(&exchange, "user add", user, text);
    return exchange_commit(&exchange, fault);
}

static err add(const struct config *config, const struct person *person, unsigned rights,
               struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    char token[KEY_TEXT_SIZE];
    struct key key = {.id = secret_random_id()};
    if (!uuid_parse(person->organisation, &key.organisation))
        return fault_log(fault, ERR_INVALID, "--organisation takes an organisation's id");
    key_make(KEY_USER_LINK, &key, token);
    TRY(named(store(&session, person, rights, token, &key, fault), fault, "no organisation %s",
              person->organisation));
    printf("%s/users#token=%s\n", config->public_url, token);
    fprintf(
        stderr,
        "The link works once, within a week. It is shown only this once: hand it over safely.\n");
    secret_wipe(token, sizeof token);
    return OK;
}

int command_user_add(const struct command *command, const struct config *config, int argc,
                     char **argv)
{
    struct person person = {0};
    const struct option_spec specs[] = {{"organisation", false, true, &person.organisation},
                                        {"email", false, true, &person.email},
                                        {"name", false, true, &person.name},
                                        {"rights", false, true, &person.rights}};
    unsigned rights;
    if (!options_only(command, specs, 4, argc, argv))
        return EXIT_USAGE;
    if (!strchr(person.email, '@') || strlen(person.email) > 254)
        return usage_error(command, "--email takes an e-mail address");
    if (!rights_parse(person.rights, &rights))
        return usage_error(command, "--rights takes names between commas: buyer:read, buyer:write, "
                                    "supplier:read, supplier:write, audit:read, keys:write");
    struct fault fault = {0};
    return add(config, &person, rights, &fault).code == ERR_NONE ? EXIT_DONE : report(&fault);
}
