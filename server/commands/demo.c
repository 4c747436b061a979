/* SPDX-License-Identifier: Apache-2.0 */
/* `demo load`: a portfolio to look at, and keys to look at it with. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/rights.h"
#include "commands/demo_play.h"
#include "contract_limits.h"

enum {
    TEXT_MAX = 16 * 1024,
    PATH_SIZE = 4200,
    FOUNDED_DAYS = 341, /* before today; the first act is a day later */
    OPEN_MONTHS = 7, /* after the edition of the scheme was published, long enough for renewals */
    CONNECTIONS = 1,
    CONNINFO_MAX = 2048,
};

/* What the demonstration set as scheme dates is marked as such: see edition.sql. */
#define INVENTED_NOTE "デモ用の仮の日付"

enum found { FOUND_NOTHING, FOUND_DEMO, FOUND_OTHERS };

/* The ids are the same wherever it is loaded: by its first buyer a second run knows its own. */
static const char *buyer_text(const struct play *play, size_t which, const char *member)
{
    return json_string_value(json_object_get(json_array_get(play->buyers, which), member));
}

static err look_around(struct session *session, const struct play *play, enum found *out,
                       struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_organisation_list());
    TRY(exchange_finish(&exchange, fault));
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        const char *id = q_organisation_list_row(&exchange, rows, i).org_id;
        if (strcmp(id, buyer_text(play, 0, "id")) == 0)
            *out = FOUND_DEMO;
        else if (strcmp(id, OPERATOR_ORGANISATION) != 0 && *out != FOUND_DEMO)
            *out = FOUND_OTHERS;
    }
    return OK;
}

/* What was printed at the first load, keys included: only its owner can read it. */
static void keys_path(const struct config *config, char out[static PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s/demo-keys", config->data_dir);
}

static err keys_write(const struct config *config, const struct buf *text, struct fault *fault)
{
    char path[PATH_SIZE];
    keys_path(config, path);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = file >= 0 && write(file, text->data, text->length) == (ssize_t)text->length;
    if ((file >= 0 && close(file) != 0) || !written)
        return fault_log(fault, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
    return OK;
}

static err keys_read(const struct config *config, struct buf *out, struct fault *fault)
{
    char path[PATH_SIZE], bytes[4096];
    keys_path(config, path);
    FILE *file = fopen(path, "re");
    if (!file)
        return fault_log(fault, ERR_CONFLICT,
                         "the demonstration is there, but loading it did not end, or its keys (%s) "
                         "are lost: begin with an empty data directory, or make keys with "
                         "hoshitori key add",
                         path);
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buf_add(out, bytes, length);
    fclose(file);
    return OK;
}

static err add_buyer(struct session *session, const struct play *play, size_t which,
                     struct fault *fault)
{
    const char *id = buyer_text(play, which, "id");
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(organisation_add, .org = id, .name = buyer_text(play, which, "name"),
                        .reading = buyer_text(play, which, "reading"),
                        .number = buyer_text(play, which, "corporate_number"), .proven = true));
    TRY(session_audit(&exchange, "organisation add", id, json_pack("{s:b}", "demo", 1), fault));
    return exchange_commit(&exchange, fault);
}

/* Its key for loading is as old as what is loaded with it. */
static err add_loading_key(const struct session *session, const struct play *play, size_t which,
                           struct fault *fault)
{
    SCOPED(new_key_wipe) struct new_key key;
    char last[DAY_TEXT_SIZE];
    struct session then = *session;
    day founded = day_add(play->today, -FOUNDED_DAYS);
    then.now = play_instant(founded, 0);
    clock_format(then.now, then.now_text);
    clock_tokyo_day(then.now, then.day);
    day_format(day_add(founded, LIMIT_KEY_LAST_DAY_DAYS_MAX), last);
    const struct key_grant grant = {buyer_text(play, which, "id"), "取引先台帳の移行",
                                    RIGHT_BUYER_READ | RIGHT_BUYER_WRITE, last};
    TRY(session_add_key(&then, &grant, &key, fault));
    json_object_set_new(json_array_get(play->buyers, which), "key", json_string(key.text));
    return OK;
}

static err open_scheme(struct session *session, day today, char from[static DAY_TEXT_SIZE],
                       struct fault *fault)
{
    day_format(day_shift_months(today, -OPEN_MONTHS), from);
    memcpy(from + 8, "01", 2);
    for (const char *star = "34"; *star; star++) {
        const char text[] = {*star, '\0'};
        const struct scheme_date date = {
            .scheme = "scs", .star = text, .obtainable_from = from, .note = INVENTED_NOTE};
        TRY(session_set_scheme_date(session, &date, fault));
    }
    return OK;
}

/* The server's own role, as which the demonstration comes in. */
static err open_pool(const struct session *session, const struct config *config, struct pool **out,
                     struct fault *fault)
{
    const char *conninfo =
        session->cluster ? cluster_conninfo(session->cluster) : config->database_url;
    if (conninfo[0] == '\0')
        return fault_log(
            fault, ERR_INVALID,
            "set HOSHITORI_DATABASE_URL too: the demonstration comes in as clients do");
    const struct pool_config pool = {.conninfo = conninfo, .size = CONNECTIONS};
    return pool_open(&pool, out, fault);
}

static err load_all(struct session *session, const struct config *config, struct play *play,
                    struct fault *fault)
{
    SCOPED(pool_close) struct pool *pool = NULL;
    TRY(open_pool(session, config, &pool, fault));
    for (size_t i = 0; i < json_array_size(play->buyers); i++) {
        TRY(add_buyer(session, play, i, fault));
        TRY(add_loading_key(session, play, i, fault));
    }
    return play_run(play, pool, session, config, fault);
}

static err add_demo_key(struct session *session, const char *label, const char *organisation,
                        const char *name, unsigned rights, day today, struct buf *text,
                        struct fault *fault)
{
    SCOPED(new_key_wipe) struct new_key key;
    char last[DAY_TEXT_SIZE];
    day_format(day_add(today, LIMIT_KEY_LAST_DAY_DAYS_DEFAULT), last);
    const struct key_grant grant = {organisation, "デモ用のキー", rights, last};
    TRY(session_add_key(session, &grant, &key, fault));
    buf_format(text, "%-8s  %s  %s\n", label, key.text, name);
    return OK;
}

static err add_demo_keys(struct session *session, const struct play *play, struct buf *text,
                         struct fault *fault)
{
    const json_t *supplier = json_array_get(play->suppliers, 0);
    const char *buyer = buyer_text(play, 0, "id"), *name = buyer_text(play, 0, "name");
    TRY(add_demo_key(session, "buyer", buyer, name,
                     RIGHT_BUYER_READ | RIGHT_BUYER_WRITE | RIGHT_KEYS_WRITE, play->today, text,
                     fault));
    TRY(add_demo_key(
        session, "supplier", json_string_value(json_object_get(supplier, "organisation")),
        json_string_value(json_object_get(supplier, "name")),
        RIGHT_SUPPLIER_READ | RIGHT_SUPPLIER_WRITE | RIGHT_KEYS_WRITE, play->today, text, fault));
    return add_demo_key(session, "auditor", buyer, name, RIGHT_BUYER_READ | RIGHT_AUDIT_READ,
                        play->today, text, fault);
}

static err load_first(struct session *session, const struct config *config, struct play *play,
                      struct buf *text, struct fault *fault)
{
    size_t imported = 0;
    char from[DAY_TEXT_SIZE];
    /* Its worker would tell what falls due in the past before the past is complete. */
    if (session->cluster && cluster_pid(session->cluster) == 0)
        return fault_log(fault, ERR_CONFLICT,
                         "a server runs on %s: stop it, load the demonstration, start it again",
                         config->data_dir);
    TRY(catalogue_load_embedded(session, &imported, fault));
    TRY(open_scheme(session, play->today, from, fault));
    TRY(load_all(session, config, play, fault));
    buf_format(text,
               "Demonstration: %zu buyers, %zu suppliers, %zu relationships. Every name, number "
               "and fact is invented.\n"
               "SCS ★3 and ★4 count as obtainable from %s: %s (invented for the "
               "demonstration).\n\n",
               json_array_size(play->buyers), json_array_size(play->suppliers), play->relationships,
               from, INVENTED_NOTE);
    TRY(add_demo_keys(session, play, text, fault));
    if (!buf_ok(text))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return keys_write(config, text, fault);
}

static err load(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(play_close) struct play play = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    enum found found = FOUND_NOTHING;
    TRY(session_open(config, &session, fault));
    if (!day_parse(session.day, &play.today))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", session.day);
    TRY(play_open(play.today, &play, fault));
    TRY(look_around(&session, &play, &found, fault));
    if (found == FOUND_OTHERS)
        return fault_log(fault, ERR_CONFLICT,
                         "the database has organisations of its own; the demonstration is for an "
                         "empty one");
    if (found == FOUND_DEMO)
        TRY(keys_read(config, &text, fault));
    else
        TRY(load_first(&session, config, &play, &text, fault));
    fputs(buf_text(&text), stdout);
    return OK;
}

int command_demo_load(const struct command *command, const struct config *config, int argc,
                      char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(load(config, fault), fault);
}
