/* SPDX-License-Identifier: Apache-2.0 */
/* What a text would be in a workbook. */
#ifndef BASE_XLSX_TEXT_H
#define BASE_XLSX_TEXT_H

#include <stdbool.h>

/* Readers of workbooks take _x000D_ for the character: where it is text, its own _ becomes one. */
bool xlsx_text_is_escape(const char *text);
/* A whole number that a cell keeps with all its digits. */
bool xlsx_text_is_number(const char *text);

#endif
