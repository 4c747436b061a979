/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "say.h"
#include "width.h"

enum { GAP = 2, NARROWEST = 8, LAST_NARROWEST = 24, CELL_MAX = 1 << 16, STARS = 5 };

void table_begin(struct table *table, const struct session *session, const enum word *titles)
{
    *table = (struct table){.session = session};
    while (titles[table->columns] != W_NONE && table->columns < TABLE_COLUMNS_MAX) {
        table->titles[table->columns] = titles[table->columns];
        table->columns++;
    }
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i].text);
    free(table->cells);
    *table = (struct table){0};
}

static struct cell *new_cell(struct table *table)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity * 2 + 64;
        struct cell *grown = realloc(table->cells, capacity * sizeof *grown);
        if (grown == NULL)
            return NULL;
        table->cells = grown;
        table->capacity = capacity;
    }
    table->cells[table->count] = (struct cell){0};
    return &table->cells[table->count++];
}

void table_add(struct table *table, enum style style, const char *text)
{
    struct cell *cell = new_cell(table);
    if (cell == NULL)
        return;
    struct buf clean = BUF_INIT(CELL_MAX);
    width_clean(&clean, text != NULL ? text : "", false);
    cell->text = buf_steal(&clean);
    cell->style = style;
}

void table_add_texts(struct table *table, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        table_add(table, STYLE_PLAIN, texts[i]);
}

void table_add_number(struct table *table, int64_t number)
{
    char text[NUMBER_SIZE];
    table->right[table->count % table->columns] = true;
    table_add(table, STYLE_PLAIN, number_text(number, text));
}

/* Always five of ambiguous width, so that the columns behind them meet in every terminal. */
void table_add_stars(struct table *table, int held, int required)
{
    struct buf text = BUF_INIT(64);
    for (int star = 1; star <= STARS; star++)
        buf_text_add(&text, star <= held ? "★" : star <= required ? "☆" : "·");
    struct cell *cell = new_cell(table);
    if (cell != NULL)
        *cell = (struct cell){
            .text = buf_steal(&text), .stars = true, .held = held, .required = required};
    else
        buf_release(&text);
}

size_t table_rows(const struct table *table)
{
    return table->count / table->columns;
}

static const char *text_of_cell(const struct cell *cell)
{
    return cell->text != NULL ? cell->text : "";
}

/* Where the cells go: on a narrow terminal the last column stands below its row. */
struct layout {
    int widths[TABLE_COLUMNS_MAX];
    bool below;
};

static int sum(const int *widths, size_t count)
{
    int total = 0;
    for (size_t i = 0; i < count; i++)
        total += widths[i];
    return total;
}

/* Names may be cut; a day or a star without its end would say something else. */
static bool may_be_cut(enum word title)
{
    return title == W_T_NAME || title == W_T_CODE || title == W_T_STATUS || title == W_T_REASON ||
           title == W_T_RULE;
}

/* Takes from the widest of the columns that may be cut until all fit; false when they cannot. */
static bool shrink(const struct table *table, int *widths, size_t count, int available)
{
    while (sum(widths, count) > available) {
        int *widest = NULL;
        for (size_t i = 0; i < count; i++)
            if (may_be_cut(table->titles[i]) && (widest == NULL || widths[i] > *widest))
                widest = &widths[i];
        if (widest == NULL || *widest <= NARROWEST)
            return false;
        (*widest)--;
    }
    return true;
}

static void fit(const struct table *table, struct layout *layout)
{
    size_t last = table->columns - 1;
    int available = table->session->terminal.columns;
    int wanted = layout->widths[last];
    int least = wanted < LAST_NARROWEST ? wanted : LAST_NARROWEST;
    int before = available - GAP * (int)last;
    struct layout beside = *layout;
    if (shrink(table, beside.widths, last, before - least)) {
        int rest = before - sum(beside.widths, last);
        beside.widths[last] = wanted < rest ? wanted : rest;
        *layout = beside;
        return;
    }
    layout->below = true;
    (void)shrink(table, layout->widths, last, before + GAP);
    layout->widths[last] = available - GAP;
}

static struct layout measure(const struct table *table)
{
    struct layout layout = {.below = false};
    for (size_t i = 0; i < table->columns; i++)
        layout.widths[i] = width_of(word(table->session, table->titles[i]));
    for (size_t i = 0; i < table->count; i++) {
        int width = width_of(text_of_cell(&table->cells[i]));
        if (width > layout.widths[i % table->columns])
            layout.widths[i % table->columns] = width;
    }
    if (table->session->terminal.columns > 0 && table->columns > 1)
        fit(table, &layout);
    return layout;
}

static void print_stars(const struct table *table, const struct cell *cell, FILE *stream)
{
    const struct terminal *terminal = &table->session->terminal;
    for (int star = 1; star <= STARS; star++) {
        enum style style = star <= cell->held       ? STYLE_YELLOW
                           : star <= cell->required ? STYLE_RED
                                                    : STYLE_DIM;
        fprintf(stream, "%s%s%s", terminal_style(terminal, style),
                star <= cell->held       ? "★"
                : star <= cell->required ? "☆"
                                         : "·",
                terminal_end(terminal, style));
    }
}

static void pad(FILE *stream, int columns)
{
    if (columns > 0)
        fprintf(stream, "%*s", columns, "");
}

static void print_styled(const struct table *table, enum style style, const char *text,
                         size_t length, FILE *stream)
{
    fprintf(stream, "%s%.*s%s", terminal_style(&table->session->terminal, style), (int)length, text,
            terminal_end(&table->session->terminal, style));
}

/* A cell that is not the last: cut and padded. */
static void print_cell(const struct table *table, size_t column, const struct cell *cell, int width,
                       FILE *stream)
{
    const char *text = text_of_cell(cell);
    int used = width_of(text);
    size_t length = strlen(text);
    bool cut = used > width;
    if (cut)
        length = width_fit(text, width - 1, &used);
    if (table->right[column])
        pad(stream, width - used);
    if (cell->stars)
        print_stars(table, cell, stream);
    else
        print_styled(table, cell->style, text, length, stream);
    if (cut)
        fputs("…", stream);
    if (!table->right[column])
        pad(stream, width - used - (cut ? 1 : 0));
}

/* Wrapped; each further line after so many blanks. */
static void print_last(const struct table *table, const struct cell *cell, int width, int indent,
                       FILE *stream)
{
    const char *text = text_of_cell(cell);
    bool wraps = table->session->terminal.columns > 0;
    if (cell->stars)
        print_stars(table, cell, stream);
    else if (table->right[table->columns - 1])
        pad(stream, width - width_of(text));
    while (!cell->stars) {
        size_t length = wraps ? width_break(text, width) : strlen(text);
        print_styled(table, cell->style, text, length, stream);
        text += length;
        text += strspn(text, " ");
        if (*text == '\0')
            break;
        fputc('\n', stream);
        pad(stream, indent);
    }
    fputc('\n', stream);
}

static void print_row(const struct table *table, const struct cell *cells,
                      const struct layout *layout, FILE *stream)
{
    size_t last = table->columns - 1;
    for (size_t i = 0; i < last; i++) {
        pad(stream, i > 0 ? GAP : 0);
        print_cell(table, i, &cells[i], layout->widths[i], stream);
    }
    int indent = layout->below ? GAP : sum(layout->widths, last) + GAP * (int)last;
    if (layout->below)
        fputc('\n', stream);
    if (layout->below && text_of_cell(&cells[last])[0] == '\0')
        return;
    pad(stream, last > 0 ? GAP : 0);
    print_last(table, &cells[last], layout->widths[last], indent, stream);
}

static void print_titles(const struct table *table, const struct layout *layout, FILE *stream)
{
    struct cell titles[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < table->columns; i++)
        titles[i] = (struct cell){.text = (char *)word(table->session, table->titles[i]),
                                  .style = STYLE_BOLD};
    print_row(table, titles, layout, stream);
}

void table_print(struct table *table, FILE *stream)
{
    struct layout layout = measure(table);
    print_titles(table, &layout, stream);
    for (size_t i = 0; i + table->columns <= table->count; i += table->columns)
        print_row(table, table->cells + i, &layout, stream);
}
