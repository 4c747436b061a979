/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_fields.h"

#include <stdio.h>

#include "contract/contract.h"

#include "base/banned.h"

enum { CONTACT_PATH_MAX = 100 };

/* Fields of other bodies than the record's. */
static const struct {
    enum sheet_column column;
    const char *operation;
    const char *path;
} places[] = {
    {SHEET_REASON, "requirement_put", "reason"},
    {SHEET_DECLARATION_ID, "supplier_declaration_put", "id"},
};

/* The field of the record that is called as the column; NULL: none. */
static const struct node *record_field(const struct request *request, enum sheet_column column)
{
    char path[CONTACT_PATH_MAX];
    const char *contact = sheet_contact_member(column);
    snprintf(path, sizeof path, "%s%s", contact ? "contacts/0/" : "",
             contact ? contact : sheet_name(column));
    return contract_field(request->contract, "supplier_put", path);
}

err import_fields_open(const struct request *request, struct import_fields *out,
                       struct fault *fault)
{
    *out = (struct import_fields){{NULL}};
    for (enum sheet_column column = 0; column < SHEET_WRITABLE; column++)
        out->fields[column] = record_field(request, column);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        out->fields[places[i].column] =
            contract_field(request->contract, places[i].operation, places[i].path);
    if (!out->fields[SHEET_NAME] || !out->fields[SHEET_REASON] ||
        !out->fields[SHEET_DECLARATION_ID])
        return fault_log(fault, ERR_INTERNAL, "the contract lacks a field of the sheet");
    return OK;
}

static bool enter_cell(const void *context, enum sheet_column column, const char *text,
                       char out[static ENTERED_MAX])
{
    const struct import_fields *fields = context;
    return fields->fields[column] && schema_field_enter(fields->fields[column], text, out);
}

static json_t *field_value(enum sheet_column column, const struct text_span *texts, size_t count)
{
    if (column != SHEET_TAGS)
        return json_stringn(texts->text, texts->length);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_stringn(texts[i].text, texts[i].length));
    return list;
}

bool field_fits(const struct node *field, const json_t *value, struct fault *fault)
{
    if (value && schema_field_check(field, value, "", fault).code == ERR_NONE)
        return true;
    if (fault->item_count == 0)
        fault_add(fault, "", "invalid_text", NULL);
    return false;
}

static bool cells_fit(const void *context, enum sheet_column column, const struct text_span *texts,
                      size_t count, struct fault *fault)
{
    const struct import_fields *fields = context;
    if (!fields->fields[column])
        return true;
    json_auto_t *value = field_value(column, texts, count);
    return field_fits(fields->fields[column], value, fault);
}

struct sheet_contract import_fields_contract(const struct import_fields *fields)
{
    return (struct sheet_contract){.context = fields, .enter = enter_cell, .fits = cells_fit};
}
