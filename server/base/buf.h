/* SPDX-License-Identifier: Apache-2.0 */
/* Growable bytes with a maximum that is declared at creation; the only string builder.
 *
 * Appending past the maximum, or running out of memory, marks the buffer `failed` and appends
 * nothing more; callers check once at the end with buf_ok(). The text is always NUL-terminated
 * when at least one append succeeded; buf_text() never returns NULL. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *data; /* owned */
    size_t length;
    size_t capacity;
    size_t maximum;
    bool failed;
};

#define BUF_INIT(max)                                                                              \
    {                                                                                              \
        .maximum = (max)                                                                           \
    }

void buf_release(struct buf *buf);             /* frees and zeroes, keeps the maximum */
void buf_clear(struct buf *buf);               /* empties, keeps the memory */
void buf_drop(struct buf *buf, size_t length); /* takes the first bytes away */
/* Makes room for `more` bytes and the NUL behind them; false when the buffer failed. */
bool buf_grow(struct buf *buf, size_t more);
void buf_integer(struct buf *buf, int64_t number);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_ok(const struct buf *buf);
const char *buf_text(const struct buf *buf);
/* Hands the memory to the caller (free()); the buffer is empty afterwards. NULL when failed. */
char *buf_steal(struct buf *buf);

/* Inline, since answers are written in small pieces. */
static inline bool buf_reserve(struct buf *buf, size_t more)
{
    return (!buf->failed && more < buf->capacity - buf->length) || buf_grow(buf, more);
}

static inline void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (length == 0 || !buf_reserve(buf, length))
        return;
    memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

static inline void buf_text_add(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

static inline void buf_char(struct buf *buf, char c)
{
    if (!buf_reserve(buf, 1))
        return;
    buf->data[buf->length++] = c;
    buf->data[buf->length] = '\0';
}

#endif
