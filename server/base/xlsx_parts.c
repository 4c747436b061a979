/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cells.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/xlsx_value.h"

#include "base/banned.h"

enum {
    STRINGS_MAX = 48 * 1024 * 1024,
    STRING_COUNT_MAX = 2 * 1000 * 1000,
    STYLES_MAX = 65536,
    FORMATS_MAX = 1000,
    MERGES_MAX = 100 * 1000,
    GROWTH = 1024
};

/* Of the formats: those that every workbook has. */
enum { FORMAT_GENERAL, FORMAT_DATE, FORMATS_USUAL };

/* One part is read at a time. */
struct part_reading {
    struct xlsx_parts *parts;
    struct xml_in *xml;
    char base[XLSX_PART_MAX]; /* the folder of the part, with its slash */
    char workbook[XLSX_PART_MAX];
    char strings[XLSX_PART_MAX];
    char styles[XLSX_PART_MAX];
    uint32_t ids[FORMATS_MAX]; /* of the workbook's formats */
    bool styled;               /* inside cellXfs */
    bool in_text;
    int passed_over; /* furigana, extensions */
};

const char *xlsx_problem(enum xml_in_result result)
{
    if (result == XML_IN_END || result == XML_IN_PAUSED)
        return NULL;
    return result == XML_IN_TOO_LARGE ? "workbook_too_large" : "workbook_not_read";
}

const char *xlsx_zip_problem(const struct zip_in *zip)
{
    if (zip->problem == ZIP_IN_LOCKED)
        return "workbook_protected";
    return zip->problem == ZIP_IN_TOO_LARGE ? "workbook_too_large" : "workbook_not_read";
}

void xlsx_parts_release(struct xlsx_parts *parts)
{
    free(parts->sheets);
    free(parts->formats);
    free(parts->styles);
    free(parts->starts);
    free(parts->merges);
    buf_release(&parts->strings);
}

/* Room for one more in an owned list that grows. */
static bool room(void *list, size_t count, size_t size, size_t maximum)
{
    void **place = list;
    if (count % GROWTH != 0)
        return true;
    if (count >= maximum)
        return false;
    void *more = realloc(*place, (count + GROWTH) * size);
    if (!more) {
        memory_failed();
        return false;
    }
    *place = more;
    return true;
}

static const char *read_part(struct zip_in *zip, const char *part, xml_in_start_fn *start,
                             xml_in_end_fn *end, xml_in_text_fn *text, struct part_reading *reading)
{
    const struct xml_in_events events = {start, end, text, reading};
    reading->xml = xml_in_open(zip, part, &events);
    if (!reading->xml)
        return xlsx_zip_problem(zip);
    enum xml_in_result result = xml_in_run(reading->xml);
    xml_in_close(reading->xml);
    return xlsx_problem(result);
}

/* Which parts there are */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcasecmp(text + length - end_length, end) == 0;
}

/* Where the folder ends that `path` lies in. */
static size_t folder_above(char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/')
        length--;
    length -= length > 0;
    path[length] = '\0';
    return length;
}

/* A path without ., .. and backslashes. */
static void take_target(const struct part_reading *reading, const char *target,
                        char out[static XLSX_PART_MAX])
{
    char path[2 * XLSX_PART_MAX], *at = path;
    bool whole = *target == '/' || *target == '\\';
    snprintf(path, sizeof path, "%s%.*s", whole ? "" : reading->base, XLSX_PART_MAX,
             target + whole);
    size_t length = 0;
    out[0] = '\0';
    while (*at) {
        size_t step = strcspn(at, "/\\");
        if (step == 2 && memcmp(at, "..", 2) == 0)
            length = folder_above(out, length);
        else if ((step != 1 || *at != '.') && length + step + 1 < XLSX_PART_MAX)
            length += (size_t)snprintf(out + length, XLSX_PART_MAX - length, "%s%.*s",
                                       length ? "/" : "", (int)step, at);
        at += step + (at[step] != '\0');
    }
}

static void on_relationship(void *context, const char *name, const char **attributes)
{
    struct part_reading *reading = context;
    const char *id = xml_in_attribute(attributes, "Id");
    const char *type = xml_in_attribute(attributes, "Type");
    const char *target = xml_in_attribute(attributes, "Target");
    const char *mode = xml_in_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
        (mode && strcmp(mode, "External") == 0))
        return;
    if (ends_with(type, "/officeDocument"))
        take_target(reading, target, reading->workbook);
    else if (ends_with(type, "/sharedStrings"))
        take_target(reading, target, reading->strings);
    else if (ends_with(type, "/styles"))
        take_target(reading, target, reading->styles);
    for (size_t i = 0; ends_with(type, "/worksheet") && i < reading->parts->sheet_count; i++)
        if (strcmp(id, reading->parts->sheets[i].id) == 0)
            take_target(reading, target, reading->parts->sheets[i].part);
}

static void add_sheet(struct part_reading *reading, const char *id)
{
    struct xlsx_parts *parts = reading->parts;
    if (!room(&parts->sheets, parts->sheet_count, sizeof *parts->sheets, XLSX_SHEETS_MAX)) {
        xml_in_stop(reading->xml, XML_IN_TOO_LARGE);
        return;
    }
    struct xlsx_sheet *sheet = &parts->sheets[parts->sheet_count++];
    sheet->part[0] = '\0';
    snprintf(sheet->id, sizeof sheet->id, "%s", id);
}

static void on_workbook(void *context, const char *name, const char **attributes)
{
    struct part_reading *reading = context;
    if (strcmp(name, "workbookPr") == 0) {
        const char *flag = xml_in_attribute(attributes, "date1904");
        reading->parts->from_1904 = flag && (strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0);
    }
    const char *state = xml_in_attribute(attributes, "state");
    const char *id = xml_in_attribute(attributes, "id");
    if (strcmp(name, "sheet") == 0 && id && (!state || strcmp(state, "visible") == 0))
        add_sheet(reading, id);
}

/* Styles */

static bool add_format(struct xlsx_parts *parts, struct xlsx_format format)
{
    if (!room(&parts->formats, parts->format_count, sizeof *parts->formats, FORMATS_MAX))
        return false;
    parts->formats[parts->format_count++] = format;
    return true;
}

static void on_number_format(struct part_reading *reading, uint32_t id, const char *code)
{
    struct xlsx_parts *parts = reading->parts;
    if (parts->format_count < FORMATS_MAX &&
        add_format(parts, xlsx_format_of(code ? code : "General")))
        reading->ids[parts->format_count - 1] = id;
}

static uint16_t format_with(const struct part_reading *reading, uint32_t id)
{
    for (size_t i = reading->parts->format_count; i > FORMATS_USUAL; i--)
        if (reading->ids[i - 1] == id)
            return (uint16_t)(i - 1);
    return xlsx_format_builtin(id) == XLSX_DATE ? FORMAT_DATE : FORMAT_GENERAL;
}

static void on_style(void *context, const char *name, const char **attributes)
{
    struct part_reading *reading = context;
    struct xlsx_parts *parts = reading->parts;
    const char *text = xml_in_attribute(attributes, "numFmtId");
    uint32_t id = 0;
    if (text)
        (void)xlsx_number(text, XLSX_INDEX_MAX, &id);
    if (strcmp(name, "cellXfs") == 0)
        reading->styled = true;
    if (strcmp(name, "numFmt") == 0)
        on_number_format(reading, id, xml_in_attribute(attributes, "formatCode"));
    if (strcmp(name, "xf") != 0 || !reading->styled)
        return;
    if (!room(&parts->styles, parts->style_count, sizeof *parts->styles, STYLES_MAX)) {
        xml_in_stop(reading->xml, XML_IN_TOO_LARGE);
        return;
    }
    parts->styles[parts->style_count++] = format_with(reading, id);
}

static void on_style_end(void *context, const char *name)
{
    struct part_reading *reading = context;
    if (strcmp(name, "cellXfs") == 0)
        reading->styled = false;
}

const struct xlsx_format *xlsx_style_format(const struct xlsx_parts *parts, uint32_t style)
{
    return &parts->formats[style < parts->style_count ? parts->styles[style] : FORMAT_GENERAL];
}

/* Shared strings */

bool xlsx_is_passed_over(const char *name)
{
    return strcmp(name, "rPh") == 0 || strcmp(name, "extLst") == 0;
}

static void on_string(void *context, const char *name, const char **attributes)
{
    struct part_reading *reading = context;
    struct xlsx_parts *parts = reading->parts;
    (void)attributes;
    reading->in_text = strcmp(name, "t") == 0;
    reading->passed_over += xlsx_is_passed_over(name);
    if (strcmp(name, "si") != 0)
        return;
    if (!room(&parts->starts, parts->string_count, sizeof *parts->starts, STRING_COUNT_MAX))
        xml_in_stop(reading->xml, XML_IN_TOO_LARGE);
    else
        parts->starts[parts->string_count++] = (uint32_t)parts->strings.length;
}

static void on_string_end(void *context, const char *name)
{
    struct part_reading *reading = context;
    reading->in_text = false;
    reading->passed_over -= xlsx_is_passed_over(name);
    if (strcmp(name, "si") == 0)
        buf_char(&reading->parts->strings, '\0');
    if (reading->parts->strings.failed)
        xml_in_stop(reading->xml, XML_IN_TOO_LARGE);
}

static void on_string_text(void *context, const char *text, size_t length)
{
    struct part_reading *reading = context;
    if (reading->in_text && reading->passed_over == 0 && reading->parts->string_count > 0)
        buf_add(&reading->parts->strings, text, length);
}

/* Merged cells */

bool xlsx_number(const char *text, uint32_t most, uint32_t *out)
{
    uint32_t number = 0;
    const char *at = text;
    for (; text_is_digit(*at) && number <= most; at++)
        number = number * 10 + (uint32_t)(*at - '0');
    bool whole = at != text && !*at && number <= most;
    *out = whole ? number : 0;
    return whole;
}

void xlsx_place(const char *text, uint32_t *column, uint32_t *row)
{
    uint32_t letters = 0;
    for (; *text >= 'A' && *text <= 'Z' && letters < CELLS_MAX * 26; text++)
        letters = letters * 26 + (uint32_t)(*text - 'A' + 1);
    *column = letters - 1;
    char digits[12];
    snprintf(digits, sizeof digits, "%.*s", (int)strcspn(text, ":"),
             text); /* B7:C9 begins with B7 */
    (void)xlsx_number(digits, XLSX_ROWS_MAX, row);
}

static void on_merge(void *context, const char *name, const char **attributes)
{
    struct part_reading *reading = context;
    struct xlsx_parts *parts = reading->parts;
    const char *area = strcmp(name, "mergeCell") == 0 ? xml_in_attribute(attributes, "ref") : NULL;
    const char *colon = area ? strchr(area, ':') : NULL;
    uint32_t column, first, last, last_column;
    if (!colon)
        return;
    xlsx_place(area, &column, &first);
    xlsx_place(colon + 1, &last_column, &last);
    if (column >= CELLS_MAX || first == 0 || last <= first)
        return;
    if (!room(&parts->merges, parts->merge_count, sizeof *parts->merges, MERGES_MAX)) {
        xml_in_stop(reading->xml, XML_IN_TOO_LARGE);
        return;
    }
    parts->merges[parts->merge_count++] = (struct xlsx_merge){first, last, (uint16_t)column};
}

static int by_row(const void *left, const void *right)
{
    const struct xlsx_merge *a = left, *b = right;
    return a->first < b->first ? -1 : a->first > b->first;
}

/* xl/workbook.xml: xl/_rels/workbook.xml.rels */
static const char *read_relationships(struct zip_in *zip, const char *part,
                                      struct part_reading *reading)
{
    char of_part[2 * XLSX_PART_MAX];
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part + 1) : 0;
    snprintf(reading->base, sizeof reading->base, "%.*s", folder, part);
    snprintf(of_part, sizeof of_part, "%s_rels/%s.rels", reading->base, part + folder);
    return read_part(zip, of_part, on_relationship, NULL, NULL, reading);
}

static const char *read_parts(struct zip_in *zip, struct part_reading *reading)
{
    const char *problem = read_relationships(zip, "", reading);
    if (!problem && ends_with(reading->workbook, ".bin"))
        return "xls_not_read";
    if (!problem)
        problem = read_part(zip, reading->workbook, on_workbook, NULL, NULL, reading);
    if (!problem)
        problem = read_relationships(zip, reading->workbook, reading);
    if (!problem && *reading->styles)
        problem = read_part(zip, reading->styles, on_style, on_style_end, NULL, reading);
    if (!problem && *reading->strings)
        problem =
            read_part(zip, reading->strings, on_string, on_string_end, on_string_text, reading);
    return problem;
}

/* With what is needed to read a part. */
static const char *read_with(struct zip_in *zip, struct xlsx_parts *parts,
                             const char *(*read)(struct zip_in *, struct part_reading *))
{
    struct part_reading *reading = calloc(1, sizeof *reading);
    if (!reading) {
        memory_failed();
        return "workbook_too_large";
    }
    reading->parts = parts;
    const char *problem = read(zip, reading);
    free(reading);
    return problem;
}

const char *xlsx_parts_read(struct zip_in *zip, struct xlsx_parts *out)
{
    *out = (struct xlsx_parts){.strings = BUF_INIT(STRINGS_MAX)};
    if (!add_format(out, (struct xlsx_format){.shown = XLSX_GENERAL}) ||
        !add_format(out, (struct xlsx_format){.shown = XLSX_DATE}))
        return "workbook_too_large";
    return read_with(zip, out, read_parts);
}

static const char *read_merges(struct zip_in *zip, struct part_reading *reading)
{
    struct xlsx_parts *parts = reading->parts;
    const char *problem =
        read_part(zip, parts->sheets[parts->merge_sheet].part, on_merge, NULL, NULL, reading);
    if (!problem && parts->merge_count > 0)
        qsort(parts->merges, parts->merge_count, sizeof *parts->merges, by_row);
    return problem;
}

const char *xlsx_merges_read(struct zip_in *zip, struct xlsx_parts *parts, size_t sheet)
{
    parts->merge_count = 0;
    parts->merge_sheet = sheet;
    return read_with(zip, parts, read_merges);
}
