/* SPDX-License-Identifier: Apache-2.0 */
/* What the first bytes of a file tell about it. */
#include <string.h>
#include <strings.h>

#include "base/xlsx_in.h"

#include "base/banned.h"

enum { MARKUP_SEARCHED = 64 };

static bool starts_with(const char *bytes, size_t length, const char *start, size_t start_length)
{
    return length >= start_length && memcmp(bytes, start, start_length) == 0;
}

/* Excel puts what it encrypts into an OLE container, under this name. */
static const char locked_name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

/* .xls may be a page or an XML that Excel opens all the same. */
static bool is_markup(const char *bytes, size_t length)
{
    static const char *const starts[] = {"<html", "<!doctype", "<?xml", "<table", "<meta", "<head"};
    size_t from = starts_with(bytes, length, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (from < length && from < MARKUP_SEARCHED && memchr(" \t\r\n", bytes[from], 4))
        from++;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (length - from >= strlen(starts[i]) &&
            strncasecmp(bytes + from, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Zip archives of LibreOffice and Numbers, by the name of their first entry. */
static bool is_other_archive(const char *bytes, size_t length)
{
    enum { NAME_AT = 30 };
    static const char *const names[] = {"mimetypeapplication/vnd.oasis.opendocument.", "Index/",
                                        "Index.zip"};
    bool zip = starts_with(bytes, length, "PK\x03\x04", 4) && length > NAME_AT;
    for (size_t i = 0; zip && i < sizeof names / sizeof *names; i++)
        if (starts_with(bytes + NAME_AT, length - NAME_AT, names[i], strlen(names[i])))
            return true;
    return false;
}

/* What people attach by mistake. */
static bool is_document(const char *bytes, size_t length)
{
    static const char *const starts[] = {"%PDF-", "{\\rtf", "\x89PNG", "\xff\xd8\xff"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (starts_with(bytes, length, starts[i], strlen(starts[i])))
            return true;
    return false;
}

const char *xlsx_in_foreign(const char *bytes, size_t length)
{
    if (is_document(bytes, length) || is_markup(bytes, length) || is_other_archive(bytes, length))
        return "xls_not_read";
    if (!starts_with(bytes, length, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        return NULL;
    return memmem(bytes, length, locked_name, sizeof locked_name) ? "workbook_protected"
                                                                  : "xls_not_read";
}

const char *xlsx_in_mistaken(const char *bytes, size_t length)
{
    const char *foreign = xlsx_in_foreign(bytes, length);
    bool zip = starts_with(bytes, length, "PK\x03\x04", 4);
    return !foreign && zip ? "workbook_as_text" : foreign;
}
