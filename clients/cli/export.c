/* SPDX-License-Identifier: Apache-2.0 */
/* export: suppliers or statuses, all of them in one stream. */
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "progress.h"
#include "receive.h"
#include "say.h"

struct stream {
    struct session *session;
    struct new_file file;
};

static bool on_bytes(void *context, const char *bytes, size_t length)
{
    struct stream *stream = context;
    if (stream->file.path != NULL)
        progress_show(stream->session, W_P_RECEIVING, stream->file.written, 0);
    return new_file_write(&stream->file, bytes, length);
}

err receive_file(struct session *session, struct hoshitori_request *request)
{
    const char *path = argument(session->arguments, OPTION_OUTPUT);
    struct stream stream = {.session = session};
    struct hoshitori_answer answer = {0};
    if (request->method == NULL)
        request->method = "GET";
    request->sink = on_bytes;
    request->sink_context = &stream;
    TRY(session_sign_in(session));
    TRY(new_file_open(session, path, &stream.file));
    err received = call(session, request, 0, &answer);
    err closed = new_file_close(&stream.file, received.code == ERR_NONE);
    hoshitori_answer_release(&answer);
    if (received.code == ERR_NONE && closed.code == ERR_NONE && stream.file.path != NULL &&
        !session->quiet)
        say(session, stderr, W_EXPORTED, path, NULL);
    return received.code != ERR_NONE ? received : closed;
}

err receive_pages(struct session *session, struct hoshitori_request *request)
{
    const char *path = argument(session->arguments, OPTION_OUTPUT);
    request->accept =
        path != NULL && file_ends(path, ".xlsx") ? rows_type("xlsx", path) : "application/pdf";
    return receive_file(session, request);
}

err run_report(struct session *session)
{
    struct hoshitori_request request = {0};
    hoshitori_target(&request.target, "/v1/report");
    call_filters(session, &request.target, OPTION_AS_OF, OPTION_KNOWN_AT);
    return receive_pages(session, &request);
}

/* The ids of those that --supplier names. */
static err read_named(struct session *session, json_t *ids)
{
    const char *named;
    for (size_t at = 0;
         (named = argument_each(session->arguments, OPTION_SUPPLIER, &at)) != NULL;) {
        SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
        SCOPED(free_at) char *who = supplier_of(named);
        TRY(call_get(session, &answer, "/v1/suppliers/%s", who));
        json_array_append_new(ids, json_string(text_at(answer.json, "relationship")));
    }
    return OK;
}

err run_export(struct session *session)
{
    const char *what = operand(session->arguments);
    json_auto_t *ids = json_array();
    struct hoshitori_request request = {.accept =
                                            rows_type(argument(session->arguments, OPTION_FORMAT),
                                                      argument(session->arguments, OPTION_OUTPUT))};
    if (what == NULL)
        what = "suppliers";
    if (!is_choice("suppliers|statuses", what, strlen(what)))
        return refuse(session, ERR_MALFORMED, W_NO_CHOICE, what, "suppliers|statuses", NULL);
    TRY(read_named(session, ids));
    json_auto_t *body = json_pack("{s:O}", "suppliers", ids);
    bool named = json_array_size(ids) > 0;
    if (named && strcmp(what, "suppliers") != 0)
        return refuse(session, ERR_MALFORMED, W_NO_CHOICE, what, "suppliers", NULL);
    request.method = named ? "POST" : "GET";
    request.json = named ? body : NULL;
    hoshitori_target(&request.target, named ? "/v1/%s:export" : "/v1/%s", what);
    call_filters(session, &request.target, OPTION_SIDE, OPTION_KNOWN_AT);
    call_filters(session, &request.target, OPTION_CATEGORY, OPTION_TAG);
    return receive_file(session, &request);
}

err run_statement_page(struct session *session)
{
    struct hoshitori_request request = {.accept = "application/pdf"};
    hoshitori_target(&request.target, "/v1/statements/%s/page", operand(session->arguments));
    return receive_file(session, &request);
}

err run_archive(struct session *session)
{
    struct hoshitori_request request = {.accept = "application/zip"};
    hoshitori_target(&request.target, "/v1/archive");
    return receive_file(session, &request);
}
