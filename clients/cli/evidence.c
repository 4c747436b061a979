/* SPDX-License-Identifier: Apache-2.0 */
/* evidence: files that prove something, sent, linked, fetched, withdrawn and erased; supplier
 * evidence: those that a supplier shows. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/content_digest.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "receive.h"
#include "rows.h"
#include "say.h"

/* 50 links of a kind, an id and a criterion. */
enum { LINKS_TEXT_MAX = 16 * 1024 };

static void add_file(struct table *table, const json_t *item)
{
    char number[NUMBER_SIZE], stored[CLOCK_TEXT_SIZE] = "";
    int64_t size = whole_at(item, "size");
    const char *state = text_at(item, "state");
    tokyo_time(text_at(item, "stored_at"), stored);
    table_texts(table, text_at(item, "evidence"), text_at(item, "name"),
                label_of(table->session, TEXT_EVIDENCE_STATE, state[0] != '\0' ? state : "stored"),
                size >= 0 ? number_text(size, number) : "", stored);
}

static const enum word file_titles[] = {W_T_EVIDENCE, W_T_NAME,   W_T_STATE,
                                        W_T_BYTES,    W_T_STORED, W_NONE};

/* What it is linked to, as --link and --unlink take it. */
static void add_own_file(struct table *table, const json_t *item)
{
    SCOPED(buf_release) struct buf links = BUF_INIT(LINKS_TEXT_MAX);
    size_t i;
    json_t *link;
    add_file(table, item);
    json_array_foreach(json_object_get(item, "links"), i, link)
    {
        const char *criterion = text_at(link, "criterion");
        buf_format(&links, "%s%s:%s%s%s", i > 0 ? " " : "", text_at(link, "kind"),
                   text_at(link, "id"), criterion[0] != '\0' ? ":" : "", criterion);
    }
    table_add(table, STYLE_PLAIN, buf_text(&links));
}

err run_evidence_list(struct session *session)
{
    static const enum word titles[] = {W_T_EVIDENCE, W_T_NAME,   W_T_STATE, W_T_BYTES,
                                       W_T_STORED,   W_T_LINKED, W_NONE};
    return list_print(session, "/v1/evidence", titles, add_own_file);
}

err run_evidence_get(struct session *session)
{
    struct hoshitori_request request = {.accept = "*/*"};
    hoshitori_target(&request.target, "/v1/evidence/%s/content", operand(session->arguments));
    return receive_file(session, &request);
}

err run_supplier_evidence(struct session *session)
{
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *evidence = argument(session->arguments, OPTION_EVIDENCE);
    if (evidence != NULL) {
        struct hoshitori_request request = {.accept = "*/*"};
        hoshitori_target(&request.target, "/v1/suppliers/%s/evidence/%s/content", who, evidence);
        return receive_file(session, &request);
    }
    json_auto_t *items = json_array();
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/suppliers/%s/evidence", who);
    call_filters(session, &target, OPTION_AS_OF, OPTION_KNOWN_AT);
    TRY(list_read(session, &target, items));
    return items_print(session, items, file_titles, add_file);
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "declaration:ID", "assessment:ID:1-1" as the contract's EvidenceLink; NULL: it has no kind or no
 * id. */
static json_t *link_of(const char *text)
{
    size_t kind = strcspn(text, ":"), id = text[kind] != '\0' ? strcspn(text + kind + 1, ":") : 0;
    const char *after = text + kind + 1 + id;
    if (kind == 0 || id == 0)
        return NULL;
    json_t *link = json_pack("{s:s%, s:s%}", "kind", text, kind, "id", text + kind + 1, id);
    if (after[0] == ':')
        set_text(link, "criterion", after + 1);
    return link;
}

/* What --link names, added to `links`. */
static err read_links(struct session *session, json_t *links)
{
    const char *text;
    for (size_t at = 0; (text = argument_each(session->arguments, OPTION_LINK, &at)) != NULL;) {
        json_t *link = link_of(text);
        if (link == NULL)
            return refuse(session, ERR_MALFORMED, W_LINK_UNREADABLE, text, NULL);
        json_array_append_new(links, link);
    }
    return OK;
}

/* What --unlink names, taken from `links`. */
static err drop_links(struct session *session, json_t *links)
{
    const char *text;
    for (size_t at = 0; (text = argument_each(session->arguments, OPTION_UNLINK, &at)) != NULL;) {
        json_auto_t *link = link_of(text);
        size_t before = json_array_size(links);
        for (size_t i = before; link != NULL && i-- > 0;)
            if (json_equal(json_array_get(links, i), link))
                json_array_remove(links, i);
        if (link == NULL)
            return refuse(session, ERR_MALFORMED, W_LINK_UNREADABLE, text, NULL);
        if (json_array_size(links) == before)
            return refuse(session, ERR_NOT_FOUND, W_LINK_UNKNOWN, text, NULL);
    }
    return OK;
}

static err announce(struct session *session, const char *path, struct hoshitori_answer *answer)
{
    json_auto_t *body = json_object();
    json_t *links = json_array();
    json_object_set_new(body, "links", links);
    TRY(read_links(session, links));
    set_text(body, "name", name_of(path));
    set_text(body, "note", argument(session->arguments, OPTION_NOTE));
    set_text(body, "side", argument(session->arguments, OPTION_SIDE));
    return call_post(session, body, answer, "/v1/evidence");
}

static err send_bytes(struct session *session, const char *evidence, const char *bytes,
                      size_t length, struct hoshitori_answer *answer)
{
    unsigned char digest[DIGEST_SIZE];
    char text[CONTENT_DIGEST_SIZE];
    digest_sha256(bytes, length, digest);
    content_digest_write(digest, text);
    struct hoshitori_request request = {.method = "PUT",
                                        .bytes = bytes,
                                        .length = length,
                                        .content_type = "application/octet-stream",
                                        .content_digest = text};
    hoshitori_target(&request.target, "/v1/evidence/%s/content", evidence);
    session->doing = W_P_SENDING;
    return call(session, &request, 0, answer);
}

err run_evidence_put(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer announced = {0}, stored = {0};
    SCOPED(free_at) char *bytes = NULL;
    const char *path = operand(session->arguments);
    size_t length = 0;
    TRY(file_read(session, path, &bytes, &length));
    TRY(announce(session, path, &announced));
    const char *evidence = text_at(announced.json, "evidence");
    TRY(send_bytes(session, evidence, bytes, length, &stored));
    return tell_answer(session, stored.json, W_EVIDENCE_STORED, name_of(path), evidence, NULL);
}

/* The links of a record as they are sent. */
static json_t *links_told(const json_t *record)
{
    json_t *links = json_array();
    size_t i;
    json_t *link;
    json_array_foreach(json_object_get(record, "links"), i, link)
    {
        json_t *same =
            json_pack("{s:s, s:s}", "kind", text_at(link, "kind"), "id", text_at(link, "id"));
        if (json_is_string(json_object_get(link, "criterion")))
            set_text(same, "criterion", text_at(link, "criterion"));
        json_array_append_new(links, same);
    }
    return links;
}

/* The record is replaced as a whole: what is not named stays. */
err run_evidence_link(struct session *session)
{
    static const char *const kept[] = {"name", "note"};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer before = {0}, after = {0};
    const char *evidence = operand(session->arguments);
    json_auto_t *body = json_object();
    TRY(call_get(session, &before, "/v1/evidence/%s", evidence));
    json_t *links = links_told(before.json);
    json_object_set_new(body, "links", links);
    for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
        if (json_is_string(json_object_get(before.json, kept[k])))
            set_text(body, kept[k], text_at(before.json, kept[k]));
    TRY(drop_links(session, links));
    TRY(read_links(session, links));
    TRY(call_put(session, body, before.etag, &after, "/v1/evidence/%s", evidence));
    return tell_answer(session, after.json, W_EVIDENCE_LINKED, text_at(after.json, "name"), NULL);
}

err run_evidence_withdraw(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer gone = {0};
    const char *evidence = operand(session->arguments);
    TRY(confirm(session, W_ASK_EVIDENCE_WITHDRAW, evidence, NULL));
    TRY(call_post(session, NULL, &gone, "/v1/evidence/%s:withdraw", evidence));
    return tell_answer(session, gone.json, W_EVIDENCE_WITHDRAWN, text_at(gone.json, "name"), NULL);
}

err run_evidence_delete(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer gone = {0};
    const char *evidence = operand(session->arguments);
    TRY(confirm(session, W_ASK_EVIDENCE_DELETE, evidence, NULL));
    TRY(call_delete(session, NULL, &gone, "/v1/evidence/%s", evidence));
    return tell_answer(session, gone.json, W_EVIDENCE_DELETED, evidence, NULL);
}
