/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file_type.h"

#include <magic.h>
#include <pthread.h>
#include <string.h>

#include "base/banned.h"

/* Nothing is unpacked, and of a text only that it is one is asked. */
enum {
    FLAGS = MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
            MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_CDF |
            MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_CSV
};

const struct file_type file_types[] = {
    {"application/pdf", "pdf"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"image/heic", "heic"},
    {"image/jpeg", "jpg"},
    {"image/png", "png"},
    {"image/webp", "webp"},
    {"text/plain", "txt"},
    {NULL, NULL},
};

/* libmagic keeps what it does in its cookie, so there is one at a time. */
static struct {
    pthread_mutex_t lock;
    magic_t cookie;
} magic = {.lock = PTHREAD_MUTEX_INITIALIZER};

err file_types_start(struct fault *fault)
{
    if (magic.cookie)
        return OK;
    magic_t cookie = magic_open(FLAGS);
    if (!cookie)
        return fault_log(fault, ERR_INTERNAL, "libmagic cannot be opened");
    if (magic_load(cookie, NULL) != 0) {
        fault_log(fault, ERR_INTERNAL, "the magic numbers of files (libmagic): %s",
                  magic_error(cookie));
        magic_close(cookie);
        return (err){fault->kind};
    }
    magic.cookie = cookie;
    return OK;
}

void file_types_stop(void)
{
    if (magic.cookie)
        magic_close(magic.cookie);
    magic.cookie = NULL;
}

const struct file_type *file_type_named(const char *media_type)
{
    for (const struct file_type *type = file_types; media_type && type->media_type; type++)
        if (strcmp(type->media_type, media_type) == 0)
            return type;
    return NULL;
}

/* To libmagic what ends with NULs may be a text. */
static bool is_text(const struct file_type *type)
{
    return strcmp(type->media_type, "text/plain") == 0;
}

const struct file_type *file_type_of(const void *bytes, size_t length)
{
    pthread_mutex_lock(&magic.lock);
    const struct file_type *found =
        magic.cookie ? file_type_named(magic_buffer(magic.cookie, bytes, length)) : NULL;
    pthread_mutex_unlock(&magic.lock);
    return found && is_text(found) && memchr(bytes, '\0', length) ? NULL : found;
}
