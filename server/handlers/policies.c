/* SPDX-License-Identifier: Apache-2.0 */
/* A company's basic policy: its draft, made from what was answered, and what is published of it. */
#include <stdio.h>
#include <string.h>

#include "domain/policy.h"
#include "domain/text.h"
#include "handlers/public_code.h"
#include "handlers/way/pass.h"
#include "operations.h"
#include "print/pdf.h"
#include "store/help.h"

/* Of 20,000 characters. */
enum { POLICY_TEXT_MAX = 4 * 20000 + 1, PAPER_MAX = 2 * 1024 * 1024, URL_MAX = 2048 };

/* Its address, instead of the code in it. */
static err add_url(struct request *request, json_t *body, struct fault *fault)
{
    char url[URL_MAX];
    const char *code = json_string_value(json_object_get(body, "code"));
    snprintf(url, sizeof url, "%s/policies/%s", app_of(request)->public_url, code ? code : "");
    if (json_object_set_new(body, "url", code ? json_string(url) : json_null()) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_object_del(body, "code");
    return OK;
}

static const char *const policy_members[] = {"language", "text", NULL};

PASS(read_replaced, policy_get, q_policy_shape(), policy_members, add_url)

static err finish_policy(struct request *request, struct changed *changed, struct fault *fault)
{
    return add_url(request, changed->body, fault);
}

err policy_put(struct request *request, struct response *response, struct fault *fault)
{
    char code[PUBLIC_CODE_SIZE];
    public_code_make(request, code);
    const struct change change = {.statement =
                                      QUERY(policy_put, .code = code, TEXT(language), TEXT(text)),
                                  .finish = finish_policy,
                                  .replaces = policy_members};
    return change_run(&change, request, response, fault);
}

err policy_publish(struct request *request, struct response *response, struct fault *fault)
{
    const struct change change = {
        .statement = q_policy_publish(), .finish = finish_policy, .replaces = policy_members};
    return change_run(&change, request, response, fault);
}

err policy_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    const struct change change = {.statement = q_policy_withdraw(), .finish = finish_policy};
    return change_run(&change, request, response, fault);
}

static err read_basis(struct request *request, json_t **basis, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request, q_policy_basis(), &exchange, &index, fault));
    *basis = json_loads(q_value_row(&exchange, index, 0).value, 0, NULL);
    return *basis ? OK : fault_log(fault, ERR_INTERNAL, "what a policy is made of is no object");
}

static enum language language_asked(const struct request *request)
{
    return strcmp(request_text(request, "language"), "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN;
}

/* Nothing is kept of it, its repetition neither: it names somebody. */
err policy_suggest(struct request *request, struct response *response, struct fault *fault)
{
    json_auto_t *basis = NULL;
    json_auto_t *template = help_policy();
    json_auto_t *left_out = json_array();
    SCOPED(buf_release) struct buf text = BUF_INIT(POLICY_TEXT_MAX);
    TRY(read_basis(request, &basis, fault));
    const struct policy_draft draft = {
        .template = template,
        .answers = json_object_get(basis, "answers"),
        .company = json_string_value(json_object_get(basis, "company")),
        .representative = request_text(request, "representative"),
        .day = request_text(request, "day"),
        .language = language_asked(request),
    };
    if (!policy_write(&draft, &text, left_out))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_auto_t *body = json_pack("{s:s, s:s, s:O}", "language", request_text(request, "language"),
                                  "text", buf_text(&text), "left_out", left_out);
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    response_json(response, 200, body);
    return OK;
}

/* A policy being printed. */
struct policy_printed {
    struct pdf *pdf;
    struct buf part;
};

static void print_part(void *context, enum policy_part part, const char *text, size_t length)
{
    struct policy_printed *printed = context;
    buf_clear(&printed->part);
    buf_add(&printed->part, text, length);
    if (part == POLICY_PARAGRAPH)
        pdf_paragraph(printed->pdf, buf_text(&printed->part));
    else
        pdf_heading(printed->pdf, part == POLICY_TITLE ? 1 : 2, buf_text(&printed->part));
}

static err print_policy(const json_t *policy, struct buf *out, struct fault *fault)
{
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    SCOPED(buf_release) struct buf title = BUF_INIT(POLICY_TEXT_MAX);
    const char *text = json_string_value(json_object_get(policy, "text"));
    const char *code = json_string_value(json_object_get(policy, "language"));
    const enum language language = strcmp(code, "ja") == 0 ? LANGUAGE_JA : LANGUAGE_EN;
    int64_t recorded_at = 0;
    if (!clock_parse(json_string_value(json_object_get(policy, "recorded_at")), &recorded_at))
        return fault_log(fault, ERR_INTERNAL, "a policy without an instant");
    buf_add(&title, text, strcspn(text, "\n"));
    const struct pdf_options options = {.title = buf_text(&title),
                                        .boxes = text_word(TEXT_PRINT_TEXT, "boxes", language),
                                        .language = language,
                                        .created = recorded_at / 1000000};
    TRY(pdf_open(&options, out, &pdf, fault));
    struct policy_printed printed = {.pdf = pdf, .part = BUF_INIT(POLICY_TEXT_MAX)};
    policy_read(text, print_part, &printed);
    bool complete = buf_ok(&printed.part);
    buf_release(&printed.part);
    return complete ? pdf_finish(pdf, fault)
                    : fault_log(fault, ERR_INTERNAL, "a policy is too long");
}

err policy_page(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf page = BUF_INIT(PAPER_MAX);
    size_t index = 0;
    TRY(read_rows(request, q_policy_shape(), &exchange, &index, fault));
    json_auto_t *policy = json_loads(q_value_row(&exchange, index, 0).value, 0, NULL);
    if (!json_is_string(json_object_get(policy, "text")))
        return fault_set(fault, ERR_CONFLICT, "policy_not_drafted");
    TRY(print_policy(policy, &page, fault));
    read_answer(request, response, buf_text(&page), page.length);
    response->content_type = "application/pdf";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"policy.pdf\"");
    return OK;
}
