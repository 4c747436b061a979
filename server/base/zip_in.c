/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zip_in.h"

#include <ctype.h>
#include <minizip/unzip.h>
#include <string.h>

#include "base/banned.h"

enum { ENTRIES_MAX = 2000, RATIO_MAX = 200, RATIO_FROM = 1024 * 1024, LOCKED = 1, NAME_SIZE = 500 };
static const uint64_t unpacked_max = 256 * 1024 * 1024;

/* minizip reads through these. */

static voidpf open_bytes(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static uLong read_zip_bytes(voidpf opaque, voidpf stream, void *out, uLong size)
{
    struct zip_in *zip = stream;
    (void)opaque;
    size_t left = zip->length - zip->at;
    size_t count = size < left ? size : left;
    memcpy(out, zip->bytes + zip->at, count);
    zip->at += count;
    return count;
}

static uLong refuse_write(voidpf opaque, voidpf stream, const void *bytes, uLong size)
{
    (void)opaque;
    (void)stream;
    (void)bytes;
    (void)size;
    return 0;
}

static ZPOS64_T zip_position(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const struct zip_in *)stream)->at;
}

static long seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    struct zip_in *zip = stream;
    (void)opaque;
    size_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                  : origin == ZLIB_FILEFUNC_SEEK_END ? zip->length
                                                     : zip->at;
    if (offset > zip->length - from)
        return -1;
    zip->at = from + offset;
    return 0;
}

static int nothing(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

bool zip_in_open(const char *bytes, size_t length, struct zip_in *out)
{
    *out = (struct zip_in){.bytes = bytes, .length = length, .left = unpacked_max};
    zlib_filefunc64_def functions = {.zopen64_file = open_bytes,
                                     .zread_file = read_zip_bytes,
                                     .zwrite_file = refuse_write,
                                     .ztell64_file = zip_position,
                                     .zseek64_file = seek,
                                     .zclose_file = nothing,
                                     .zerror_file = nothing,
                                     .opaque = out};
    unz_global_info64 info;
    out->file = unzOpen2_64("", &functions);
    if (!out->file || unzGetGlobalInfo64(out->file, &info) != UNZ_OK)
        out->problem = ZIP_IN_BROKEN;
    else if (info.number_entry > ENTRIES_MAX)
        out->problem = ZIP_IN_TOO_LARGE;
    return out->problem == ZIP_IN_FINE;
}

static void end_part(struct zip_in *zip)
{
    if (zip->open)
        unzCloseCurrentFile(zip->file);
    zip->open = false;
}

void zip_in_close(struct zip_in *zip)
{
    end_part(zip);
    if (zip->file)
        unzClose(zip->file);
    zip->file = NULL;
}

/* Case makes no difference, nor which slash stands between folders. */
static bool entry_is_called(const char *entry, const char *name)
{
    for (; *entry && *name; entry++, name++)
        if (tolower((unsigned char)(*entry == '\\' ? '/' : *entry)) !=
            tolower((unsigned char)*name))
            return false;
    return *entry == *name;
}

/* What is there twice would be another part for each program that reads it. */
static bool locate(struct zip_in *zip, const char *name)
{
    char entry[NAME_SIZE];
    unz64_file_pos found = {0};
    size_t count = 0;
    int next = unzGoToFirstFile(zip->file);
    for (; next == UNZ_OK; next = unzGoToNextFile(zip->file)) {
        if (unzGetCurrentFileInfo64(zip->file, NULL, entry, sizeof entry, NULL, 0, NULL, 0) !=
            UNZ_OK)
            break;
        entry[sizeof entry - 1] = '\0';
        if (entry_is_called(entry, name) && count++ == 0)
            (void)unzGetFilePos64(zip->file, &found);
    }
    if (count > 1)
        zip->problem = ZIP_IN_BROKEN;
    return count == 1 && unzGoToFilePos64(zip->file, &found) == UNZ_OK;
}

bool zip_in_part(struct zip_in *zip, const char *name)
{
    unz_file_info64 info;
    if (zip->problem != ZIP_IN_FINE)
        return false;
    end_part(zip);
    if (!locate(zip, name))
        return false;
    if (unzGetCurrentFileInfo64(zip->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        zip->problem = ZIP_IN_BROKEN;
    else if (info.flag & LOCKED)
        zip->problem = ZIP_IN_LOCKED;
    else if (info.uncompressed_size > zip->left ||
             (info.uncompressed_size > RATIO_FROM &&
              info.uncompressed_size / RATIO_MAX > info.compressed_size))
        zip->problem = ZIP_IN_TOO_LARGE;
    else if (unzOpenCurrentFile(zip->file) != UNZ_OK)
        zip->problem = ZIP_IN_BROKEN;
    zip->open = zip->problem == ZIP_IN_FINE;
    return zip->open;
}

size_t zip_in_read(struct zip_in *zip, void *out, size_t size)
{
    if (!zip->open)
        return 0;
    int count = unzReadCurrentFile(zip->file, out, (unsigned)size);
    if (count > 0 && (uint64_t)count <= zip->left) {
        zip->left -= (uint64_t)count;
        return (size_t)count;
    }
    if (count > 0)
        zip->problem = ZIP_IN_TOO_LARGE;
    zip->open = false;
    /* Tells that the checksum is wrong, too. */
    if (unzCloseCurrentFile(zip->file) != UNZ_OK || count < 0)
        zip->problem = zip->problem == ZIP_IN_FINE ? ZIP_IN_BROKEN : zip->problem;
    return 0;
}
