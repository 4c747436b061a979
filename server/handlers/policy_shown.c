/* SPDX-License-Identifier: Apache-2.0 */
/* The policy that a company published, for anybody who was given its address: a page that stands
 * alone. What stands in it was typed by somebody: nothing of it is markup. */
#include <string.h>

#include "base/html.h"
#include "domain/policy.h"
#include "domain/text.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { SHOWN_MAX = 256 * 1024, VERSION_MAX = 200 };

/* Its digest stands in the page's policy. */
#define STYLE                                                                                      \
    ":root{color-scheme:light dark}body{margin:0 auto;max-width:44rem;padding:1.5rem "             \
    "1rem 3rem;font-family:system-ui,'Hiragino Sans','Yu Gothic UI',Meiryo,sans-serif"             \
    ";line-height:1.8;overflow-wrap:anywhere}h1{font-size:1.5rem}h2{font-size:1.05rem"             \
    ";margin:1.6rem 0 0}p{margin:.4rem 0}footer{margin-top:3rem;border-top:1px solid "             \
    "GrayText;padding-top:.5rem;font-size:.9rem}ul{margin:0;padding-left:1.2rem}@medi"             \
    "a print{footer{display:none}}"
#define STYLE_DIGEST "PssvgrEGOs/mOAKA2fG0BC80ZJ2X/Vtz0bneOIpP+GI="
#define POLICY                                                                                     \
    "default-src 'none'; style-src 'sha256-" STYLE_DIGEST                                          \
    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static const char *policy_word(const struct request *request, const char *code)
{
    return text_word(TEXT_POLICY, code, request->language);
}

static void add_element(struct buf *out, const char *name, const char *text, size_t length)
{
    buf_format(out, "<%s>", name);
    html_text(out, text, length);
    buf_format(out, "</%s>\n", name);
}

static void add_part(void *context, enum policy_part part, const char *text, size_t length)
{
    static const char *const elements[] = {"h1", "h2", "p"};
    add_element(context, elements[part], text, length);
}

static void add_text(struct buf *out, const struct q_policy_shown_row *row)
{
    buf_format(out, "<main lang=\"%s\">\n", row->language);
    policy_read(row->text, add_part, out);
    buf_text_add(out, "</main>\n");
}

/* One line of the history; of what is shown no link leads to it. */
static bool add_version(const struct request *request, const json_t *version, int shown,
                        struct buf *out)
{
    struct json_members members;
    SCOPED(buf_release) struct buf told = BUF_INIT(VERSION_MAX);
    SCOPED(free_at) char *text = json_dumps(version, JSON_COMPACT);
    int number = (int)json_integer_value(json_object_get(version, "number"));
    if (!text || !json_members_read((struct text_span){text, strlen(text)}, &members) ||
        !text_render(&told, TEXT_POLICY, "version", request->language, &members, 0))
        return false;
    buf_text_add(out, "<li>");
    if (number != shown)
        buf_format(out, "<a href=\"?version=%d\">", number);
    html_text(out, buf_text(&told), told.length);
    buf_text_add(out, number != shown ? "</a></li>\n" : "</li>\n");
    return true;
}

static void begin_page(const struct request *request, const char *title, struct buf *out)
{
    buf_format(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
               request->language == LANGUAGE_JA ? "ja" : "en");
    buf_text_add(out, "<meta name=\"viewport\" content=\"width=device-width\">\n"
                      "<meta name=\"robots\" content=\"noindex\">\n<title>");
    html_text(out, title, strlen(title));
    buf_text_add(out, "</title>\n<style>" STYLE "</style>\n</head>\n<body>\n");
}

static err write_shown(const struct request *request, const struct q_policy_shown_row *row,
                       struct buf *out, struct fault *fault)
{
    size_t i;
    json_t *version;
    json_auto_t *versions = json_loads(row->versions, 0, NULL);
    begin_page(request, row->company, out);
    add_text(out, row);
    buf_text_add(out, "<footer>\n");
    add_element(out, "h2", policy_word(request, "history"),
                strlen(policy_word(request, "history")));
    buf_text_add(out, "<ul>\n");
    json_array_foreach(
        versions, i,
        version) if (!add_version(request, version, row->version,
                                  out)) return fault_log(fault, ERR_INTERNAL,
                                                         "a version that cannot be told");
    buf_text_add(out, "</ul>\n");
    add_element(out, "p", policy_word(request, "by_company"),
                strlen(policy_word(request, "by_company")));
    buf_text_add(out, "</footer>\n</body>\n</html>\n");
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "a policy is too long");
}

static void write_none(const struct request *request, struct response *response)
{
    const char *text = policy_word(request, "not_shown");
    response->status = 404;
    begin_page(request, text, &response->body);
    add_element(&response->body, "h1", text, strlen(text));
    text = policy_word(request, "not_shown_step");
    add_element(&response->body, "p", text, strlen(text));
    buf_text_add(&response->body, "</body>\n</html>\n");
}

err policy_show(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf page = BUF_INIT(SHOWN_MAX);
    int64_t version = request_number(request, "version");
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    size_t index =
        exchange_send(&exchange, QUERY(policy_shown, .code = request_parameter(request, "policy"),
                                       .number = {version != REQUEST_ABSENT, (int32_t)version}));
    TRY(exchange_finish(&exchange, fault));
    response->content_type = "text/html; charset=utf-8";
    response->policy = POLICY;
    if (exchange_rows(&exchange, index) == 0) {
        write_none(request, response);
        return OK;
    }
    struct q_policy_shown_row row = q_policy_shown_row(&exchange, index, 0);
    TRY(write_shown(request, &row, &page, fault));
    read_answer(request, response, buf_text(&page), page.length);
    response->content_type = "text/html; charset=utf-8";
    response->cache_control = "public, no-cache";
    return OK;
}
