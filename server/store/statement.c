/* SPDX-License-Identifier: Apache-2.0 */
#include "store/statement.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *write_number(int64_t number, char out[static STATEMENT_NUMBER_SIZE])
{
    snprintf(out, STATEMENT_NUMBER_SIZE, "%" PRId64, number);
    return out;
}

static const char *text_of_value(const struct query_value *value, const void *member,
                                 char number[static STATEMENT_NUMBER_SIZE])
{
    switch (value->kind) {
    case VALUE_TEXT:
        return *(const char *const *)member;
    case VALUE_INT:
        return write_number(*(const int32_t *)member, number);
    case VALUE_BIGINT:
        return write_number(*(const int64_t *)member, number);
    case VALUE_BOOLEAN:
        return *(const bool *)member ? "true" : "false";
    case VALUE_NULLABLE_INT: {
        const struct nullable_int *given = member;
        return given->given ? write_number(given->value, number) : NULL;
    }
    case VALUE_NULLABLE_BIGINT: {
        const struct nullable_bigint *given = member;
        return given->given ? write_number(given->value, number) : NULL;
    }
    case VALUE_NULLABLE_BOOLEAN: {
        const struct nullable_boolean *given = member;
        return !given->given ? NULL : given->value ? "true" : "false";
    }
    }
    return NULL;
}

void statement_write(const struct statement *statement, struct statement_values *out)
{
    const struct query *query = statement->query;
    for (size_t i = 0; i < query->parameter_count; i++) {
        const struct query_value *value = &query->parameters[i];
        const char *from = statement->parameters;
        if (value->of_page)
            from = (const char *)statement->page;
        out->texts[i] = from ? text_of_value(value, from + value->offset, out->numbers[i]) : NULL;
    }
}

static bool is_true(const char *text)
{
    return text[0] == 't';
}

void statement_read(const struct query_value *column, const char *text, void *row)
{
    void *member = (char *)row + column->offset;
    if (column->kind == VALUE_TEXT) {
        *(const char **)member = text;
        return;
    }
    switch (column->kind) {
    case VALUE_TEXT:
        break;
    case VALUE_INT:
        *(int32_t *)member = (int32_t)strtol(text, NULL, 10);
        break;
    case VALUE_BIGINT:
        *(int64_t *)member = strtoll(text, NULL, 10);
        break;
    case VALUE_BOOLEAN:
        *(bool *)member = is_true(text);
        break;
    case VALUE_NULLABLE_INT:
        *(struct nullable_int *)member =
            (struct nullable_int){true, (int32_t)strtol(text, NULL, 10)};
        break;
    case VALUE_NULLABLE_BIGINT:
        *(struct nullable_bigint *)member = (struct nullable_bigint){true, strtoll(text, NULL, 10)};
        break;
    case VALUE_NULLABLE_BOOLEAN:
        *(struct nullable_boolean *)member = (struct nullable_boolean){true, is_true(text)};
        break;
    }
}

bool statement_allows_null(const struct query_value *column)
{
    return column->kind == VALUE_TEXT || column->kind >= VALUE_NULLABLE_INT;
}
