/* SPDX-License-Identifier: Apache-2.0 */
/* Where a profile's address and key are kept: $XDG_CONFIG_HOME/hoshitori/profiles.json, readable by
 * its owner alone. */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include <stdbool.h>

struct profile {
    char *url; /* owned; NULL: there is no such profile */
    char *key; /* owned */
};

enum profile_result {
    PROFILE_OK,
    PROFILE_EXPOSED,    /* others can read the file: nothing was read */
    PROFILE_UNREADABLE, /* it is there, but no profiles can be read from it */
    PROFILE_UNWRITABLE,
    PROFILE_HOMELESS, /* neither XDG_CONFIG_HOME nor HOME is set */
};

enum { PROFILE_PATH_MAX = 1024 };

/* $XDG_CONFIG_HOME or ~/.config (or, for `state`, $XDG_STATE_HOME or ~/.local/state), then
 * /hoshitori/ and the name; false when it is too long or there is no home. */
bool profile_path(bool state, const char *name, char out[static PROFILE_PATH_MAX]);
/* A file of ours, written whole or not at all, in a folder that is made if need be: 0600, 0700. */
bool profile_write_file(const char *path, const char *text);

enum profile_result profile_read(const char *name, struct profile *out);
enum profile_result profile_write(const char *name, const char *url, const char *key);
enum profile_result profile_remove(const char *name);
void profile_release(struct profile *profile);
/* Names are letters, digits, "-", "_" and ".", up to 40. */
bool profile_name_ok(const char *name);

#endif
