/* SPDX-License-Identifier: Apache-2.0 */
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"

static const char *const FILE_NAME = "profiles.json";

bool profile_path(bool state, const char *name, char out[static PROFILE_PATH_MAX])
{
    const char *folder = getenv(state ? "XDG_STATE_HOME" : "XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int length;
    if (folder != NULL && folder[0] == '/')
        length = snprintf(out, PROFILE_PATH_MAX, "%s/hoshitori/%s", folder, name);
    else if (home != NULL && home[0] == '/')
        length = snprintf(out, PROFILE_PATH_MAX, "%s/%s/hoshitori/%s", home,
                          state ? ".local/state" : ".config", name);
    else
        return false;
    return length > 0 && length < PROFILE_PATH_MAX;
}

/* The folder and those above it that are not there. */
static bool make_folder(const char *path)
{
    char folder[PROFILE_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return true;
}

static bool write_all(int file, const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0)
            return false;
        text += written;
        length -= (size_t)written;
    }
    return fsync(file) == 0;
}

bool profile_write_file(const char *path, const char *text)
{
    char beside[PROFILE_PATH_MAX + 16];
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (!make_folder(path))
        return false;
    int file = mkstemp(beside); /* 0600 */
    if (file < 0)
        return false;
    bool written = write_all(file, text);
    written = close(file) == 0 && written && rename(beside, path) == 0;
    if (!written)
        unlink(beside);
    return written;
}

static enum profile_result load(json_t **out)
{
    char path[PROFILE_PATH_MAX];
    if (!profile_path(false, FILE_NAME, path))
        return PROFILE_HOMELESS;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
        *out = json_object();
        return *out != NULL ? PROFILE_OK : PROFILE_UNREADABLE;
    }
    struct stat about;
    enum profile_result result = PROFILE_UNREADABLE;
    if (file >= 0 && fstat(file, &about) == 0) {
        if ((about.st_mode & 077) != 0)
            result = PROFILE_EXPOSED;
        else if ((*out = json_loadfd(file, JSON_REJECT_DUPLICATES, NULL)) != NULL)
            result = json_is_object(*out) ? PROFILE_OK : PROFILE_UNREADABLE;
    }
    if (file >= 0)
        close(file);
    return result;
}

static enum profile_result save(const json_t *profiles)
{
    char path[PROFILE_PATH_MAX];
    SCOPED(free_at) char *text = json_dumps(profiles, JSON_INDENT(2) | JSON_SORT_KEYS);
    if (!profile_path(false, FILE_NAME, path))
        return PROFILE_HOMELESS;
    return text != NULL && profile_write_file(path, text) ? PROFILE_OK : PROFILE_UNWRITABLE;
}

static char *copy_of(const json_t *profile, const char *name)
{
    const char *text = json_string_value(json_object_get(profile, name));
    return text != NULL ? strdup(text) : NULL;
}

enum profile_result profile_read(const char *name, struct profile *out)
{
    json_auto_t *profiles = NULL;
    enum profile_result result = load(&profiles);
    if (result != PROFILE_OK)
        return result;
    const json_t *profile = json_object_get(profiles, name);
    *out = (struct profile){.url = copy_of(profile, "url"), .key = copy_of(profile, "key")};
    return PROFILE_OK;
}

enum profile_result profile_write(const char *name, const char *url, const char *key)
{
    json_auto_t *profiles = NULL;
    enum profile_result result = load(&profiles);
    if (result != PROFILE_OK)
        return result;
    json_t *profile = json_pack("{s:s, s:s}", "url", url, "key", key);
    if (profile == NULL || json_object_set_new(profiles, name, profile) != 0)
        return PROFILE_UNWRITABLE;
    return save(profiles);
}

enum profile_result profile_remove(const char *name)
{
    json_auto_t *profiles = NULL;
    enum profile_result result = load(&profiles);
    if (result != PROFILE_OK || json_object_del(profiles, name) != 0)
        return result;
    return save(profiles);
}

void profile_release(struct profile *profile)
{
    if (profile->key != NULL)
        explicit_bzero(profile->key, strlen(profile->key));
    free(profile->url);
    free(profile->key);
    *profile = (struct profile){0};
}

bool profile_name_ok(const char *name)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(name);
    return length > 0 && length <= 40 && name[0] != '.' && name[strspn(name, allowed)] == '\0';
}
