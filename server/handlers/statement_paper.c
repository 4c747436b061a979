/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/statement_paper.h"

#include <stdio.h>
#include <string.h>

#include "base/jws.h"
#include "domain/claims.h"
#include "domain/day.h"
#include "domain/text.h"
#include "handlers/statement_check.h"
#include "handlers/way/read.h"
#include "print/pdf.h"

enum {
    PAPER_MAX = 4 * 1024 * 1024, /* 1 MiB of fonts, 1.3 with names in Hangul */
    TEXT_MAX = 8 * 1024,
    FACTS_MAX = 16,
    SENTENCE_LONG = 600,
    NAME_LONG = 150
};

/* The page that is being written; texts of facts lie in `texts` one behind the other. */
struct printed {
    struct pdf *pdf;
    const json_t *claims;
    struct buf texts[2 * FACTS_MAX];
    struct pdf_fact facts[FACTS_MAX];
    size_t fact_count;
};

static const char *word(const char *code, enum language language)
{
    return text_word(TEXT_STATEMENT, code, language);
}

/* Both languages, as people read them side by side. */
static void add_both(struct buf *out, const char *code, const char *between)
{
    buf_format(out, "%s%s%s", word(code, LANGUAGE_JA), between, word(code, LANGUAGE_EN));
}

/* A fact whose value is to be written into the returned buffer. */
static struct buf *begin_fact(struct printed *printed, const char *code)
{
    struct buf *name = &printed->texts[2 * printed->fact_count];
    struct buf *value = name + 1;
    *name = (struct buf)BUF_INIT(TEXT_MAX);
    *value = (struct buf)BUF_INIT(TEXT_MAX);
    add_both(name, code, " ");
    printed->fact_count++;
    return value;
}

static void add_claimed(struct buf *out, const json_t *party)
{
    if (json_is_true(json_object_get(party, "number_proven")))
        return;
    buf_format(out, "\n");
    add_both(out, "number_claimed", " ");
}

/* The whole name stands in the sentence above. */
static void add_short_name(struct buf *out, const char *name)
{
    size_t length = strlen(name);
    if (length <= NAME_LONG) {
        buf_text_add(out, name);
        return;
    }
    length = NAME_LONG;
    while ((name[length] & 0xC0) == 0x80) /* within a character */
        length--;
    buf_add(out, name, length);
    buf_text_add(out, "…");
}

static void add_party(struct printed *printed, const char *code, const json_t *party)
{
    struct buf *out = begin_fact(printed, code);
    const char *number = statement_text(party, "corporate_number");
    add_short_name(out, statement_text(party, "name"));
    if (!number)
        return;
    buf_format(out, "\n%s ", word("corporate_number", LANGUAGE_JA));
    buf_format(out, "%s %s", word("corporate_number", LANGUAGE_EN), number);
    add_claimed(out, party);
}

static void add_star(struct printed *printed, const char *code, const char *star,
                     const char *assurance)
{
    struct buf *out = begin_fact(printed, code);
    const char *level = statement_text(printed->claims, assurance);
    buf_format(out, "★%d", (int)json_integer_value(json_object_get(printed->claims, star)));
    if (level)
        buf_format(out, "　%s / %s", text_word(TEXT_ASSURANCE, level, LANGUAGE_JA),
                   text_word(TEXT_ASSURANCE, level, LANGUAGE_EN));
}

/* A text with one parameter. */
static void render_with(struct buf *out, const char *code, enum language language,
                        const char *parameter, const char *value)
{
    struct json_members members;
    SCOPED(buf_release) struct buf parameters = BUF_INIT(TEXT_MAX);
    struct json_out json = JSON_OUT_INIT(&parameters);
    json_out_object(&json, NULL);
    json_out_text(&json, parameter, value);
    json_out_object_end(&json);
    if (json_members_read((struct text_span){buf_text(&parameters), parameters.length}, &members))
        text_render(out, TEXT_STATEMENT, code, language, &members, 0);
}

static void add_japan_time(struct buf *out, int64_t instant, enum language language)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    claims_instant(instant, language, &text);
    render_with(out, "japan_time", language, "instant", buf_text(&text));
}

static void add_instant(struct printed *printed, const char *code, int64_t instant)
{
    struct buf *out = begin_fact(printed, code);
    add_japan_time(out, instant, LANGUAGE_JA);
    buf_text_add(out, " / ");
    add_japan_time(out, instant, LANGUAGE_EN);
}

static void add_day_fact(struct printed *printed, const char *code, const char *member)
{
    struct buf *out = begin_fact(printed, code);
    const day on = day_of_text(statement_text(printed->claims, member));
    day_text(out, on, LANGUAGE_JA);
    buf_text_add(out, " / ");
    day_text(out, on, LANGUAGE_EN);
}

static void add_buyer_fact(struct printed *printed)
{
    const json_t *buyer = json_object_get(printed->claims, "buyer");
    if (json_is_object(buyer))
        add_party(printed, "buyer", buyer);
    else
        add_both(begin_fact(printed, "buyer"), "not_named", " / ");
}

static int64_t instant_of(const json_t *claims, const char *member)
{
    int64_t instant = 0;
    return clock_parse(statement_text(claims, member), &instant) ? instant : 0;
}

static void add_facts(struct printed *printed)
{
    const json_t *claims = printed->claims;
    add_party(printed, "subject", json_object_get(claims, "subject"));
    if (json_is_integer(json_object_get(claims, "required_star"))) {
        add_buyer_fact(printed);
        add_star(printed, "required", "required_star", "required_assurance");
    }
    add_star(printed, "held", "held_star", "held_assurance");
    add_day_fact(printed, "as_of", "as_of");
    add_instant(printed, "known_at", instant_of(claims, "known_at"));
    add_instant(printed, "issued_at", json_integer_value(json_object_get(claims, "iat")) * 1000000);
    buf_text_add(begin_fact(printed, "issuer"), statement_text(claims, "iss"));
}

static void print_facts(struct printed *printed)
{
    for (size_t i = 0; i < printed->fact_count; i++)
        printed->facts[i] = (struct pdf_fact){buf_text(&printed->texts[2 * i]),
                                              buf_text(&printed->texts[2 * i + 1])};
    pdf_facts(printed->pdf, printed->facts, printed->fact_count);
}

static void print_withdrawn(struct printed *printed, const char *withdrawn_at)
{
    int64_t instant;
    char on[DAY_TEXT_SIZE];
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    if (!withdrawn_at || !clock_parse(withdrawn_at, &instant))
        return;
    clock_tokyo_day(instant, on);
    render_with(&text, "withdrawn", LANGUAGE_JA, "withdrawn_on", on);
    buf_char(&text, '\n');
    render_with(&text, "withdrawn", LANGUAGE_EN, "withdrawn_on", on);
    pdf_heading(printed->pdf, 2, buf_text(&text));
}

static void print_both(struct printed *printed, const char *code)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    add_both(&text, code, "\n");
    pdf_note(printed->pdf, buf_text(&text));
}

static void print_code(struct printed *printed, const char *url)
{
    SCOPED(buf_release) struct buf caption = BUF_INIT(TEXT_MAX);
    add_both(&caption, "how_to_check", "\n");
    buf_char(&caption, '\n');
    add_both(&caption, "check_address", "\n");
    buf_format(&caption, "\n%s", url);
    pdf_qr(printed->pdf, url, buf_text(&caption));
}

/* Names may be long, and it has to stay one page. */
static void print_sentence(struct printed *printed, const char *sentence)
{
    (strlen(sentence) > SENTENCE_LONG ? pdf_note : pdf_paragraph)(printed->pdf, sentence);
}

/* What nobody reads, and somebody may have to type. */
static void print_marks(struct printed *printed, const char *kid)
{
    const char *const marks[][2] = {{"code", statement_text(printed->claims, "jti")},
                                    {"basis", statement_text(printed->claims, "basis")},
                                    {"key", kid}};
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        add_both(&text, marks[i][0], " ");
        buf_format(&text, ": %s\n", marks[i][1]);
    }
    pdf_note(printed->pdf, buf_text(&text));
}

static void print(struct printed *printed, const json_t *statement, const char *kid)
{
    SCOPED(buf_release) struct buf title = BUF_INIT(TEXT_MAX);
    const json_t *sentence = json_object_get(printed->claims, "sentence");
    bool status = json_is_integer(json_object_get(printed->claims, "required_star"));
    add_both(&title, status ? "title_status" : "title_standing", "　");
    pdf_heading(printed->pdf, 1, buf_text(&title));
    print_withdrawn(printed, statement_text(statement, "withdrawn_at"));
    print_sentence(printed, statement_text(sentence, "ja"));
    print_sentence(printed, statement_text(sentence, "en"));
    add_facts(printed);
    print_facts(printed);
    print_code(printed, statement_text(statement, "verify_url"));
    print_both(printed, "self_declared");
    print_both(printed, "not_by_scheme");
    print_marks(printed, kid);
}

static void printed_release(struct printed *printed)
{
    pdf_close(&printed->pdf);
    for (size_t i = 0; i < 2 * printed->fact_count; i++)
        buf_release(&printed->texts[i]);
}

static err write_paper(const json_t *statement, const char *kid, struct buf *out,
                       struct fault *fault)
{
    SCOPED(printed_release)
    struct printed printed = {.claims = json_object_get(statement, "claims")};
    char boxes[256];
    snprintf(boxes, sizeof boxes, "%s %s", text_word(TEXT_PRINT_TEXT, "boxes", LANGUAGE_JA),
             text_word(TEXT_PRINT_TEXT, "boxes", LANGUAGE_EN));
    const struct pdf_options options = {
        .title = word("title_status", LANGUAGE_JA),
        .footer = statement_text(printed.claims, "iss"),
        .boxes = boxes,
        .language = LANGUAGE_JA,
        .created = json_integer_value(json_object_get(printed.claims, "iat"))};
    TRY(pdf_open(&options, out, &printed.pdf, fault));
    print(&printed, statement, kid);
    return pdf_finish(printed.pdf, fault);
}

err statement_paper(struct request *request, struct response *response, const json_t *statement,
                    struct fault *fault)
{
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    SCOPED(buf_release) struct buf page = BUF_INIT(PAPER_MAX);
    if (!jws_read(statement_text(statement, "jws"), JWS_STATEMENT, &jws))
        return fault_log(fault, ERR_INTERNAL, "a stored statement is none");
    TRY(write_paper(statement, jws.kid, &page, fault));
    read_answer(request, response, buf_text(&page), page.length);
    response->content_type = PDF_TYPE;
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"statement-%s.pdf\"", statement_text(statement, "statement"));
    return OK;
}
