/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters of a problem's text, kept as JSON text in the fault. */
#ifndef HTTP_FAULT_PARAMS_H
#define HTTP_FAULT_PARAMS_H

#include <jansson.h>

#include "base/err.h"

/* Takes the reference over. */
void fault_params_set(struct fault *fault, json_t *params);
/* fault_add() with one number. */
void fault_add_number(struct fault *fault, const char *pointer, const char *code, const char *name,
                      int number);

#endif
