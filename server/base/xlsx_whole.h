/* SPDX-License-Identifier: Apache-2.0 */
/* For xlsx_out.c alone: whether all that was written is in the workbook. The library that makes it
 * does not look whether its own writes succeed. */
#ifndef BASE_XLSX_WHOLE_H
#define BASE_XLSX_WHOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads every part: it must end with the element that it begins with, and the rows of sheet i + 1
 * must be sizes[i] bytes. */
bool xlsx_whole(int file, const int64_t *sizes, size_t count);

#endif
