/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zip_out.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>

#include "base/banned.h"

enum { MODE = 0644 };

struct zip_out {
    struct archive *archive;
    struct archive_entry *entry;
    struct buf *to;
    int64_t made;
};

static la_ssize_t take(struct archive *archive, void *context, const void *bytes, size_t length)
{
    struct zip_out *zip = context;
    if (!zip->to)
        return (la_ssize_t)length;
    buf_add(zip->to, bytes, length);
    if (buf_ok(zip->to))
        return (la_ssize_t)length;
    archive_set_error(archive, EFBIG, "no room for what was packed");
    return -1;
}

static err checked(struct zip_out *zip, la_ssize_t result, struct fault *fault)
{
    if (result >= ARCHIVE_OK)
        return OK;
    return fault_log(fault, ERR_INTERNAL, "archive: %s", archive_error_string(zip->archive));
}

err zip_out_open(struct buf *to, int64_t made, struct zip_out **out, struct fault *fault)
{
    struct zip_out *zip = calloc(1, sizeof *zip);
    if (!zip)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    *zip = (struct zip_out){archive_write_new(), archive_entry_new(), to, made};
    /* Packed bytes are handed on as they come, not in blocks of a tape. */
    if (zip->archive && zip->entry && archive_write_set_format_zip(zip->archive) == ARCHIVE_OK &&
        archive_write_set_bytes_per_block(zip->archive, 0) == ARCHIVE_OK &&
        archive_write_open(zip->archive, zip, NULL, take, NULL) == ARCHIVE_OK) {
        *out = zip;
        return OK;
    }
    zip_out_close(zip);
    return fault_log(fault, ERR_INTERNAL, "no archive can be made");
}

err zip_out_file(struct zip_out *zip, const char *name, struct fault *fault)
{
    archive_entry_clear(zip->entry);
    archive_entry_set_pathname(zip->entry, name);
    archive_entry_set_filetype(zip->entry, AE_IFREG);
    archive_entry_set_perm(zip->entry, MODE);
    archive_entry_set_mtime(zip->entry, zip->made, 0);
    return checked(zip, archive_write_header(zip->archive, zip->entry), fault);
}

err zip_out_write(struct zip_out *zip, const void *bytes, size_t length, struct fault *fault)
{
    return checked(zip, archive_write_data(zip->archive, bytes, length), fault);
}

err zip_out_finish(struct zip_out *zip, struct fault *fault)
{
    return checked(zip, archive_write_close(zip->archive), fault);
}

void zip_out_close(struct zip_out *zip)
{
    if (!zip)
        return;
    /* What is not finished is finished into nothing: libarchive keeps the memory of an entry that
     * failed. */
    zip->to = NULL;
    archive_entry_free(zip->entry);
    archive_write_free(zip->archive);
    free(zip);
}
