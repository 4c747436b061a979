/* SPDX-License-Identifier: Apache-2.0 */
/* The program's surface: one table of commands. */
#include <locale.h>
#include <string.h>

#include "base/memory.h"
#include "commands/command.h"

const struct command commands[] = {
    {"serve", "", "Serve the API; starts a private PostgreSQL when no database is named.",
     command_serve},
    {"work", "",
     "Do what goes on without a request, and send what goes out; serve does it too, unless "
     "--worker 0 is given.",
     command_work},
    {"mail bounce", "<MESSAGE",
     "Read the report of a mail that came back, from the mail server's pipe, and note it.",
     command_mail_bounce},
    {"migrate", "", "Bring the database to this program's schema and load its editions.",
     command_migrate},
    {"organisation add", "--name NAME [--reading READING] [--corporate-number NUMBER [--vouch]]",
     "Register an organisation; prints its id.", command_organisation_add},
    {"organisation vouch", "ID --corporate-number NUMBER",
     "State that the operator has seen proof of an organisation's number.",
     command_organisation_vouch},
    {"organisation list", "",
     "List organisations: id, number, proven, name; since when closed, and when erased.",
     command_organisation_list},
    {"organisation reopen", "ID",
     "Take back that an organisation left, within a month; then let somebody in.",
     command_organisation_reopen},
    {"key add", "--organisation ID --name NAME --rights R[,R…] [--expires DATE]",
     "Make an API key; prints it once on standard output.", command_key_add},
    {"key revoke", "KEY --organisation ID", "Revoke a key by its number, at once and everywhere.",
     command_key_revoke},
    {"user add", "--organisation ID --email EMAIL --name NAME --rights R[,R…]",
     "Let somebody in; prints a link that works once.", command_user_add},
    {"user recover", "--organisation ID --email EMAIL [--remove-second-factor]",
     "Let somebody in who is locked out; prints a link that works once.", command_user_recover},
    {"bi-role add", "--organisation ID",
     "Make a database role that reads one organisation's BI views; prints it and its password "
     "once.",
     command_bi_role_add},
    {"bi-role remove", "ROLE --organisation ID",
     "Remove such a role; it reads nothing from then on.", command_bi_role_remove},
    {"catalogue import", "FILE|DIR",
     "Load editions, or their next transcriptions; what is loaded cannot be changed.",
     command_catalogue_import},
    {"corporate-numbers load", "[--full] FILE...",
     "Load the NTA's files of corporate numbers, all or differences; --full: what is in none of "
     "them is published no more.",
     command_corporate_numbers_load},
    {"catalogue sheet", "FILE --edition ID [--apply]",
     "Compare the scheme's official sheet (Excel or CSV) with an edition; with --apply, load it as "
     "the edition's next transcription.",
     command_catalogue_sheet},
    {"quota show", "--organisation ID", "Show what an organisation has and may have on file.",
     command_quota_show},
    {"quota set", "--organisation ID --kind KIND --most N",
     "Set how many of a kind (as shown) it may have on file, or add in a day.", command_quota_set},
    {"retention set", "--months N|none",
     "Set after how many months (24 to 120) contacts and memos of ended relationships are erased, "
     "where a buyer set nothing.",
     command_retention_set},
    {"oidc-issuer add", "--issuer URL",
     "Allow organisations to let their people sign in at this provider of OpenID Connect.",
     command_oidc_issuer_add},
    {"oidc-issuer remove", "--issuer URL", "Allow it no longer, once no organisation uses it.",
     command_oidc_issuer_remove},
    {"oidc-issuer list", "", "List the providers, how many organisations use each, and its state.",
     command_oidc_issuer_list},
    {"secret show", "", "Show the generations of the secret, and what is stored under each.",
     command_secret_show},
    {"secret add", "", "Add a generation of the secret to its file, not used yet.",
     command_secret_add},
    {"secret use", "", "Use the generation that was added, once all servers have it.",
     command_secret_use},
    {"secret retire", "--generation N", "Forget a generation under which nothing is stored.",
     command_secret_retire},
    {"statement trust", "FILE",
     "Take statements of another service's issuer: its public keys, a file that you were given.",
     command_statement_trust},
    {"statement distrust", "ISSUER|KEY", "Take them no longer, or nothing that a key signed.",
     command_statement_distrust},
    {"statement issuers", "", "List the keys by which statements are checked; - is this service.",
     command_statement_issuers},
    {"scheme-dates show", "", "Show from when each star can be obtained, with history.",
     command_scheme_dates_show},
    {"scheme-dates set",
     "--scheme SCHEME --star STAR [--obtainable-from DATE|none] [--validity-months N] "
     "[--max-age-months N] [--note TEXT]",
     "Record scheme dates and decide all relationships anew.", command_scheme_dates_set},
    {"audit key", "", "Print the public key with which the audit logs' checkpoints are checked.",
     command_audit_key},
    {"audit verify",
     "[--organisation ID] [--file EVENTS [--checkpoints FILE]] [--kept FILE [--relationship ID]] "
     "[--key KEY|FILE]",
     "Check audit logs and their checkpoints, in the database or from exports, also against "
     "checkpoints and receipts that were kept.",
     command_audit_verify},
    {"rebuild", "[--check]", "Decide everything anew from facts; --check only reports differences.",
     command_rebuild},
    {"demo load", "", "Load the demonstration portfolio and print its keys.", command_demo_load},
    {"config", "", "Print the effective options, secrets hidden.", command_config},
    {"manual", "", "Print this program's manual page.", command_manual},
    {"version", "", "Print the version.", command_version},
};
const size_t command_count = sizeof commands / sizeof *commands;

static void help(FILE *to)
{
    SCOPED(buf_release) struct buf options = BUF_INIT(16 * 1024);
    fputs("Usage: hoshitori COMMAND [OPTIONS]\n\nCommands:\n", to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-22s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\nhoshitori COMMAND --help tells a command's own options.\n\nOptions of every command:\n",
        to);
    config_help(&options);
    fputs(buf_text(&options), to);
    fputs("\nExit codes: 0 done, 1 failed, 2 wrong use, 3 a check found differences.\n", to);
}

static void command_help(const struct command *command)
{
    SCOPED(buf_release) struct buf options = BUF_INIT(16 * 1024);
    config_help(&options);
    printf("Usage: hoshitori %s %s\n\n%s\n\nOptions of every command:\n%s", command->name,
           command->usage, command->summary, buf_text(&options));
}

/* The words of argv that a command's name takes; 0 = not this one. */
static int words_matched(const struct command *command, int argc, char **argv)
{
    const char *space = strchr(command->name, ' ');
    size_t first = space ? (size_t)(space - command->name) : strlen(command->name);
    if (argc < 1 || strlen(argv[0]) != first || strncmp(argv[0], command->name, first) != 0)
        return 0;
    if (!space)
        return 1;
    return argc > 1 && strcmp(argv[1], space + 1) == 0 ? 2 : 0;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int run_command(const struct config *config, int argc, char **argv)
{
    for (size_t i = 0; i < command_count; i++) {
        int words = words_matched(&commands[i], argc, argv);
        if (words == 0)
            continue;
        if (wants_help(argc - words, argv + words)) {
            command_help(&commands[i]);
            return EXIT_DONE;
        }
        SCOPED(fault_release) struct fault fault = {0};
        return commands[i].run(&commands[i], config, argc - words, argv + words, &fault);
    }
    if (argc == 0 || wants_help(argc, argv) || strcmp(argv[0], "help") == 0) {
        help(argc == 0 ? stderr : stdout);
        return argc == 0 ? EXIT_USAGE : EXIT_DONE;
    }
    fprintf(stderr, "hoshitori: there is no command \"%s\"; try hoshitori --help\n", argv[0]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    struct config config;
    SCOPED(fault_release) struct fault fault = {0};
    setlocale(LC_CTYPE, "C.UTF-8");
    memory_watch();
    if (config_load(&argc, argv, &config, &fault).code != ERR_NONE) {
        report(&fault);
        return EXIT_USAGE;
    }
    int code = run_command(&config, argc - 1, argv + 1);
    config_release(&config);
    return code;
}
