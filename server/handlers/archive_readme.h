/* SPDX-License-Identifier: Apache-2.0 */
/* What an organisation's archive says of itself. */
#ifndef HANDLERS_ARCHIVE_README_H
#define HANDLERS_ARCHIVE_README_H

#include <jansson.h>

#include "base/buf.h"
#include "base/language.h"

enum { ARCHIVE_README_MAX = 256 * 1024 };

/* Markdown: the organisation, every file with its members, what is left out. `contents` is
 * archive_contents's, `made_at` an instant as the API writes it. */
void archive_readme(const json_t *contents, const char *made_at, enum language language,
                    struct buf *out);

#endif
