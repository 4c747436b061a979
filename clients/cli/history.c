/* SPDX-License-Identifier: Apache-2.0 */
/* supplier history: what happened about one supplier. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { DETAILS_MAX = 8000 };

static void add_part(struct buf *out, const char *text)
{
    if (text[0] == '\0')
        return;
    buf_text_add(out, out->length > 0 ? "  " : "");
    buf_text_add(out, text);
}

/* What an entry tells besides its name, in one line. */
static void details_of(const struct session *session, const json_t *data, struct buf *out)
{
    static const char *const texts[] = {"id", "to", "due", "from", "until", "text"};
    char star[STAR_TEXT_SIZE];
    int64_t held = whole_at(data, "star");
    if (held > 0)
        add_part(out, star_text(session, held, star));
    if (text_at(data, "assurance")[0] != '\0')
        add_part(out, label_of(session, TEXT_ASSURANCE, text_at(data, "assurance")));
    if (text_at(data, "mail")[0] != '\0')
        add_part(out, label_of(session, TEXT_MAIL_KIND, text_at(data, "mail")));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_part(out, text_at(data, texts[i]));
}

static const char *who_did(const struct session *session, const json_t *entry)
{
    const char *side = text_at(entry, "side"), *by = text_at(entry, "by");
    if (side[0] == '\0')
        return word(session, W_T_RULE);
    return by[0] != '\0' ? by : label_of(session, TEXT_ACTOR, side);
}

static void add_happened(struct table *table, const json_t *entry)
{
    SCOPED(buf_release) struct buf details = BUF_INIT(DETAILS_MAX);
    char when[CLOCK_TEXT_SIZE];
    details_of(table->session, json_object_get(entry, "data"), &details);
    table_texts(table, tokyo_time(text_at(entry, "recorded_at"), when) ? when : "",
                label_of(table->session, TEXT_HISTORY_CODE, text_at(entry, "code")),
                who_did(table->session, entry), buf_text(&details));
}

err run_supplier_history(struct session *session)
{
    static const enum word titles[] = {W_T_WHEN, W_T_MEMBER, W_T_WHO, W_T_DETAILS, W_NONE};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/history", who);
    call_large_pages(&target);
    return list_print_some(session, &target, titles, add_happened);
}
