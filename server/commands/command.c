/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

#include <stdarg.h>
#include <string.h>

#include "base/command_line.h"
#include "base/encoding.h"
#include "base/rights.h"
#include "base/spoiled.h"
#include "base/text.h"
#include "base/uuid.h"
#include "domain/text.h"
#include "store/migrate.h"

int usage_error(const struct command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("hoshitori: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nUsage: hoshitori %s %s\n", command->name, command->usage);
    return EXIT_USAGE;
}

/* A general code tells the operator less than the log does, and says "quote request_id". */
static bool only_log_helps(const struct fault *fault)
{
    return fault->log[0] && fault->item_count == 0 &&
           strcmp(fault->code, err_default_code(fault->kind)) == 0;
}

int report(const struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(4096);
    if (only_log_helps(fault)) {
        fprintf(stderr, "hoshitori: %s\n", fault->log);
        return EXIT_FAILED;
    }
    text_problem(fault->code, fault->params ? fault->params : "", LANGUAGE_EN, &text);
    fprintf(stderr, "hoshitori: %s", text.length ? buf_text(&text) : fault->code);
    for (size_t i = 0; i < fault->item_count; i++)
        fprintf(stderr, " (%s: %s)", fault->items[i].pointer, fault->items[i].code);
    if (fault->items_left_out > 0)
        fprintf(stderr, " (and %zu more)", fault->items_left_out);
    if (fault->log[0])
        fprintf(stderr, "\n  %s", fault->log);
    fputc('\n', stderr);
    return EXIT_FAILED;
}

int report_end(err done, const struct fault *fault)
{
    return done.code == ERR_NONE ? EXIT_DONE : report(fault);
}

err file_whole(const char *path, struct buf *out, struct fault *fault)
{
    SCOPED(fclose_at) FILE *file = fopen(path, "rb");
    char chunk[16384];
    size_t n;
    if (!file)
        return fault_log(fault, ERR_INVALID, "%s cannot be opened", path);
    for (bool first = true; (n = fread(chunk, 1, sizeof chunk, file)) > 0; first = false) {
        size_t mark = first ? encoding_mark(chunk, n) : 0;
        buf_add(out, chunk + mark, n - mark);
    }
    return ferror(file) || !buf_ok(out)
               ? fault_log(fault, ERR_INVALID, "%s cannot be read or is too large", path)
               : OK;
}

err named(err done, struct fault *fault, const char *format, ...)
{
    if (done.code != ERR_NOT_FOUND)
        return done;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->log, sizeof fault->log, format, arguments);
    text_cut_whole(fault->log);
    va_end(arguments);
    return done;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

static const struct option_spec *spec_of(const struct option_spec *specs, size_t count,
                                         const struct command_word *word)
{
    for (size_t i = 0; word->kind == COMMAND_OPTION && i < count; i++)
        if (command_word_is(word, specs[i].name))
            return &specs[i];
    return NULL;
}

/* What is named by its id, wherever an option names it. */
static bool check_id(const struct command *command, const struct option_spec *spec)
{
    static const struct {
        const char *option, *whose;
    } ids[] = {{"organisation", "an organisation's"}, {"relationship", "a relationship's"}};
    struct uuid id;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(spec->name, ids[i].option) == 0 && !uuid_parse(*spec->value, &id))
            return usage_error(command, "--%s takes %s id", spec->name, ids[i].whose) == EXIT_DONE;
    return true;
}

static bool read_option(const struct command *command, const struct option_spec *spec,
                        struct command_line *line, const struct command_word *word)
{
    switch (command_line_value(line, word, spec->flag, spec->value)) {
    case COMMAND_VALUE_UNWANTED:
        return usage_error(command, "--%s takes no value", spec->name) == EXIT_DONE;
    case COMMAND_VALUE_MISSING:
        return usage_error(command, "--%s needs a value", spec->name) == EXIT_DONE;
    case COMMAND_VALUE_RIGHT:
        break;
    }
    if (!spec->flag && is_blank(*spec->value))
        return usage_error(command, "--%s is empty", spec->name) == EXIT_DONE;
    return check_id(command, spec);
}

bool options_read(const struct command *command, const struct option_spec *specs, size_t count,
                  int *argc, char **argv)
{
    struct command_line line = {.argc = *argc, .argv = argv};
    struct command_word word;
    int words = 0;
    while (command_line_next(&line, &word)) {
        const struct option_spec *spec = spec_of(specs, count, &word);
        if (word.kind == COMMAND_WORD)
            argv[words++] = word.text;
        else if (word.kind != COMMAND_SEPARATOR && !spec)
            return usage_error(command, "unknown option %.*s", (int)strcspn(word.text, "="),
                               word.text) == EXIT_DONE;
        else if (spec && !read_option(command, spec, &line, &word))
            return false;
    }
    *argc = words;
    for (size_t i = 0; i < count; i++)
        if (specs[i].required && !*specs[i].value) {
            usage_error(command, "--%s is missing", specs[i].name);
            return false;
        }
    return true;
}

bool options_only(const struct command *command, const struct option_spec *specs, size_t count,
                  int argc, char **argv)
{
    if (!options_read(command, specs, count, &argc, argv))
        return false;
    return argc == 0 || usage_error(command, "\"%s\" is too much", argv[0]) == EXIT_DONE;
}

bool name_given(const struct command *command, const char *text)
{
    const char *problem = spoiled_name(text);
    if (!problem && !text_is_line(text))
        problem = "invalid_text";
    if (!problem)
        return true;
    SCOPED(buf_release) struct buf told = BUF_INIT(1000);
    text_problem(problem, "", LANGUAGE_EN, &told);
    return usage_error(command, "--name, %s: %s", problem, buf_text(&told)) == EXIT_DONE;
}

bool rights_given(const struct command *command, const char *text, unsigned *rights)
{
    if (rights_parse(text, rights))
        return true;
    SCOPED(buf_release) struct buf names = BUF_INIT(200);
    rights_write(~0u, &names);
    return usage_error(command, "--rights takes names between commas: %s", buf_text(&names)) ==
           EXIT_DONE;
}

static const char *conninfo_of(const struct config *config, const struct session *session)
{
    return session->cluster ? cluster_migrate_conninfo(session->cluster) : config->migrate_url;
}

static err open_to_command(const struct config *config, struct session *out, struct fault *fault)
{
    if (config->migrate_url[0] == '\0' && config->database_url[0] != '\0')
        return fault_log(fault, ERR_INVALID,
                         "set HOSHITORI_MIGRATE_URL: commands need the migrating role");
    if (config->migrate_url[0] == '\0') {
        const struct cluster_config cluster = {.data_dir = config->data_dir, .attach = true};
        TRY(cluster_start(&cluster, &out->cluster, fault));
    }
    const struct schema_text schema = schema_embedded();
    struct migrate_report report = {0};
    TRY(migrate_run(conninfo_of(config, out), &schema, &report, fault));
    /* Chunks of a large portfolio take their time; nobody waits for a command. */
    const struct pool_config pool = {
        .conninfo = conninfo_of(config, out), .size = 2, .silence_seconds = 3600};
    return pool_open(&pool, &out->pool, fault);
}

err session_open(const struct config *config, struct session *out, struct fault *fault)
{
    *out = (struct session){0};
    TRY(secret_start(fault));
    TRY(clock_now(config->test_clock[0] ? config->test_clock : NULL, &out->now, fault));
    clock_format(out->now, out->now_text);
    clock_tokyo_day(out->now, out->day);
    TRY(open_to_command(config, out, fault));
    /* After the cluster made the data directory, in which the secret lies by default. */
    return secret_load(config->secret_file, true, &out->secret, fault);
}

void session_close(struct session *session)
{
    pool_close(&session->pool);
    cluster_stop(&session->cluster);
    secret_release(&session->secret);
}

err session_enter(struct session *session, const char *organisation, struct exchange *out,
                  struct fault *fault)
{
    TRY(exchange_begin(session->pool, out, fault));
    exchange_send(out, QUERY(enter_as, .org = organisation, .now = session->now_text,
                             .day = session->day, .request = "command"));
    return OK;
}

err session_begin(const struct config *config, const char *organisation, struct session *session,
                  struct exchange *out, struct fault *fault)
{
    TRY(session_open(config, session, fault));
    return session_enter(session, organisation, out, fault);
}

err session_audit(struct exchange *exchange, const char *action, const char *object, json_t *detail,
                  struct fault *fault)
{
    json_auto_t *taken = detail;
    if (!taken)
        return fault_log(fault, ERR_INVALID, "%s: what is given must be UTF-8", action);
    SCOPED(free_at) char *text = json_dumps(taken, JSON_COMPACT);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(exchange,
                  QUERY(audit_append, .action = action, .object = object, .detail = text));
    return OK;
}
