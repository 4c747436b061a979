/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook as it is sent, or the texts of its parts, each behind a line "=== <name>": they are
 * packed here, so that what is tried is their XML and not the archive's checksums. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/scope.h"
#include "base/xlsx_in.h"

enum {
    WORKBOOK_MAX = 256 * 1024,
    PARTS_MAX = 16,
    NAME_MAX_LENGTH = 64,
    TOLD_MAX = 64 * 1024 * 1024
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

struct part {
    const char *name;
    size_t name_length;
    const char *text;
    size_t length;
    size_t place; /* in the archive */
};

static void put(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(out, (char)(value >> 8 * i & 0xff));
}

static uint32_t checksum(const char *text, size_t length)
{
    uint32_t sum = 0xffffffff;
    for (size_t i = 0; i < length; i++) {
        sum ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

/* What a local header and a directory's entry have in common: stored, not packed. */
static void put_facts(struct buf *out, const struct part *part)
{
    put(out, 20, 2);
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, 0, 4);
    put(out, checksum(part->text, part->length), 4);
    put(out, (uint32_t)part->length, 4);
    put(out, (uint32_t)part->length, 4);
    put(out, (uint32_t)part->name_length, 2);
    put(out, 0, 2);
}

static void pack(struct part *parts, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        parts[i].place = out->length;
        put(out, 0x04034b50, 4);
        put_facts(out, &parts[i]);
        buf_add(out, parts[i].name, parts[i].name_length);
        buf_add(out, parts[i].text, parts[i].length);
    }
    size_t directory = out->length;
    for (size_t i = 0; i < count; i++) {
        put(out, 0x02014b50, 4);
        put(out, 20, 2);
        put_facts(out, &parts[i]);
        put(out, 0, 2);
        put(out, 0, 2);
        put(out, 0, 2);
        put(out, 0, 4);
        put(out, (uint32_t)parts[i].place, 4);
        buf_add(out, parts[i].name, parts[i].name_length);
    }
    size_t length = out->length - directory;
    put(out, 0x06054b50, 4);
    put(out, 0, 4);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)length, 4);
    put(out, (uint32_t)directory, 4);
    put(out, 0, 2);
}

static size_t split(const char *text, size_t length, struct part parts[static PARTS_MAX])
{
    static const char mark[] = "=== ";
    size_t count = 0;
    const char *end = text + length;
    while (count < PARTS_MAX && end - text >= 4 && memcmp(text, mark, 4) == 0) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        if (!line)
            break;
        const char *next = memmem(line, (size_t)(end - line), "\n=== ", 5);
        struct part part = {.name = text + 4,
                            .name_length = (size_t)(line - text - 4),
                            .text = line + 1,
                            .length = (size_t)((next ? next : end) - line) - 1};
        if (next && next == line)
            part.length = 0;
        if (part.name_length > NAME_MAX_LENGTH)
            break;
        parts[count++] = part;
        text = next ? next + 1 : end;
    }
    return count;
}

static bool is_utf8(const char *text)
{
    utf8proc_int32_t point;
    while (*text) {
        utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point);
        if (length < 1)
            return false;
        text += length;
    }
    return true;
}

static bool is_heading(const char *text)
{
    return strcmp(text, "code") == 0 || strcmp(text, "name") == 0;
}

/* Everything that a reading gives. */
static void tell(const char *bytes, size_t length, struct buf *out)
{
    SCOPED(xlsx_in_close_at) struct xlsx_in *workbook = NULL;
    const char *problem = xlsx_in_open(bytes, length, is_heading, &workbook);
    for (bool more = true; !problem && more;) {
        struct cells row;
        problem = xlsx_in_row(workbook, &row, &more);
        if (problem || !more)
            break;
        must(row.count >= 1 && row.count <= CELLS_MAX);
        must(*row.fields[row.count - 1]);
        buf_format(out, "%zu:", row.line);
        for (size_t i = 0; i < row.count; i++) {
            must(is_utf8(row.fields[i]));
            buf_text_add(out, row.fields[i]);
            buf_char(out, '\t');
        }
        buf_char(out, '\n');
    }
    buf_text_add(out, problem ? problem : "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct part parts[PARTS_MAX];
    if (size > WORKBOOK_MAX)
        return 0;
    SCOPED(buf_release) struct buf packed = BUF_INIT(2 * WORKBOOK_MAX);
    SCOPED(buf_release) struct buf first = BUF_INIT(TOLD_MAX);
    SCOPED(buf_release) struct buf second = BUF_INIT(TOLD_MAX);
    size_t count = split((const char *)data, size, parts);
    if (count > 0)
        pack(parts, count, &packed);
    else
        buf_add(&packed, data, size);
    must(buf_ok(&packed));
    tell(buf_text(&packed), packed.length, &first);
    tell(buf_text(&packed), packed.length, &second);
    must(strcmp(buf_text(&first), buf_text(&second)) == 0);
    return 0;
}
