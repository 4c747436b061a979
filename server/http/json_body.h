/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text of a body → jansson, within limits that keep its memory small: a parsed text takes up
 * to 80 times its size, so depth and structure are counted before it is parsed. A byte order mark
 * before it is passed over; a whole number is an integer however it was written (2.0). Pure. */
#ifndef HTTP_JSON_BODY_H
#define HTTP_JSON_BODY_H

#include <jansson.h>

#include "base/err.h"

enum { JSON_DEPTH_MAX = 32, JSON_STRUCTURE_MAX = 20000 };

/* ERR_MALFORMED: malformed_json (with line and column), duplicate_json_key, too_deep,
 * json_too_complex. */
err json_body_read(const char *text, size_t length, json_t **out, struct fault *fault) MUST_CHECK;

#endif
