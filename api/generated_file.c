/* SPDX-License-Identifier: Apache-2.0 */
#include "generated_file.h"

#include <errno.h>
#include <string.h>

FILE *generated_file_create(const char *directory, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (!file)
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return file;
}

bool generated_file_finish(FILE *file)
{
    bool good = file && !ferror(file);
    return file && fclose(file) == 0 && good;
}

void generated_file_bytes(FILE *out, const char *name, const char *text)
{
    fprintf(out, "static const char %s[] = {", name);
    for (size_t i = 0; text[i]; i++)
        fprintf(out, "%s%d,", i % 24 == 0 ? "\n    " : " ", (signed char)text[i]);
    fprintf(out, "\n    0};\n");
}
