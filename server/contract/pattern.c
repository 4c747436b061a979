/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "contract/pattern_program.h"

enum { RANGES_MAX = 2000, NESTING_MAX = 8, REPEAT_MAX = 1000, UNBOUNDED = -1 };

struct parser {
    struct pattern *pattern;
    const char *at;
    int nesting;
    const char *problem; /* the first one; parsing goes on to nothing after it */
};

static void alternatives(struct parser *parser);

static void refuse_pattern(struct parser *parser, const char *problem)
{
    if (!parser->problem)
        parser->problem = problem;
}

static uint16_t add_step(struct parser *parser, struct pattern_step step)
{
    struct pattern *pattern = parser->pattern;
    if (pattern->step_count == STEPS_MAX) {
        refuse_pattern(parser, "too many states");
        return 0;
    }
    pattern->steps[pattern->step_count] = step;
    return pattern->step_count++;
}

static void add_range(struct parser *parser, uint32_t from, uint32_t to)
{
    struct pattern *pattern = parser->pattern;
    if (pattern->range_count == RANGES_MAX)
        refuse_pattern(parser, "too many character ranges");
    else if (from > to)
        refuse_pattern(parser, "a range that runs backwards");
    else
        pattern->ranges[pattern->range_count++] = (struct range){from, to};
}

static void add_one(struct parser *parser, uint16_t first_range, bool negated)
{
    add_step(parser, (struct pattern_step){.kind = STEP_ONE,
                                           .negated = negated,
                                           .first = first_range,
                                           .last = parser->pattern->range_count});
}

/* The ranges of \d \w \s; false when `letter` is none of them. */
static bool add_named_class(struct parser *parser, char letter)
{
    static const struct range digits[] = {{'0', '9'}};
    static const struct range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    static const struct range spaces[] = {
        {'\t', '\r'},     {' ', ' '},       {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
        {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}};
    static const struct {
        char letter;
        const struct range *ranges;
        size_t count;
    } classes[] = {{'d', digits, 1}, {'w', words, 4}, {'s', spaces, 10}};
    for (size_t i = 0; i < 3; i++) {
        if (classes[i].letter != letter)
            continue;
        for (size_t k = 0; k < classes[i].count; k++)
            add_range(parser, classes[i].ranges[k].from, classes[i].ranges[k].to);
        return true;
    }
    return false;
}

static uint32_t hexadecimal(struct parser *parser)
{
    uint32_t point = 0;
    for (int i = 0; i < 4; i++) {
        static const char figures[] = "0123456789abcdefABCDEF";
        const char *figure = *parser->at ? strchr(figures, *parser->at) : NULL;
        if (!figure) {
            refuse_pattern(parser, "\\u without four hexadecimal digits");
            return 0;
        }
        uint32_t value = (uint32_t)(figure - figures);
        point = point * 16 + (value < 16 ? value : value - 6);
        parser->at++;
    }
    if (point >= 0xd800 && point <= 0xdfff)
        refuse_pattern(parser, "half a surrogate pair");
    return point;
}

/* The point that an escape stands for; the backslash has been read. */
static uint32_t escaped_point(struct parser *parser)
{
    static const char letters[] = "tnrfv", points[] = "\t\n\r\f\v";
    char letter = *parser->at;
    if (!letter || !strchr("^$\\.*+?()[]{}|/-tnrfvu", letter)) {
        refuse_pattern(parser, "an escape that is not supported");
        return 0;
    }
    parser->at++;
    if (letter == 'u')
        return hexadecimal(parser);
    const char *control = strchr(letters, letter);
    return control ? (uint32_t)points[control - letters] : (uint32_t)letter;
}

static uint32_t point_of(struct parser *parser)
{
    if (*parser->at != '\\')
        return text_next(&parser->at);
    parser->at++;
    return escaped_point(parser);
}

static void class_member(struct parser *parser)
{
    if (parser->at[0] == '\\' && add_named_class(parser, parser->at[1])) {
        parser->at += 2;
        return;
    }
    uint32_t from = point_of(parser);
    uint32_t to = from;
    if (parser->at[0] == '-' && parser->at[1] && parser->at[1] != ']') {
        parser->at++;
        to = point_of(parser);
    }
    add_range(parser, from, to);
}

static void class(struct parser *parser)
{
    uint16_t first = parser->pattern->range_count;
    bool negated = *parser->at == '^';
    parser->at += negated;
    while (*parser->at && *parser->at != ']' && !parser->problem)
        class_member(parser);
    if (*parser->at != ']')
        refuse_pattern(parser, "[ without ]");
    else
        parser->at++;
    add_one(parser, first, negated);
}

static void group(struct parser *parser)
{
    if (parser->at[0] == '?') {
        if (parser->at[1] != ':') {
            refuse_pattern(parser, "look-around or a named group");
            return;
        }
        parser->at += 2;
    }
    if (parser->nesting == NESTING_MAX) {
        refuse_pattern(parser, "groups nested too deep");
        return;
    }
    parser->nesting++;
    alternatives(parser);
    parser->nesting--;
    if (*parser->at != ')')
        refuse_pattern(parser, "( without )");
    else
        parser->at++;
}

static void escape(struct parser *parser)
{
    uint16_t first = parser->pattern->range_count;
    char letter = *parser->at;
    bool negated = letter == 'D' || letter == 'W' || letter == 'S';
    if (add_named_class(parser, negated ? (char)(letter | 0x20) : letter)) {
        parser->at++;
        add_one(parser, first, negated);
        return;
    }
    uint32_t point = escaped_point(parser);
    add_range(parser, point, point);
    add_one(parser, first, false);
}

static void read_literal(struct parser *parser)
{
    uint16_t first = parser->pattern->range_count;
    uint32_t point = text_next(&parser->at);
    add_range(parser, point, point);
    add_one(parser, first, false);
}

static void any_point(struct parser *parser)
{
    uint16_t first = parser->pattern->range_count;
    add_range(parser, '\n', '\n');
    add_range(parser, '\r', '\r');
    add_range(parser, 0x2028, 0x2029);
    add_one(parser, first, true);
}

static void atom(struct parser *parser)
{
    char c = *parser->at;
    if (strchr("*+?{}]", c)) {
        refuse_pattern(parser, "a quantifier or bracket without what it belongs to");
        return;
    }
    if (!strchr("([\\.^$", c)) {
        read_literal(parser);
        return;
    }
    parser->at++;
    if (c == '(')
        group(parser);
    else if (c == '[')
        class(parser);
    else if (c == '\\')
        escape(parser);
    else if (c == '.')
        any_point(parser);
    else
        add_step(parser, (struct pattern_step){.kind = c == '^' ? STEP_BEGIN : STEP_END});
}

static int read_repetitions(struct parser *parser)
{
    int value = 0;
    if (*parser->at < '0' || *parser->at > '9')
        refuse_pattern(parser, "{ without a number");
    for (; *parser->at >= '0' && *parser->at <= '9' && value <= REPEAT_MAX; parser->at++)
        value = value * 10 + (*parser->at - '0');
    if (value > REPEAT_MAX)
        refuse_pattern(parser, "too many repetitions");
    return value;
}

static void braces(struct parser *parser, int *least, int *most)
{
    *least = *most = read_repetitions(parser);
    if (*parser->at == ',') {
        parser->at++;
        *most = *parser->at == '}' ? UNBOUNDED : read_repetitions(parser);
    }
    if (*parser->at != '}' || (*most != UNBOUNDED && *most < *least))
        refuse_pattern(parser, "a repetition that cannot be read");
    else
        parser->at++;
}

static void quantifier(struct parser *parser, int *least, int *most)
{
    char c = *parser->at;
    *least = *most = 1;
    if (!c || !strchr("?*+{", c))
        return;
    parser->at++;
    if (c == '{')
        braces(parser, least, most);
    else
        *least = c == '+', *most = c == '?' ? 1 : UNBOUNDED;
    if (*parser->at == '?')
        refuse_pattern(parser, "a lazy quantifier");
}

static void atom_again(struct parser *parser, const char *start)
{
    parser->at = start;
    atom(parser);
}

static uint16_t optional_atom(struct parser *parser, const char *start)
{
    uint16_t split = add_step(parser, (struct pattern_step){.kind = STEP_SPLIT});
    parser->pattern->steps[split].first = (uint16_t)(split + 1);
    atom_again(parser, start);
    return split;
}

/* A quantifier stands behind its atom: the atom is read once to find it, and then read again as
 * often as the quantifier says. */
static void piece(struct parser *parser)
{
    struct pattern *pattern = parser->pattern;
    const char *start = parser->at;
    uint16_t step_count = pattern->step_count, range_count = pattern->range_count;
    atom(parser);
    int least, most;
    quantifier(parser, &least, &most);
    const char *after = parser->at;
    if (least == 1 && most == 1)
        return;
    pattern->step_count = step_count;
    pattern->range_count = range_count;
    for (int i = 0; i < least && !parser->problem; i++)
        atom_again(parser, start);
    if (most == UNBOUNDED) {
        uint16_t split = optional_atom(parser, start);
        add_step(parser, (struct pattern_step){.kind = STEP_JUMP, .first = split});
        pattern->steps[split].last = pattern->step_count;
    }
    for (int i = least; i < most && !parser->problem; i++) {
        uint16_t split = optional_atom(parser, start);
        pattern->steps[split].last = pattern->step_count;
    }
    parser->at = after;
}

/* Each alternative begins with a jump to its own first step, which becomes a split when another
 * alternative follows; the jumps behind the alternatives are chained until their end is known. */
static void alternatives(struct parser *parser)
{
    struct pattern_step *steps = parser->pattern->steps;
    uint16_t chain = 0;
    for (;;) {
        uint16_t entry = add_step(parser, (struct pattern_step){.kind = STEP_JUMP});
        steps[entry].first = (uint16_t)(entry + 1);
        while (*parser->at && *parser->at != '|' && *parser->at != ')' && !parser->problem)
            piece(parser);
        if (*parser->at != '|' || parser->problem)
            break;
        parser->at++;
        chain = add_step(parser, (struct pattern_step){.kind = STEP_JUMP, .first = chain});
        steps[entry].kind = STEP_SPLIT;
        steps[entry].last = (uint16_t)(chain + 1);
    }
    uint16_t end = parser->pattern->step_count;
    while (chain && !parser->problem) {
        uint16_t previous = steps[chain].first;
        steps[chain].first = end;
        chain = previous;
    }
}

/* Gives back the memory that the longest possible pattern would have needed. */
static void give_back_room(struct pattern *pattern)
{
    void *steps = realloc(pattern->steps, pattern->step_count * sizeof *pattern->steps);
    if (steps)
        pattern->steps = steps;
    size_t range_count = pattern->range_count ? pattern->range_count : 1;
    void *ranges = realloc(pattern->ranges, range_count * sizeof *pattern->ranges);
    if (ranges)
        pattern->ranges = ranges;
}

struct pattern *pattern_compile(const char *text, const char **problem)
{
    SCOPED(pattern_free) struct pattern *pattern = calloc(1, sizeof *pattern);
    if (pattern) {
        pattern->steps = calloc(STEPS_MAX, sizeof *pattern->steps);
        pattern->ranges = calloc(RANGES_MAX, sizeof *pattern->ranges);
    }
    *problem = "out of memory";
    if (!pattern || !pattern->steps || !pattern->ranges)
        return NULL;
    struct parser parser = {.pattern = pattern, .at = text};
    alternatives(&parser);
    if (*parser.at == ')')
        refuse_pattern(&parser, ") without (");
    add_step(&parser, (struct pattern_step){.kind = STEP_MATCH});
    *problem = parser.problem;
    if (parser.problem)
        return NULL;
    give_back_room(pattern);
    return steal(&pattern);
}

void pattern_free(struct pattern **pattern)
{
    if (*pattern) {
        free((*pattern)->steps);
        free((*pattern)->ranges);
    }
    free_at(pattern);
}
