/* SPDX-License-Identifier: Apache-2.0 */
/* The files of schema/ inside the program, each list in the order of its names. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name;   /* without folder and extension: "0001_roles", "requirement" */
    const char *text;   /* UTF-8, NUL-terminated */
    size_t length;      /* bytes before the NUL */
    const char *sha256; /* of the bytes, 64 hex digits */
};

struct embedded_list {
    const struct embedded_file *files;
    size_t count;
};

extern const struct embedded_list embedded_ledger; /* the tables of store/migrate.c; one file */
extern const struct embedded_list embedded_migrations;
extern const struct embedded_list embedded_functions;
extern const struct embedded_list embedded_views;
extern const struct embedded_list embedded_catalogue;
extern const struct embedded_list embedded_demo;
extern const struct embedded_list embedded_help_ja; /* by the edition that it is of */
extern const struct embedded_list embedded_help_en;
extern const struct embedded_list embedded_policy; /* one file */

#endif
