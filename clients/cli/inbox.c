/* SPDX-License-Identifier: Apache-2.0 */
/* inbox: what waits on one's side, the longest first. */
#include <string.h>

#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"

/* The two sides' words; no code has two meanings. */
static const char *task_label(const struct session *session, const char *code)
{
    const struct text *text = text_find(TEXT_TASK, code);
    return text != NULL ? text_in(text, session->language)
                        : label_of(session, TEXT_SUPPLIER_TASK, code);
}

static void add_task(struct table *table, const json_t *item)
{
    const char *name = text_at(item, "name");
    table_texts(table, text_at(item, "since"), text_at(item, "until"),
                task_label(table->session, text_at(item, "code")),
                name[0] != '\0' ? name : text_at(item, "object"), text_at(item, "owner"));
}

err run_inbox(struct session *session)
{
    static const enum word titles[] = {W_T_SINCE, W_T_BY_DAY, W_T_TASK,
                                       W_T_ABOUT, W_F_OWNER,  W_NONE};
    struct hoshitori_target target;
    const char *side;
    TRY(side_of(session, &side));
    hoshitori_target(&target, "/v1/tasks");
    hoshitori_query(&target, "side", side);
    call_filters(session, &target, OPTION_OWNER, OPTION_OWNER);
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_task);
}
