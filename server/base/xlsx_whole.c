/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_whole.h"

#include <minizip/unzip.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { PIECE = 64 * 1024, KEPT = 4096, PART_NAME_MAX = 64 };

static const char rows_begin[] = "<sheetData>", rows_end[] = "</sheetData>";

/* A part as it passes by: the newest piece with the end of the one before. */
struct passing {
    char bytes[KEPT + PIECE];
    size_t length;
    int64_t before;           /* bytes that have gone */
    char root[PART_NAME_MAX]; /* "</worksheet>" */
    int64_t first, behind;    /* where the rows begin and end; -1: not met */
};

static int64_t place_of_mark(const struct passing *part, const char *mark)
{
    const char *found = memmem(part->bytes, part->length, mark, strlen(mark));
    return found ? part->before + (found - part->bytes) : -1;
}

static bool find_root(struct passing *part)
{
    const char *end = part->bytes + part->length;
    for (const char *at = part->bytes; at + 1 < end; at++) {
        if (at[0] != '<' || at[1] == '?')
            continue;
        size_t length = 0;
        while (at + 1 + length < end && !strchr(" />\r\n\t", at[1 + length]))
            length++;
        return snprintf(part->root, sizeof part->root, "</%.*s>", (int)length, at + 1) <
               (int)sizeof part->root;
    }
    return false;
}

static bool read_on(unzFile zip, struct passing *part)
{
    if (part->length > KEPT) {
        size_t gone = part->length - KEPT;
        memmove(part->bytes, part->bytes + gone, KEPT);
        part->before += (int64_t)gone;
        part->length = KEPT;
    }
    int count = unzReadCurrentFile(zip, part->bytes + part->length, PIECE);
    if (count <= 0)
        return false;
    part->length += (size_t)count;
    return true;
}

static bool ended(const struct passing *part)
{
    size_t length = part->length;
    while (length > 0 && strchr("\r\n", part->bytes[length - 1]))
        length--;
    size_t root = strlen(part->root);
    return root > 0 && length >= root && memcmp(part->bytes + length - root, part->root, root) == 0;
}

/* Closing compares the checksum of all that was read. */
static bool part_whole(unzFile zip, const int64_t *rows)
{
    struct passing part = {.first = -1, .behind = -1};
    while (read_on(zip, &part)) {
        if (!part.root[0] && !find_root(&part))
            return false;
        if (rows && part.first < 0)
            part.first = place_of_mark(&part, rows_begin);
        if (rows && part.behind < 0)
            part.behind = place_of_mark(&part, rows_end);
    }
    if (rows && part.behind - part.first - (int64_t)strlen(rows_begin) != *rows)
        return false;
    return ended(&part) && unzCloseCurrentFile(zip) == UNZ_OK;
}

static const int64_t *rows_of(const char *name, const int64_t *sizes, size_t count)
{
    char sheet[PART_NAME_MAX];
    for (size_t i = 0; i < count; i++) {
        snprintf(sheet, sizeof sheet, "xl/worksheets/sheet%zu.xml", i + 1);
        if (strcmp(name, sheet) == 0)
            return &sizes[i];
    }
    return NULL;
}

static bool all_whole(unzFile zip, const int64_t *sizes, size_t count)
{
    size_t sheets = 0;
    int next = unzGoToFirstFile(zip);
    for (; next == UNZ_OK; next = unzGoToNextFile(zip)) {
        char name[PART_NAME_MAX];
        if (unzGetCurrentFileInfo64(zip, NULL, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK ||
            unzOpenCurrentFile(zip) != UNZ_OK)
            return false;
        const int64_t *rows = rows_of(name, sizes, count);
        sheets += rows != NULL;
        if (!part_whole(zip, rows))
            return false;
    }
    return next == UNZ_END_OF_LIST_OF_FILE && sheets == count;
}

bool xlsx_whole(int file, const int64_t *sizes, size_t count)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    unzFile zip = unzOpen64(path);
    bool whole = zip && all_whole(zip, sizes, count);
    if (zip)
        unzClose(zip);
    return whole;
}
