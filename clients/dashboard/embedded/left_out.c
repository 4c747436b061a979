/* SPDX-License-Identifier: Apache-2.0 */
#include "dashboard.h"

#include <stddef.h>

static const char page[] =
    "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>Hoshitori</title>"
    "<h1>画面は組み込まれていません</h1>"
    "<p>"
    "このサーバーは、画面を含めずにビルドされています（npmがありませんでした）。APIは利用できます。"
    "</p>"
    "<p lang=\"en\">This server was built without its pages, for npm was not there. The API works: "
    "<a href=\"/openapi.json\">/openapi.json</a></p></html>";

static const struct page_file file = {.path = "/index.html",
                                      .type = "text/html; charset=utf-8",
                                      .bytes = (const unsigned char *)page,
                                      .size = sizeof page - 1,
                                      .etag = "left-out"};

static const char *const addresses[] = {"/", "/invitations", "/users", NULL};

const struct pages dashboard = {.files = &file, .count = 1, .index = &file, .addresses = addresses};
