/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/command_line.h"
#include "base/log.h"
#include "base/private_file.h"

#include "base/banned.h"

enum { VALUE_MAX = 4096, NUMBER_MAX = 1000000, VARIABLE_SIZE = 64, THREADS_MAX = 1000 };

enum option_kind { KIND_TEXT, KIND_SECRET, KIND_NUMBER };

struct option {
    const char *name;
    enum option_kind kind;
    const char *flag;
    const char *fallback;
    const char *meaning;
    size_t offset;
};

static const struct option options[] = {
#define X(field, kind, flag, fallback, meaning)                                                    \
    {#field, KIND_##kind, flag, fallback, meaning, offsetof(struct config, field)},
    CONFIG_LIST(X)
#undef X
};

enum { OPTION_COUNT = sizeof options / sizeof *options };

static char **text_field(const struct option *option, struct config *config)
{
    return (char **)(void *)((char *)config + option->offset);
}

static int *number_field(const struct option *option, struct config *config)
{
    return (int *)(void *)((char *)config + option->offset);
}

static void variable_name(const struct option *option, char out[static VARIABLE_SIZE])
{
    size_t length = strlen("HOSHITORI_");
    memcpy(out, "HOSHITORI_", length);
    for (const char *c = option->name; *c && length + 1 < VARIABLE_SIZE; c++)
        out[length++] = (char)toupper((unsigned char)*c);
    out[length] = '\0';
}

static err set_text(char **field, const char *value, struct fault *fault)
{
    char *copy = strdup(value);
    if (!copy)
        return fault_log(fault, ERR_INTERNAL, "no memory");
    free(*field);
    *field = copy;
    return OK;
}

static err set_number(const struct option *option, int *field, const char *value,
                      struct fault *fault)
{
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < 0 || number > NUMBER_MAX)
        return fault_log(fault, ERR_INVALID, "--%s: a number from 0 to %d is expected, not \"%s\"",
                         option->flag, NUMBER_MAX, value);
    *field = (int)number;
    return OK;
}

static err set_value(const struct option *option, struct config *config, const char *value,
                     struct fault *fault)
{
    if (option->kind == KIND_NUMBER)
        return set_number(option, number_field(option, config), value, fault);
    return set_text(text_field(option, config), value, fault);
}

/* NULL = none of ours. */
static const struct option *option_of(const struct command_word *word)
{
    for (size_t i = 0; word->kind == COMMAND_OPTION && i < OPTION_COUNT; i++)
        if (command_word_is(word, options[i].flag))
            return &options[i];
    return NULL;
}

static err refuse_flag(const struct option *option, struct fault *fault)
{
    char variable[VARIABLE_SIZE];
    variable_name(option, variable);
    return fault_log(fault, ERR_INVALID,
                     "--%s: everybody on this machine can read a command line; set %s_FILE to a "
                     "file with it that only the server can read (or %s to itself)",
                     option->flag, variable, variable);
}

static err take_arguments(int *argc, char **argv, struct config *config, struct fault *fault)
{
    struct command_line line = {.argc = *argc, .argv = argv, .next = 1};
    struct command_word word;
    int kept = 1;
    while (command_line_next(&line, &word)) {
        const struct option *option = option_of(&word);
        if (!option) {
            argv[kept++] = word.text;
            continue;
        }
        if (option->kind == KIND_SECRET)
            return refuse_flag(option, fault);
        const char *value;
        if (command_line_value(&line, &word, false, &value) != COMMAND_VALUE_RIGHT)
            return fault_log(fault, ERR_INVALID, "--%s needs a value", option->flag);
        TRY(set_value(option, config, value, fault));
    }
    *argc = kept;
    argv[kept] = NULL;
    return OK;
}

/* The path of the file that holds a secret; false when nobody named one. */
static bool secret_path(const struct option *option, const char *variable, struct buf *out)
{
    SCOPED(buf_release) struct buf name = BUF_INIT(2 * VARIABLE_SIZE);
    buf_format(&name, "%s_FILE", variable);
    const char *path = getenv(buf_text(&name));
    if (!path || !*path)
        return private_file_credential(option->name, out);
    buf_text_add(out, path);
    return true;
}

/* The variable itself, the file that another one names, or a credential. */
static err take_secret(const struct option *option, const char *variable, struct config *config,
                       struct fault *fault)
{
    SCOPED(buf_release) struct buf path = BUF_INIT(VALUE_MAX);
    SCOPED(buf_release) struct buf text = BUF_INIT(VALUE_MAX);
    const char *value = getenv(variable);
    bool filed = secret_path(option, variable, &path);
    if (value && *value && filed)
        return fault_log(fault, ERR_INVALID, "%s is set, and %s is there too: leave one out",
                         variable, buf_text(&path));
    if (!filed)
        return set_value(option, config, value ? value : option->fallback, fault);
    TRY(private_file_read(buf_text(&path), &text, fault));
    return set_value(option, config, buf_text(&text), fault);
}

static err take_environment(struct config *config, struct fault *fault)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char variable[VARIABLE_SIZE];
        variable_name(&options[i], variable);
        if (options[i].kind == KIND_SECRET) {
            TRY(take_secret(&options[i], variable, config, fault));
            continue;
        }
        const char *value = getenv(variable);
        TRY(set_value(&options[i], config, value ? value : options[i].fallback, fault));
    }
    return OK;
}

static err derive(char **field, struct buf *value, struct fault *fault)
{
    if (**field != '\0')
        return OK;
    if (!buf_ok(value))
        return fault_log(fault, ERR_INVALID, "a path or address is too long");
    return set_text(field, buf_text(value), fault);
}

static void default_data_dir(struct buf *out)
{
    const char *data_home = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (geteuid() == 0)
        buf_text_add(out, "/var/lib/hoshitori");
    else if (data_home && data_home[0] == '/')
        buf_format(out, "%s/hoshitori", data_home);
    else
        buf_format(out, "%s/.local/share/hoshitori", home && *home ? home : "/tmp");
}

/* The credential of the name, or the file of that name. */
static err derive_file(char **field, const char *name, const struct config *config,
                       struct fault *fault)
{
    SCOPED(buf_release) struct buf path = BUF_INIT(VALUE_MAX);
    if (!private_file_credential(name, &path))
        buf_format(&path, "%s/%s", config->data_dir, name);
    return derive(field, &path, fault);
}

static err derive_defaults(struct config *config, struct fault *fault)
{
    SCOPED(buf_release) struct buf directory = BUF_INIT(VALUE_MAX);
    default_data_dir(&directory);
    TRY(derive(&config->data_dir, &directory, fault));
    TRY(derive_file(&config->secret_file, "secret", config, fault));
    TRY(derive_file(&config->signing_key_file, "signing-key", config, fault));
    TRY(derive_file(&config->statement_key_file, "statement-key", config, fault));
    SCOPED(buf_release) struct buf url = BUF_INIT(VALUE_MAX);
    buf_format(&url, "http://%s", config->listen);
    return derive(&config->public_url, &url, fault);
}

static err check_options(const struct config *config, struct fault *fault)
{
    enum log_level level;
    if (!log_level_parse(config->log_level, &level))
        return fault_log(fault, ERR_INVALID,
                         "--log-level: debug, info, warning, error or off, not \"%s\"",
                         config->log_level);
    if (config->threads < 1 || config->threads > THREADS_MAX)
        return fault_log(fault, ERR_INVALID, "--threads: a number from 1 to %d is expected",
                         THREADS_MAX);
    if (config->key_burst < 1 || config->address_burst < 1)
        return fault_log(fault, ERR_INVALID, "--key-burst and --address-burst: at least 1");
    if (config->worker > 1)
        return fault_log(fault, ERR_INVALID, "--worker: 1 or 0");
    if (config->read_only > 1)
        return fault_log(fault, ERR_INVALID, "--read-only: 1 or 0");
    if (config->pool_size > 64)
        return fault_log(fault, ERR_INVALID, "--pool-size: at most 64");
    return OK;
}

err config_load(int *argc, char **argv, struct config *out, struct fault *fault)
{
    SCOPED(config_release) struct config config = {0};
    TRY(take_environment(&config, fault));
    TRY(take_arguments(argc, argv, &config, fault));
    TRY(derive_defaults(&config, fault));
    TRY(check_options(&config, fault));
    *out = config;
    config = (struct config){0};
    return OK;
}

void config_release(struct config *config)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (options[i].kind != KIND_NUMBER)
            free(*text_field(&options[i], config));
    *config = (struct config){0};
}

void config_write(const struct config *config, struct buf *out)
{
    struct config copy = *config;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        if (option->kind == KIND_NUMBER) {
            buf_format(out, "%s = %d\n", option->name, *number_field(option, &copy));
            continue;
        }
        const char *value = *text_field(option, &copy);
        bool hidden = option->kind == KIND_SECRET && *value;
        buf_format(out, "%s = %s\n", option->name, hidden ? "(set)" : value);
    }
}

void config_help(struct buf *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char variable[VARIABLE_SIZE];
        variable_name(&options[i], variable);
        if (options[i].kind == KIND_SECRET) {
            buf_format(out, "  %s or %s_FILE\n  %-15s %s\n", variable, variable, "",
                       options[i].meaning);
            continue;
        }
        buf_format(out, "  --%-13s %s\n", options[i].flag, options[i].meaning);
        buf_format(out, "  %-15s %s", "", variable);
        if (*options[i].fallback)
            buf_format(out, ", default %s", options[i].fallback);
        buf_char(out, '\n');
    }
}
