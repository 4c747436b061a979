/* SPDX-License-Identifier: Apache-2.0 */
/* Changes the server's secret, without ending what was made under it: base/secret.h says what the
 * file holds. Between the steps the file goes to all servers, and they are started anew. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/private_file.h"
#include "commands/command.h"

enum { FILE_MAX = 16 * 1024, PATH_MAXIMUM = 4096 };

static void wipe_text(struct buf *text)
{
    if (text->data)
        secret_wipe(text->data, text->length);
    buf_release(text);
}

/* Whole or not at all: a server that starts just now reads the old file or the new one. */
static err replace_file(const char *path, const struct buf *text, struct fault *fault)
{
    SCOPED(buf_release) struct buf temporary = BUF_INIT(PATH_MAXIMUM);
    buf_format(&temporary, "%s.new", path);
    int file = open(buf_text(&temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = file >= 0 && write(file, text->data, text->length) == (ssize_t)text->length &&
                   fsync(file) == 0;
    if (file >= 0)
        close(file);
    if (written && rename(buf_text(&temporary), path) == 0)
        return OK;
    int reason = errno;
    if (file >= 0)
        unlink(buf_text(&temporary));
    return fault_log(fault, ERR_INTERNAL, "cannot write the secret %s: %s", path, strerror(reason));
}

/* One line of the file after the change; false leaves it as it is. */
typedef bool edit_fn(int generation, const char *line, struct buf *out, const void *context);

static err edit(const char *path, edit_fn *change, const void *context, bool *changed,
                struct fault *fault)
{
    SCOPED(wipe_text) struct buf text = BUF_INIT(FILE_MAX);
    SCOPED(wipe_text) struct buf edited = BUF_INIT(FILE_MAX);
    TRY(private_file_read(path, &text, fault));
    char *rest = NULL;
    int generation = 0;
    *changed = false;
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (change(++generation, line, &edited, context))
            *changed = true;
        else
            buf_text_add(&edited, line);
        buf_char(&edited, '\n');
    }
    if (!buf_ok(&edited))
        return fault_log(fault, ERR_INTERNAL, "secret %s: too many lines", path);
    return *changed ? replace_file(path, &edited, fault) : OK;
}

static bool is_last_of(int generation, const struct secret *secret)
{
    int last = 0;
    for (size_t i = 0; i < secret->count; i++)
        if (secret->generations[i] > last)
            last = secret->generations[i];
    return generation == last;
}

static bool append_next(int generation, const char *line, struct buf *out, const void *context)
{
    unsigned char bytes[SECRET_SIZE];
    char digits[2 * SECRET_SIZE + 1];
    if (!is_last_of(generation, context))
        return false;
    secret_random(bytes, sizeof bytes);
    hex_write(bytes, sizeof bytes, digits);
    buf_format(out, "%s\nnext %s", line, digits);
    secret_wipe(bytes, sizeof bytes);
    secret_wipe(digits, sizeof digits);
    return true;
}

static bool unmark(int generation, const char *line, struct buf *out, const void *context)
{
    (void)generation;
    (void)context;
    if (strncmp(line, "next ", 5) != 0)
        return false;
    buf_text_add(out, line + 5);
    return true;
}

static bool strike_out(int generation, const char *line, struct buf *out, const void *context)
{
    (void)line;
    if (generation != *(const int *)context)
        return false;
    buf_char(out, '-');
    return true;
}

/* Prints generation, kind and rows; *rows: those of `generation`. */
static err count_uses(struct session *session, int generation, bool print, long long *rows,
                      struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t found = exchange_send(&exchange, q_secret_uses());
    TRY(exchange_finish(&exchange, fault));
    *rows = 0;
    if (print)
        puts("generation\tkind\trows");
    for (size_t i = 0; i < exchange_rows(&exchange, found); i++) {
        struct q_secret_uses_row row = q_secret_uses_row(&exchange, found, i);
        if (row.generation == generation)
            *rows += row.rows;
        if (print)
            printf("%d\t%s\t%" PRId64 "\n", row.generation, row.kind, row.rows);
    }
    return OK;
}

static err show_secrets(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    long long rows = 0;
    TRY(session_open(config, &session, fault));
    for (size_t i = 0; i < session.secret.count; i++)
        fprintf(stderr, "%d: %s\n", session.secret.generations[i], i == 0 ? "current" : "known");
    return count_uses(&session, 0, true, &rows, fault);
}

static err add_secret(const struct config *config, struct fault *fault)
{
    struct secret secret;
    bool changed = false;
    TRY(secret_load(config->secret_file, false, &secret, fault));
    err done = secret.count == GENERATIONS_MAX
                   ? fault_log(fault, ERR_INVALID, "%d generations are known: retire one first",
                               GENERATIONS_MAX)
                   : edit(config->secret_file, append_next, &secret, &changed, fault);
    secret_release(&secret);
    TRY(done);
    fputs("Added. Copy the file to all servers and start each anew; then: hoshitori secret use.\n",
          stderr);
    return OK;
}

static err use(const struct config *config, struct fault *fault)
{
    bool changed = false;
    TRY(edit(config->secret_file, unmark, NULL, &changed, fault));
    if (!changed)
        return fault_log(fault, ERR_INVALID, "no new generation: hoshitori secret add");
    fputs("Used from the next start on. Copy the file to all servers and start each anew.\n",
          stderr);
    return OK;
}

static err retire(const struct config *config, int generation, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    long long rows = 0;
    bool changed = false;
    TRY(session_open(config, &session, fault));
    if (session.secret.generations[0] == generation)
        return fault_log(fault, ERR_INVALID, "generation %d is the current one", generation);
    TRY(count_uses(&session, generation, false, &rows, fault));
    if (rows > 0)
        return fault_log(fault, ERR_INVALID,
                         "%lld rows are of generation %d still: see hoshitori secret show", rows,
                         generation);
    TRY(edit(config->secret_file, strike_out, &generation, &changed, fault));
    return changed ? OK : fault_log(fault, ERR_INVALID, "no generation %d", generation);
}

int command_secret_show(const struct command *command, const struct config *config, int argc,
                        char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(show_secrets(config, fault), fault);
}

int command_secret_add(const struct command *command, const struct config *config, int argc,
                       char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    err started = secret_start(fault);
    return report_end(started.code == ERR_NONE ? add_secret(config, fault) : started, fault);
}

int command_secret_use(const struct command *command, const struct config *config, int argc,
                       char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(use(config, fault), fault);
}

int command_secret_retire(const struct command *command, const struct config *config, int argc,
                          char **argv, struct fault *fault)
{
    const char *generation = NULL;
    const struct option_spec specs[] = {{"generation", false, true, &generation}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    int number = (int)strtol(generation, NULL, 10);
    if (number < 1 || number > GENERATION_LAST)
        return usage_error(command, "--generation is a number as shown");
    return report_end(retire(config, number, fault), fault);
}
