/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/published.h"

#include <string.h>

#include "domain/day.h"
#include "domain/number.h"

enum {
    COLUMN_NUMBER = 1,
    COLUMN_PROCESS,
    COLUMN_UPDATED = 4,
    COLUMN_NAME = 6,
    COLUMN_CLOSED = 18,
    COLUMN_SUCCESSOR = 20,
    COLUMN_LATEST = 23,
    COLUMN_COUNT = 30
};

#define PROCESS_TAKEN_OUT "99"

static const char *filled(const char *text)
{
    return *text ? text : NULL;
}

static bool is_day(const char *text)
{
    day found;
    return day_parse(text, &found);
}

bool published_is_heading(const struct cells *row)
{
    return row->count == COLUMN_COUNT &&
           strcmp(cells_at(row, COLUMN_NUMBER), "corporateNumber") == 0;
}

const char *published_read(const struct cells *row, struct published *out)
{
    const char *latest = cells_at(row, COLUMN_LATEST);
    bool taken_out = strcmp(cells_at(row, COLUMN_PROCESS), PROCESS_TAKEN_OUT) == 0;
    *out = (struct published){.newest = strcmp(latest, "1") == 0,
                              .number = cells_at(row, COLUMN_NUMBER),
                              .name = taken_out ? NULL : cells_at(row, COLUMN_NAME),
                              .updated_on = cells_at(row, COLUMN_UPDATED),
                              .closed_on = filled(cells_at(row, COLUMN_CLOSED)),
                              .successor = filled(cells_at(row, COLUMN_SUCCESSOR))};
    if (row->count != COLUMN_COUNT)
        return "30 columns are expected";
    if (corporate_number_problem(out->number))
        return "column 2 is no corporate number";
    if (!out->newest && strcmp(latest, "0") != 0)
        return "column 24 is neither 0 nor 1";
    if (!is_day(out->updated_on))
        return "column 5 is no date (YYYY-MM-DD)";
    if (out->name && !*out->name)
        return "column 7, the name, is empty";
    if (out->closed_on && !is_day(out->closed_on))
        return "column 19 is no date (YYYY-MM-DD)";
    if (out->successor && corporate_number_problem(out->successor))
        return "column 21 is no corporate number";
    if (!out->closed_on)
        out->successor = NULL;
    return NULL;
}
