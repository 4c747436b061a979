/* SPDX-License-Identifier: Apache-2.0 */
#include "base/breached.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/secret.h"

#include "base/banned.h"

enum { DIGITS = 40, SHA1_SIZE = 20, WINDOW = 512 /* more than two lines */ };

struct list {
    int descriptor;
    off_t size;
};

static void close_list(struct list *list)
{
    if (list->descriptor >= 0)
        close(list->descriptor);
}

static err open_list(const char *path, struct list *out, struct fault *fault)
{
    struct stat status;
    out->descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (out->descriptor < 0 || fstat(out->descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return fault_log(fault, ERR_UNAVAILABLE, "cannot read the list of passwords %s: %s", path,
                         strerror(errno));
    out->size = status.st_size;
    return OK;
}

/* The digits of the first line that begins at `from` or behind it, and where it begins: the list's
 * size when there is none. */
static err line_behind(const struct list *list, off_t from, char digits[static DIGITS + 1],
                       off_t *begins, struct fault *fault)
{
    char window[WINDOW];
    off_t start = from > 0 ? from - 1 : 0;
    ssize_t length = pread(list->descriptor, window, sizeof window, start);
    if (length < 0)
        return fault_log(fault, ERR_UNAVAILABLE, "cannot read the list of passwords: %s",
                         strerror(errno));
    const char *end = window + length;
    const char *line = from > 0 ? memchr(window, '\n', (size_t)length) : window - 1;
    *begins = line ? start + (line + 1 - window) : list->size;
    if (!line || line + 1 == end) {
        *begins = list->size;
        return OK;
    }
    unsigned char bytes[SHA1_SIZE];
    if (end - (line + 1) < DIGITS || !hex_read(line + 1, DIGITS, bytes, sizeof bytes))
        return fault_log(fault, ERR_UNAVAILABLE,
                         "the list of passwords holds a line that does not begin with the 40 "
                         "hexadecimal digits of a SHA-1");
    memcpy(digits, line + 1, DIGITS);
    digits[DIGITS] = '\0';
    return OK;
}

static err find_in_list(const struct list *list, const char *wanted, bool *found,
                        struct fault *fault)
{
    off_t low = 0, high = list->size; /* where the wanted line begins, if it is there */
    char digits[DIGITS + 1];
    *found = false;
    while (low < high && !*found) {
        off_t middle = low + (high - low) / 2, begins = 0;
        TRY(line_behind(list, middle, digits, &begins, fault));
        int order = begins < high ? strcasecmp(wanted, digits) : -1;
        *found = order == 0;
        if (order < 0)
            high = middle;
        else
            low = begins + 1;
    }
    return OK;
}

err breached_check(const char *path, struct fault *fault)
{
    SCOPED(close_list) struct list list = {.descriptor = -1};
    char digits[DIGITS + 1];
    off_t begins = 0;
    TRY(open_list(path, &list, fault));
    TRY(line_behind(&list, 0, digits, &begins, fault));
    if (begins == list.size)
        return fault_log(fault, ERR_INTERNAL, "the list of passwords %s is empty", path);
    return OK;
}

err breached_has(const char *path, const char *password, bool *known, struct fault *fault)
{
    SCOPED(close_list) struct list list = {.descriptor = -1};
    unsigned char hash[SHA1_SIZE];
    char wanted[DIGITS + 1];
    if (!EVP_Digest(password, strlen(password), hash, NULL, EVP_sha1(), NULL))
        return fault_log(fault, ERR_INTERNAL, "SHA-1 cannot be computed");
    hex_write(hash, sizeof hash, wanted);
    TRY(open_list(path, &list, fault));
    return find_in_list(&list, wanted, known, fault);
}
