/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over the files of its corpus, and over each file cut short and with one bit
 * turned, so that a plain build looks a little further than what is written down. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"

enum { INPUT_MAX = 1 << 20, VARIANTS = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From a copy of exactly that size: reading past the end is seen by the sanitizer. */
static void run(const uint8_t *data, size_t size)
{
    SCOPED(free_at) uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
}

static void run_variants(uint8_t *data, size_t size)
{
    size_t step = size / VARIANTS + 1;
    for (size_t at = 0; at < size; at += step) {
        run(data, at);
        uint8_t bit = (uint8_t)(1u << at % 8);
        data[at] ^= bit;
        run(data, size);
        data[at] ^= bit;
    }
}

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    SCOPED(free_at) uint8_t *data = malloc(INPUT_MAX);
    if (!file || !data) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    size_t size = fread(data, 1, INPUT_MAX, file);
    fclose(file);
    run(data, size);
    run_variants(data, size);
    return 0;
}

int main(int count, char **arguments)
{
    DIR *directory = count == 2 ? opendir(arguments[1]) : NULL;
    if (!directory) {
        fputs("usage: fuzz_<target> CORPUS_DIRECTORY\n", stderr);
        return 2;
    }
    int failures = 0, inputs = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        failures += replay(path);
        inputs++;
    }
    closedir(directory);
    printf("%d inputs\n", inputs);
    return failures || !inputs;
}
