/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/sheet_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vocabulary/vocabulary.h"

enum { PIECE = 64 * 1024, SECONDS_OF_DAY = 86400, TOKYO = 9 * 3600 };

/* The day is enough, and the same sheet stays the same file for as long. */
static int64_t midnight(const struct request *request)
{
    int64_t seconds = request->now / 1000000 + TOKYO;
    return seconds - seconds % SECONDS_OF_DAY - TOKYO;
}

static struct xlsx_out_options options_of(const struct request *request, const char *name,
                                          enum language language)
{
    return (struct xlsx_out_options){.sheet = text_word(TEXT_WORKBOOK, name, language),
                                     .meanings = text_word(TEXT_WORKBOOK, "columns", language),
                                     .headings = {text_word(TEXT_WORKBOOK, "column", language),
                                                  text_word(TEXT_WORKBOOK, "meaning", language),
                                                  text_word(TEXT_WORKBOOK, "choices", language)},
                                     .created = midnight(request)};
}

static err open_sheet_workbook(struct sheet_file *file, struct fault *fault)
{
    TRY(xlsx_out_open(&file->options, &file->workbook, fault));
    file->sink = xlsx_out_sink(file->workbook);
    return OK;
}

err sheet_file_open(struct sheet_file *file, const struct request *request, const char *type,
                    const char *name, enum language language, struct buf *out, struct fault *fault)
{
    *file = (struct sheet_file){.csv = {.out = out}};
    file->sink = csv_sink(&file->csv);
    if (strcmp(type, XLSX_TYPE) != 0)
        return OK;
    file->options = options_of(request, name, language);
    return open_sheet_workbook(file, fault);
}

err sheet_file_open_printed(struct sheet_file *file, const struct request *request,
                            const char *name, struct fault *fault)
{
    *file = (struct sheet_file){.options = options_of(request, name, request->language)};
    file->options.printed = true;
    file->options.headings[2] = NULL;
    return open_sheet_workbook(file, fault);
}

err sheet_file_open_record(struct sheet_file *file, const struct request *request, const char *name,
                           const struct xlsx_fact *facts, size_t count, struct fault *fault)
{
    enum language language = request->language;
    *file =
        (struct sheet_file){.options = {.sheet = text_word(TEXT_WORKBOOK, name, language),
                                        .meanings = text_word(TEXT_WORKBOOK, "about", language),
                                        .headings = {text_word(TEXT_WORKBOOK, "item", language),
                                                     text_word(TEXT_WORKBOOK, "content", language)},
                                        .created = midnight(request),
                                        .printed = true,
                                        .facts = facts,
                                        .fact_count = count}};
    return open_sheet_workbook(file, fault);
}

err sheet_file_finish(struct sheet_file *file, struct fault *fault)
{
    return file->workbook ? xlsx_out_finish(file->workbook, fault) : OK;
}

err sheet_file_collect(struct sheet_file *file, struct buf *out, struct fault *fault)
{
    char piece[PIECE];
    size_t count = file->workbook != NULL;
    TRY(sheet_file_finish(file, fault));
    while (count > 0) {
        TRY(xlsx_out_read(file->workbook, piece, sizeof piece, &count, fault));
        buf_add(out, piece, count);
    }
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "a sheet is too large");
}

void sheet_file_release(struct sheet_file *file)
{
    xlsx_out_close(file->workbook);
    file->workbook = NULL;
}

void sheet_file_head(struct response *response, const char *type, const char *format, ...)
{
    bool workbook = strcmp(type, XLSX_TYPE) == 0;
    char name[120];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    response->content_type = workbook ? XLSX_TYPE : "text/csv; charset=utf-8";
    snprintf(response->disposition, sizeof response->disposition, "attachment; filename=\"%s.%s\"",
             name, workbook ? "xlsx" : "csv");
}
