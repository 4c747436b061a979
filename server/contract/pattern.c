/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <ctype.h>
#include <pcre2.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* What the contract's patterns need at most is a tenth of it; a match that wants more ends. */
enum { STEPS_MAX = 50000, MATCH_KIB = 12, PATTERN_MAX = 8192 };

/* Blanks and ends of lines as ECMA-262 has them; without Unicode's properties PCRE2 knows ASCII's
 * only. */
#define SPACES                                                                                     \
    "\\t\\n\\x0b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
#define LINE_ENDS "\\n\\r\\u2028\\u2029"

struct pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
};

/* Where the translation of a pattern stands. */
struct translation {
    struct buf out;
    bool in_brackets;
    bool quantified; /* the last thing was a quantifier */
    const char *problem;
};

static void translation_release(struct translation *to)
{
    buf_release(&to->out);
}

static const char *refuse_pattern(struct translation *to, const char *problem)
{
    to->problem = problem;
    return "";
}

static const char *copy_pattern(struct translation *to, const char *at, size_t length)
{
    buf_add(&to->out, at, length);
    return at + length;
}

static const char *translate_escape(struct translation *to, const char *at)
{
    char letter = at[1];
    if (letter == 's' || (letter == 'S' && !to->in_brackets)) {
        const char *whole = letter == 's' ? "[" SPACES "]" : "[^" SPACES "]";
        buf_text_add(&to->out, to->in_brackets ? SPACES : whole);
        return at + 2;
    }
    if (letter == 'v') {
        buf_text_add(&to->out, "\\x0b");
        return at + 2;
    }
    if (letter == 'u' && strspn(at + 2, "0123456789abcdefABCDEF") >= 4)
        return copy_pattern(to, at, 6);
    if (letter && (strchr("dwDWtnrf", letter) || ispunct((unsigned char)letter)))
        return copy_pattern(to, at, 2);
    return refuse_pattern(to, "an escape that is not known here");
}

/* {n}, {n,} or {n,m}. */
static size_t repetition_length(const char *at)
{
    size_t length = 1 + strspn(at + 1, "0123456789");
    if (length == 1)
        return 0;
    if (at[length] == ',')
        length += 1 + strspn(at + length + 1, "0123456789");
    return at[length] == '}' ? length + 1 : 0;
}

static const char *translate_quantifier(struct translation *to, const char *at, size_t length)
{
    if (!length)
        return refuse_pattern(to, "a brace that is no repetition");
    if (to->quantified)
        return refuse_pattern(to, "two quantifiers, or one that is lazy");
    to->quantified = true;
    return copy_pattern(to, at, length);
}

static const char *translate_in_brackets(struct translation *to, const char *at)
{
    if (*at == '[') /* PCRE2 would read names of classes */
        buf_text_add(&to->out, "\\");
    to->in_brackets = *at != ']';
    return copy_pattern(to, at, 1);
}

/* One item; where to go on. */
static const char *translate_item(struct translation *to, const char *at)
{
    if (strchr("?*+", *at))
        return translate_quantifier(to, at, 1);
    if (*at == '{' || *at == '}')
        return translate_quantifier(to, at, *at == '{' ? repetition_length(at) : 0);
    to->quantified = false;
    if (*at == '[') {
        size_t length = at[1] == '^' ? 2 : 1;
        to->in_brackets = true;
        return at[length] == ']' ? refuse_pattern(to, "brackets around nothing")
                                 : copy_pattern(to, at, length);
    }
    if (*at == ']')
        return refuse_pattern(to, "a bracket without what it belongs to");
    if (*at == '(' && at[1] == '?')
        return at[2] == ':' ? copy_pattern(to, at, 3)
                            : refuse_pattern(to, "a group that is neither ( ) nor (?: )");
    if (*at == '(' && at[1] == '*')
        return refuse_pattern(to, "a quantifier of nothing");
    if (*at != '.')
        return copy_pattern(to, at, 1);
    buf_text_add(&to->out, "[^" LINE_ENDS "]");
    return at + 1;
}

/* From ECMA-262 to PCRE2. */
static void translate(struct translation *to, const char *text)
{
    for (const char *at = text; *at;) {
        if (*at == '\\') {
            to->quantified = false;
            at = translate_escape(to, at);
        } else {
            at = to->in_brackets ? translate_in_brackets(to, at) : translate_item(to, at);
        }
    }
}

static bool compile_translated(struct pattern *pattern, const struct buf *text)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (context && pattern->limits) {
        pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
        pcre2_set_match_limit(pattern->limits, STEPS_MAX);
        pcre2_set_heap_limit(pattern->limits, MATCH_KIB);
        pattern->code = pcre2_compile((PCRE2_SPTR)buf_text(text), PCRE2_ZERO_TERMINATED,
                                      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE,
                                      &error, &offset, context);
    }
    pcre2_compile_context_free(context);
    size_t size = 0;
    return pattern->code && !pcre2_pattern_info(pattern->code, PCRE2_INFO_SIZE, &size) &&
           size <= PATTERN_MAX;
}

struct pattern *pattern_compile(const char *text, const char **problem)
{
    SCOPED(translation_release) struct translation to = {.out = BUF_INIT(PATTERN_MAX)};
    SCOPED(pattern_free) struct pattern *pattern = calloc(1, sizeof *pattern);
    translate(&to, text);
    if (to.problem || !pattern || !buf_ok(&to.out))
        *problem = to.problem ? to.problem : "out of memory, or too large";
    else if (!compile_translated(pattern, &to.out))
        *problem = "no regular expression, or too large";
    else
        return steal(&pattern);
    return NULL;
}

void pattern_free(struct pattern **pattern)
{
    if (!*pattern)
        return;
    pcre2_code_free((*pattern)->code);
    pcre2_match_context_free((*pattern)->limits);
    free(*pattern);
    *pattern = NULL;
}

/* What a match may take stands on the stack: it allocates nothing, and cannot fail for others' use.
 */
struct room {
    size_t used;
    _Alignas(max_align_t) unsigned char bytes[MATCH_KIB * 1024 + 1024];
};

static void *take_room(size_t size, void *data)
{
    struct room *room = data;
    size_t rounded =
        (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    if (rounded > sizeof room->bytes - room->used)
        return NULL;
    room->used += rounded;
    return room->bytes + room->used - rounded;
}

static void give_room(void *memory, void *data)
{
    (void)memory;
    (void)data;
}

bool pattern_matches(const struct pattern *pattern, const char *text)
{
    struct room room;
    room.used = 0;
    pcre2_general_context *memory = pcre2_general_context_create(take_room, give_room, &room);
    pcre2_match_data *match = pcre2_match_data_create(1, memory);
    return pcre2_match(pattern->code, (PCRE2_SPTR)text, strlen(text), 0, PCRE2_NO_UTF_CHECK, match,
                       pattern->limits) >= 0;
}
