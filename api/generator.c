/* SPDX-License-Identifier: Apache-2.0 */
/* Turns the contract into the server's operation table, at build time:
 *   generator CONTRACT DIRECTORY    writes operations.h, operations.c, contract_limits.h,
 *                                   personal.sql and defaults.sql
 *   generator --json CONTRACT       prints the contract as JSON
 *   generator --vocabulary VOCABULARY DIRECTORY
 *                                   writes the tables of words: see vocabulary.h
 * Ends with 1 when the contract breaks a rule; every breach is printed. */
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "read_yaml.h"
#include "vocabulary.h"

static int usage(void)
{
    fputs("usage: generator CONTRACT DIRECTORY\n       generator --json CONTRACT\n"
          "       generator --vocabulary VOCABULARY DIRECTORY\n",
          stderr);
    return 2;
}

static json_t *load(const char *path)
{
    json_t *document = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    if (yaml_load(path, &document, &fault).code != ERR_NONE)
        fprintf(stderr, "%s\n", fault.log);
    else
        contract_complete(path, document);
    return document;
}

static int print_json(const char *path)
{
    json_auto_t *document = load(path);
    if (!document || json_dumpf(document, stdout, JSON_COMPACT | JSON_REAL_PRECISION(17)) != 0)
        return 1;
    return putchar('\n') == EOF || fflush(stdout) != 0;
}

static int generate(const char *path, const char *directory)
{
    json_auto_t *document = load(path);
    if (!document)
        return 1;
    struct source source = {.path = path, .document = document};
    SCOPED(declared_release) struct declared_list list = {0};
    declared_read(&source, &list);
    contract_check(&source, &list);
    if (source.problems)
        return 1;
    return emit(&source, &list, directory) ? 0 : 1;
}

int main(int count, char **arguments)
{
    if (count == 4 && strcmp(arguments[1], "--vocabulary") == 0)
        return vocabulary_generate(arguments[2], arguments[3]) ? 0 : 1;
    if (count != 3)
        return usage();
    if (strcmp(arguments[1], "--json") == 0)
        return print_json(arguments[2]);
    return generate(arguments[1], arguments[2]);
}
