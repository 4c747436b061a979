/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

static err migrate(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    size_t imported = 0;
    TRY(session_open(config, &session, fault));
    TRY(catalogue_load_embedded(&session, &imported, fault));
    printf("The database is up to date; %zu new editions.\n", imported);
    return OK;
}

int command_migrate(const struct command *command, const struct config *config, int argc,
                    char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(migrate(config, fault), fault);
}

int command_config(const struct command *command, const struct config *config, int argc,
                   char **argv, struct fault *fault)
{
    (void)fault;
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    SCOPED(buf_release) struct buf text = BUF_INIT(16 * 1024);
    config_write(config, &text);
    fputs(buf_text(&text), stdout);
    return EXIT_DONE;
}

int command_version(const struct command *command, const struct config *config, int argc,
                    char **argv, struct fault *fault)
{
    (void)fault;
    (void)config;
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    puts("hoshitori " HOSHITORI_VERSION);
    return EXIT_DONE;
}
