/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/official_sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/scope.h"
#include "base/spoiled.h"
#include "base/text.h"
#include "domain/edition.h"
#include "domain/reply.h"
#include "domain/sheet_cell.h"

enum { ID_MAX = 24, NUMBERS = 4, SAID_MAX = 240 /* a text in the wrong column may be long */ };

/* Where the columns stand, from that of the section's number. */
enum official_column {
    OFFICIAL_SECTION,
    OFFICIAL_SECTION_NAME,
    OFFICIAL_SUBSECTION,
    OFFICIAL_SUBSECTION_NAME,
    OFFICIAL_REQUIREMENT,
    OFFICIAL_STAR_3,
    OFFICIAL_STAR_4,
    OFFICIAL_TITLE,
    OFFICIAL_REQUIREMENT_TEXT,
    OFFICIAL_LEVEL,
    OFFICIAL_ID,
    OFFICIAL_TEXT,
    OFFICIAL_FUNCTION,
    OFFICIAL_COUNT
};

struct official_row {
    size_t line;
    size_t first; /* the column of the section's number */
    const char *cells[OFFICIAL_COUNT];
    char id[ID_MAX];
    char above[NUMBERS][ID_MAX]; /* [1] section, [2] sub-section, [3] requirement: by the id */
};

struct official_reading {
    struct official_sheet *out;
    json_t *seen; /* id: line */
    json_t *criteria;
    char requirement[ID_MAX]; /* whose level the row below may share */
    char level[16];
    bool answers; /* there are cells behind the columns */
};

void official_sheet_release(struct official_sheet *sheet)
{
    json_decref(sheet->edition);
    buf_release(&sheet->told);
    buf_release(&sheet->problems);
}

/* "4-1-3-2" in `out`, narrow, with the number of its parts; 0 for what is none. */
static int id_of(const char *text, char out[static ID_MAX])
{
    int numbers = 0, digits = 0;
    if (!text_narrow(text, out, ID_MAX))
        return 0;
    for (const char *at = out;; at++) {
        if (text_is_digit(*at))
            digits++;
        else if ((*at == '-' || *at == '\0') && digits > 0 && digits < 4) {
            numbers++;
            digits = 0;
            if (*at == '\0')
                return numbers;
        } else
            return 0;
    }
}

bool official_sheet_is_id(const char *text)
{
    char id[ID_MAX];
    return id_of(text, id) == NUMBERS;
}

static void problem_at(struct official_reading *reading, const struct official_row *row,
                       enum official_column column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void problem_at(struct official_reading *reading, const struct official_row *row,
                       enum official_column column, const char *format, ...)
{
    char said[SAID_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(said, sizeof said, format, arguments);
    va_end(arguments);
    text_cut_whole(said);
    size_t place = row->first + (size_t)column;
    buf_format(&reading->out->problems, "row %zu, column %c: %s\n", row->line,
               (char)('A' + place % 26), said);
    reading->out->problem_count++;
}

/* A formula without a value, an error of one, or its text in CSV. */
static void check_formulas(struct official_reading *reading, const struct official_row *row)
{
    for (int column = 0; column < OFFICIAL_COUNT; column++)
        if (*row->cells[column] == '=' || spoiled_is_error(row->cells[column]))
            problem_at(reading, row, (enum official_column)column,
                       "a formula without a value (%s): enter the value", row->cells[column]);
}

/* "4-1-3-2": its section 4, sub-section 4-1 and requirement 4-1-3. */
static void split_id(struct official_row *row)
{
    for (int numbers = 1; numbers < NUMBERS; numbers++) {
        const char *end = row->id;
        for (int dashes = 0; *end && (dashes += *end == '-') < numbers; end++)
            ;
        snprintf(row->above[numbers], ID_MAX, "%.*s", (int)(end - row->id), row->id);
    }
}

/* An empty cell says nothing; another number contradicts the id. */
static void check_number(struct official_reading *reading, const struct official_row *row,
                         enum official_column column, int numbers)
{
    char given[ID_MAX];
    const char *text = row->cells[column];
    if (*text && (id_of(text, given) != numbers || strcmp(given, row->above[numbers]) != 0))
        problem_at(reading, row, column, "%s does not belong to criterion %s (%s was expected)",
                   text, row->id, row->above[numbers]);
}

static bool is_marked(struct official_reading *reading, const struct official_row *row,
                      enum official_column column)
{
    const char *text = row->cells[column];
    enum reply reply = reply_of(text);
    if (*text && reply != REPLY_YES && reply != REPLY_NO && reply != REPLY_NOT_APPLICABLE)
        problem_at(reading, row, column, "%s is no ○", text);
    return reply == REPLY_YES;
}

/* The level of the criterion; of an empty cell the one above, within the requirement. */
static int level_of(struct official_reading *reading, const struct official_row *row)
{
    char level[sizeof reading->level];
    const char *text = row->cells[OFFICIAL_LEVEL];
    if (strcmp(reading->requirement, row->above[3]) != 0) {
        snprintf(reading->requirement, sizeof reading->requirement, "%s", row->above[3]);
        reading->level[0] = '\0';
    }
    if (*text && text_narrow(text, level, sizeof level))
        memcpy(reading->level, level, sizeof level);
    bool three = strchr(reading->level, '3') != NULL, four = strchr(reading->level, '4') != NULL;
    if (three != four)
        return three ? 3 : 4;
    if (*text)
        problem_at(reading, row, OFFICIAL_LEVEL, "%s is no level (★3, ★4)", text);
    return 0;
}

/* The stars of a criterion, of which marks and level must say the same; free(). */
static json_t *stars_of(struct official_reading *reading, const struct official_row *row)
{
    bool three = is_marked(reading, row, OFFICIAL_STAR_3);
    bool four = is_marked(reading, row, OFFICIAL_STAR_4);
    int level = level_of(reading, row);
    if (!three && !four)
        problem_at(reading, row, OFFICIAL_STAR_3, "neither ★3 nor ★4 is marked for %s", row->id);
    else if (level && level != (three ? 3 : 4))
        problem_at(reading, row, OFFICIAL_LEVEL, "the level is ★%d, but ★3 is %s for %s", level,
                   three ? "marked" : "not marked", row->id);
    json_t *stars = json_array();
    if (three)
        json_array_append_new(stars, json_integer(3));
    if (four)
        json_array_append_new(stars, json_integer(4));
    return stars;
}

/* Without the bullet that some cells have and the line breaks that others end in. */
static const char *text_of_criterion(const char *cell)
{
    static const char bullet[] = "・";
    bool has = strncmp(cell, bullet, sizeof bullet - 1) == 0;
    return has ? cell + sizeof bullet - 1 : cell;
}

/* {"ja", "en"}; English stays ours, and of something new there is none. */
static void set_text_ja(json_t *object, const char *member, const char *ja)
{
    json_t *text = json_object_get(object, member);
    if (!text)
        json_object_set_new(object, member, json_pack("{s:s, s:s}", "ja", ja, "en", ja));
    else if (*ja)
        json_object_set_new(text, "ja", json_string(ja));
}

/* The member of that id with its title, a new one where there is none. */
static json_t *titled(json_t *list, const char *id, const char *title)
{
    json_t *found = edition_member(list, id);
    if (!found) {
        found = json_pack("{s:s}", "id", id);
        json_array_append_new(list, found);
    }
    set_text_ja(found, "title", title);
    return found;
}

static json_t *list_in(json_t *object, const char *member)
{
    if (!json_object_get(object, member))
        json_object_set_new(object, member, json_array());
    return json_object_get(object, member);
}

/* The stars of a requirement are those of its criteria. */
static void add_stars(json_t *requirement, const json_t *stars)
{
    json_t *known = list_in(requirement, "stars");
    size_t i, k;
    const json_t *star, *other;
    json_array_foreach(stars, i, star)
    {
        bool there = false;
        json_array_foreach(known, k, other) there = there || json_equal(star, other);
        if (!there)
            json_array_append(known, (json_t *)star);
    }
}

static void put_places(json_t *edition, const struct official_row *row, const json_t *stars)
{
    json_t *section =
        titled(list_in(edition, "sections"), row->above[1], row->cells[OFFICIAL_SECTION_NAME]);
    titled(list_in(section, "subsections"), row->above[2], row->cells[OFFICIAL_SUBSECTION_NAME]);
    json_t *requirement =
        titled(list_in(edition, "requirements"), row->above[3], row->cells[OFFICIAL_TITLE]);
    json_object_set_new(requirement, "section", json_string(row->above[1]));
    add_stars(requirement, stars);
}

static void put_criterion(struct official_reading *reading, const struct official_row *row)
{
    json_t *edition = reading->out->edition;
    json_t *known = edition_member(json_object_get(edition, "criteria"), row->id);
    json_t *criterion = known ? json_deep_copy(known) : json_pack("{s:s}", "id", row->id);
    json_t *stars = stars_of(reading, row);
    put_places(edition, row, stars);
    json_object_set_new(criterion, "section", json_string(row->above[1]));
    json_object_set_new(criterion, "requirement", json_string(row->above[3]));
    json_object_set_new(criterion, "stars", stars);
    set_text_ja(criterion, "text", text_of_criterion(row->cells[OFFICIAL_TEXT]));
    json_object_set_new(criterion, "provenance", json_string("official"));
    json_array_append_new(reading->criteria, criterion);
}

/* Everybody who answers reads it. */
static void check_criterion_text(struct official_reading *reading, const struct official_row *row)
{
    const char *text = text_of_criterion(row->cells[OFFICIAL_TEXT]);
    const char *problem = !*text                     ? "is missing"
                          : spoiled_is_lost(text)    ? "lost characters when the file was converted"
                          : !text_is_prose(text)     ? "has a character that is none"
                          : text_length(text) > 2000 ? "is longer than 2,000 characters"
                                                     : NULL;
    if (problem)
        problem_at(reading, row, OFFICIAL_TEXT, "the text of %s %s", row->id, problem);
}

static void read_criterion(struct official_reading *reading, const struct official_row *row)
{
    const json_t *before = json_object_get(reading->seen, row->id);
    if (before) {
        problem_at(reading, row, OFFICIAL_ID,
                   "%s stands in row %d already: once too often, or merged over both rows", row->id,
                   (int)json_integer_value(before));
        return;
    }
    json_object_set_new(reading->seen, row->id, json_integer((json_int_t)row->line));
    check_formulas(reading, row);
    check_number(reading, row, OFFICIAL_SECTION, 1);
    check_number(reading, row, OFFICIAL_SUBSECTION, 2);
    check_number(reading, row, OFFICIAL_REQUIREMENT, 3);
    check_criterion_text(reading, row);
    put_criterion(reading, row);
}

static void read_official_row(struct official_reading *reading, struct official_row *row)
{
    const char *id = row->cells[OFFICIAL_ID];
    if (id_of(id, row->id) == NUMBERS) {
        split_id(row);
        read_criterion(reading, row);
    } else if (*id)
        problem_at(reading, row, OFFICIAL_ID, "%s is no id of a criterion (as 1-1-1-1)", id);
    else if (*row->cells[OFFICIAL_TEXT])
        problem_at(reading, row, OFFICIAL_ID, "a text without the id of its criterion");
    else
        buf_format(&reading->out->told, "row %zu was left out: it has no criterion\n", row->line);
}

/* A title or a heading has no number of a requirement (as 1-1-1): a criterion has, and its id was
 * lost. */
static void check_above(struct official_reading *reading, const struct cells *cells)
{
    char number[ID_MAX];
    for (size_t i = 0; i < cells->count; i++) {
        if (id_of(cells->fields[i], number) != NUMBERS - 1)
            continue;
        buf_format(&reading->out->problems,
                   "row %zu: requirement %s without the id of its criterion\n", cells->line,
                   number);
        reading->out->problem_count++;
        return;
    }
}

/* Of the first id in a row the column of the section's number; CELLS_MAX without one. */
static size_t first_column(const struct cells *row)
{
    for (size_t i = OFFICIAL_ID; i < row->count; i++)
        if (official_sheet_is_id(row->fields[i]))
            return i - OFFICIAL_ID;
    return CELLS_MAX;
}

static void take_row(struct official_reading *reading, const struct cells *cells, size_t first)
{
    struct official_row row = {.line = cells->line, .first = first};
    for (size_t i = 0; i < OFFICIAL_COUNT; i++)
        row.cells[i] = first + i < cells->count ? text_trim(cells->fields[first + i]) : "";
    for (size_t i = first + OFFICIAL_COUNT; i < cells->count; i++)
        reading->answers = reading->answers || !text_is_empty(cells->fields[i]);
    read_official_row(reading, &row);
}

static void read_rows_of(struct official_reading *reading, const struct cells_source *rows)
{
    struct cells cells;
    size_t first = CELLS_MAX;
    bool more = true;
    for (;;) {
        const char *problem = rows->next(rows->context, &cells, &more);
        if (problem) {
            buf_format(&reading->out->problems, "row %zu: %s\n", cells.line, problem);
            reading->out->problem_count++;
            return;
        }
        if (!more)
            break;
        if (first == CELLS_MAX)
            first = first_column(&cells);
        if (first != CELLS_MAX)
            take_row(reading, &cells, first);
        else
            check_above(reading, &cells);
    }
    if (first == CELLS_MAX) {
        buf_text_add(&reading->out->problems,
                     "no id of a criterion (as 1-1-1-1) stands in column L or behind it\n");
        reading->out->problem_count++;
    }
}

static void finish_edition(struct official_reading *reading)
{
    json_t *edition = reading->out->edition;
    int number = edition_transcription(edition) + 1;
    edition_drop_references(reading->criteria);
    json_object_set_new(edition, "transcription", json_integer(number));
    json_object_set(edition, "criteria", reading->criteria);
    /* What the sheet has is the official count. */
    json_object_del(edition, "criteria_counts");
    json_object_set_new(edition, "criteria_counts", edition_totals(edition));
    if (reading->answers)
        buf_text_add(&reading->out->told, "what stands behind column N (answers) was not read\n");
}

bool official_sheet_read(const json_t *edition, const struct cells_source *rows,
                         struct official_sheet *out)
{
    json_auto_t *seen = json_object();
    json_auto_t *criteria = json_array();
    struct official_reading reading = {.out = out, .seen = seen, .criteria = criteria};
    out->edition = json_deep_copy(edition);
    if (!out->edition)
        return false;
    read_rows_of(&reading, rows);
    size_t read = json_array_size(criteria);
    if (4 * out->problem_count > read && read > 0)
        buf_text_add(&out->problems, "so many: was a column inserted, moved or taken out? With the "
                                     "id of the criterion in L, the others are B to K, M and N\n");
    finish_edition(&reading);
    return buf_ok(&out->told) && buf_ok(&out->problems);
}
