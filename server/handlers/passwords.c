/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/passwords.h"

#include <string.h>

#include "base/breached.h"
#include "base/guessable.h"
#include "base/secret.h"
#include "handlers/way/app.h"

static err known_from_breaches(const struct request *request, const char *password,
                               const char *pointer, struct fault *fault)
{
    bool known = false;
    const char *path = app_of(request)->config->breached_passwords;
    if (path[0])
        TRY(breached_has(path, password, &known, fault));
    if (known)
        fault_add(fault, pointer, "password_breached", NULL);
    return OK;
}

err password_rules(const struct request *request, const char *password, const char *const *names,
                   size_t count, const char *pointer, struct fault *fault)
{
    switch (guessable(password, names, count)) {
    case GUESSABLE_HARDLY:
        return known_from_breaches(request, password, pointer, fault);
    case GUESSABLE_COMMON:
        fault_add(fault, pointer, "password_common", NULL);
        return OK;
    case GUESSABLE_NAMES:
        fault_add(fault, pointer, "password_of_names", NULL);
        return OK;
    }
    return OK;
}

err password_salt(const char *text, unsigned char out[static PASSWORD_SALT_SIZE],
                  struct fault *fault)
{
    if (!text || strlen(text) < 2 || !hex_read(text + 2, strlen(text) - 2, out, PASSWORD_SALT_SIZE))
        return fault_log(fault, ERR_INTERNAL, "a salt is not what it should be");
    return OK;
}
