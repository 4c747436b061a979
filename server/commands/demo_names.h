/* SPDX-License-Identifier: Apache-2.0 */
/* Who and what the demonstration speaks of. Everything is invented: names are put together from
 * words, 法人番号 have a right check digit but a registry office that does not exist, addresses end
 * in example.jp. The same number always gives the same answer. */
#ifndef COMMANDS_DEMO_NAMES_H
#define COMMANDS_DEMO_NAMES_H

#include <jansson.h>

#include "base/key.h"

enum { NAME_SIZE = 120, CORPORATE_NUMBER_SIZE = 14 };

struct company {
    char name[NAME_SIZE];
    char reading[NAME_SIZE];                      /* without the legal form */
    char corporate_number[CORPORATE_NUMBER_SIZE]; /* empty for a sole proprietor */
    const char *category;
};

extern const struct company demo_buyers[];

void demo_supplier(unsigned number, struct company *out);
/* The buyer's own entry: every now and then with ㈱, as people type it. */
json_t *demo_record(unsigned number, unsigned buyer, const struct company *company);

/* A number in [0, limit) that looks random and never changes. */
unsigned demo_pick(unsigned number, unsigned salt, unsigned limit);
void demo_person(unsigned number, char out[static NAME_SIZE]);

/* As people write them in the fields that they leave to themselves. */
const char *demo_reason(int star, unsigned number);
const char *demo_exemption(void);
const char *demo_talks(unsigned number);
const char *demo_objection(void);
const char *demo_scope_text(unsigned number);

#endif
