/* SPDX-License-Identifier: Apache-2.0 */
/* The inbox: what waits on one side of the organisation, and how much of it. */
#include <stdio.h>
#include <string.h>

#include "handlers/way/list.h"
#include "handlers/way/side.h"
#include "operations.h"

enum { CODES_MAX = 1000, LINK_MAX = 2000 };

/* Where the pages show what an item is about; %s: the rest of its name. */
static const struct {
    const char *object;
    const char *page;
} pages[] = {
    {"suppliers/", "/suppliers/%s"}, {"buyers/", "/requests/%s"}, {"invitations/", "/requests"},
    {"api-keys/", "/keys"},          {"jobs/", "/jobs"},          {"duties/", "/duties"},
};

static void add_page(const char *object, struct buf *out)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        size_t length = strlen(pages[i].object);
        if (strncmp(object, pages[i].object, length) != 0)
            continue;
        size_t fixed = strcspn(pages[i].page, "%");
        buf_add(out, pages[i].page, fixed);
        if (pages[i].page[fixed])
            buf_format(out, "%s", object + length);
    }
}

static err fill_link(struct request *request, json_t *item, struct fault *fault)
{
    SCOPED(buf_release) struct buf link = BUF_INIT(LINK_MAX);
    const char *object = json_string_value(json_object_get(item, "object"));
    buf_format(&link, "%s", app_of(request)->public_url);
    add_page(object ? object : "", &link);
    if (!buf_ok(&link) || json_object_set_new(item, "link", json_string(buf_text(&link))) != 0)
        return fault_log(fault, ERR_INTERNAL, "the link of a task");
    return OK;
}

static const char *task_language(const struct request *request)
{
    return request->language == LANGUAGE_JA ? "ja" : "en";
}

static err list_side(struct request *request, struct response *response, enum side side,
                     struct fault *fault)
{
    char codes[CODES_MAX];
    return list_page_filled(request, response,
                            QUERY(task_list, .side = side_name(side), FROM(owner),
                                  .codes = request_words(request, "code", codes, sizeof codes),
                                  .language = task_language(request)),
                            fill_link, fault);
}

err task_list(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(list_side, request, response, fault);
}

static err count_side(struct request *request, struct response *response, enum side side,
                      struct fault *fault)
{
    return read_json(request, response,
                     QUERY(task_summary, .side = side_name(side), FROM(owner),
                           .language = task_language(request)),
                     fault);
}

err task_summary(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(count_side, request, response, fault);
}
