/* SPDX-License-Identifier: Apache-2.0 */
#include "base/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"

#include "base/banned.h"

enum { PIECE = 1024 };

static bool in_credentials(const char *path)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    size_t length = directory ? strlen(directory) : 0;
    return length > 0 && strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* systemd keeps a credential as root's and lets the service read it by an access control list,
 * whose mask stands where the rights of the group are. */
static bool granted_by_list(const char *path, const struct stat *status)
{
    return in_credentials(path) && status->st_uid == 0 && status->st_gid == 0 &&
           (status->st_mode & 0777) == 0440;
}

static err check_owner(int file, const char *path, struct fault *fault)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return fault_log(fault, ERR_INTERNAL, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fault_log(fault, ERR_INTERNAL, "%s is not a regular file", path);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) && !granted_by_list(path, &status))
        return fault_log(fault, ERR_INTERNAL,
                         "%s can be read by others than its owner: chmod 600 %s", path, path);
    return OK;
}

err private_file_open(const char *path, int *descriptor, struct fault *fault)
{
    SCOPED(close_descriptor) int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return fault_log(fault, ERR_INTERNAL, "cannot read %s: %s", path, strerror(errno));
    TRY(check_owner(file, path, fault));
    *descriptor = file;
    file = -1;
    return OK;
}

err private_file_read(const char *path, struct buf *out, struct fault *fault)
{
    SCOPED(close_descriptor) int file = -1;
    TRY(private_file_open(path, &file, fault));
    char piece[PIECE];
    ssize_t count;
    while ((count = read(file, piece, sizeof piece)) > 0)
        buf_add(out, piece, (size_t)count);
    if (count < 0)
        return fault_log(fault, ERR_INTERNAL, "cannot read %s: %s", path, strerror(errno));
    while (out->length > 0 && strchr("\r\n", out->data[out->length - 1]))
        out->data[--out->length] = '\0';
    if (!buf_ok(out) || strlen(buf_text(out)) != out->length)
        return fault_log(fault, ERR_INTERNAL, "%s is too long, or no text", path);
    if (out->length == 0)
        return fault_log(fault, ERR_INTERNAL, "%s is empty", path);
    return OK;
}

bool private_file_credential(const char *name, struct buf *out)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    if (!directory || !*directory)
        return false;
    SCOPED(buf_release) struct buf path = BUF_INIT(out->maximum);
    buf_format(&path, "%s/%s", directory, name);
    if (!buf_ok(&path) || access(buf_text(&path), F_OK) != 0)
        return false;
    buf_text_add(out, buf_text(&path));
    return true;
}
