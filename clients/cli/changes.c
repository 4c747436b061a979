/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"

#include <string.h>

#include "call.h"
#include "labels.h"
#include "say.h"
#include "table.h"

void changes_keep(const json_t *now, json_t *body, const char *const *members)
{
    for (; *members != NULL; members++) {
        const json_t *value = json_object_get(now, *members);
        if (value != NULL && !json_is_null(value))
            json_object_set_new(body, *members, json_deep_copy(value));
    }
}

static const struct {
    const char *path;
    enum word name;
} MEMBERS[] = {
    {"required_star", W_F_REQUIRED},
    {"required_assurance", W_F_ASSURANCE},
    {"accept_higher", W_F_HIGHER},
    {"effective_from", W_F_FROM},
    {"due_on", W_F_DUE},
    {"due_in_days", W_F_DUE_IN_DAYS},
    {"reason", W_F_REASON},
    {"notice_on", W_F_NOTICE},
    {"questions.important_information", W_F_INFORMATION},
    {"questions.unacceptable_interruption", W_F_INTERRUPTION},
    {"questions.internal_access", W_F_ACCESS},
};

static void add_value(struct table *table, const char *path, const json_t *value, enum style style)
{
    char text[STAR_TEXT_SIZE];
    if (strcmp(path, "required_star") == 0)
        table_add(table, style,
                  star_text(table->session, json_is_integer(value) ? json_integer_value(value) : -1,
                            text));
    else if (json_is_integer(value))
        table_add(table, style, number_text(json_integer_value(value), text));
    else if (json_is_boolean(value))
        table_add(table, style, label_of_yes(table->session, value));
    else if (strcmp(path, "required_assurance") == 0 && json_is_string(value))
        table_add(table, style, label_of(table->session, TEXT_ASSURANCE, json_string_value(value)));
    else
        table_add(table, style,
                  json_is_string(value) ? json_string_value(value)
                                        : word(table->session, W_NOTHING));
}

static bool is_null(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

/* Left out of the body: the server's default, which is not known here; only what is named is
 * compared, and a star that is taken away. */
static bool differs(const json_t *now, const json_t *then, const char *path)
{
    if (then == NULL)
        return false;
    if (is_null(then) && is_null(now))
        return strcmp(path, "required_star") == 0 && now == NULL;
    return !json_equal(now, then);
}

bool changes_print(const struct session *session, const json_t *now, const json_t *body)
{
    static const enum word titles[] = {W_T_MEMBER, W_T_NOW, W_T_THEN, W_NONE};
    struct table table;
    table_begin(&table, session, titles);
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        const json_t *before = json_at(now, MEMBERS[i].path);
        const json_t *after = json_at(body, MEMBERS[i].path);
        if (!differs(before, after, MEMBERS[i].path))
            continue;
        table_add(&table, STYLE_PLAIN, word(session, MEMBERS[i].name));
        add_value(&table, MEMBERS[i].path, before, STYLE_DIM);
        add_value(&table, MEMBERS[i].path, after, STYLE_BOLD);
    }
    bool any = table_rows(&table) > 0;
    if (any && !session->json)
        table_print(&table, stdout);
    table_release(&table);
    return any;
}
