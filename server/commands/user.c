/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "base/rights.h"
#include "base/uuid.h"
#include "commands/command.h"

struct first_person {
    const char *organisation;
    const char *email;
    const char *name;
    const char *rights;
};

static err make_link(const struct session *session, const char *organisation, struct new_key *out,
                     struct fault *fault)
{
    return new_key_make(KEY_USER_LINK, organisation, secret_random_id(), &session->secret, out)
               ? OK
               : fault_log(fault, ERR_INVALID, "--organisation takes an organisation's id");
}

static void print_link(const struct config *config, const struct new_key *link)
{
    printf("%s/users#token=%s\n", config->public_url, link->text);
    fprintf(
        stderr,
        "The link works once, within a week. It is shown only this once: hand it over safely.\n");
}

static err store_user(struct session *session, const struct first_person *person, unsigned rights,
                      const struct new_key *link, struct fault *fault)
{
    char user[UUID_TEXT_SIZE];
    uuid_make_text(session->now, user);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, person->organisation, &exchange, fault));
    exchange_send(&exchange, QUERY(operator_user_add, .user = user, .email = person->email,
                                   .name = person->name, .rights = (int32_t)rights,
                                   .link = link->id, .hash = link->hash));
    char object[UUID_TEXT_SIZE + 8];
    snprintf(object, sizeof object, "users/%s", user);
    json_t *detail = json_pack("{s:s, s:s}", "email", person->email, "rights", person->rights);
    if (!detail)
        return fault_log(fault, ERR_INVALID, "--email and --name take UTF-8");
    TRY(session_audit(&exchange, "user add", object, detail, fault));
    return exchange_commit(&exchange, fault);
}

static err add_first_user(const struct config *config, const struct first_person *person,
                          unsigned rights, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(new_key_wipe) struct new_key link = {.text = ""};
    TRY(session_open(config, &session, fault));
    TRY(make_link(&session, person->organisation, &link, fault));
    TRY(named(store_user(&session, person, rights, &link, fault), fault, "no organisation %s",
              person->organisation));
    print_link(config, &link);
    return OK;
}

/* The organisation sees in its audit log that the operator did it. */
static err store_recovery(struct session *session, const struct first_person *person, bool factor,
                          const struct new_key *link, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, person->organisation, &exchange, fault));
    size_t found =
        exchange_send(&exchange, QUERY(operator_user_recover, .email = person->email,
                                       .link = link->id, .hash = link->hash, .factor = factor));
    TRY(exchange_read(&exchange, fault));
    char object[UUID_TEXT_SIZE + 8];
    snprintf(object, sizeof object, "users/%s", q_value_row(&exchange, found, 0).value);
    TRY(session_audit(
        &exchange, "user recover", object,
        json_pack("{s:s, s:s}", "by", "operator", "second_factor", factor ? "removed" : "kept"),
        fault));
    return exchange_commit(&exchange, fault);
}

static err recover(const struct config *config, const struct first_person *person, bool factor,
                   struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(new_key_wipe) struct new_key link = {.text = ""};
    TRY(session_open(config, &session, fault));
    TRY(make_link(&session, person->organisation, &link, fault));
    TRY(named(store_recovery(&session, person, factor, &link, fault), fault,
              "organisation %s has no user %s", person->organisation, person->email));
    print_link(config, &link);
    return OK;
}

int command_user_recover(const struct command *command, const struct config *config, int argc,
                         char **argv, struct fault *fault)
{
    struct first_person person = {0};
    const char *factor = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &person.organisation},
                                        {"email", false, true, &person.email},
                                        {"remove-second-factor", true, false, &factor}};
    if (!options_only(command, specs, 3, argc, argv))
        return EXIT_USAGE;
    return report_end(recover(config, &person, factor != NULL, fault), fault);
}

int command_user_add(const struct command *command, const struct config *config, int argc,
                     char **argv, struct fault *fault)
{
    struct first_person person = {0};
    const struct option_spec specs[] = {{"organisation", false, true, &person.organisation},
                                        {"email", false, true, &person.email},
                                        {"name", false, true, &person.name},
                                        {"rights", false, true, &person.rights}};
    unsigned rights;
    if (!options_only(command, specs, 4, argc, argv))
        return EXIT_USAGE;
    if (!strchr(person.email, '@') || strlen(person.email) > 254)
        return usage_error(command, "--email takes an e-mail address");
    if (!name_given(command, person.name) || !rights_given(command, person.rights, &rights))
        return EXIT_USAGE;
    return report_end(add_first_user(config, &person, rights, fault), fault);
}
