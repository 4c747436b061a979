/* SPDX-License-Identifier: Apache-2.0 */
#include "hoshitori.h"

static bool read_page(struct hoshitori_list *list, const char *cursor)
{
    struct hoshitori_request request = {.method = "GET", .target = list->target};
    hoshitori_query(&request.target, "cursor", cursor);
    struct hoshitori_answer answer = {0};
    list->result = hoshitori_send(list->client, &request, &answer);
    hoshitori_answer_release(&list->answer); /* only now: the cursor was its */
    list->answer = answer;
    list->at = 0;
    list->begun = true;
    return list->result == HOSHITORI_OK;
}

const json_t *hoshitori_next(struct hoshitori_list *list)
{
    if (!list->begun && !read_page(list, NULL))
        return NULL;
    if (list->result != HOSHITORI_OK)
        return NULL;
    for (;;) {
        const json_t *item = json_array_get(json_object_get(list->answer.json, "items"), list->at);
        if (item != NULL) {
            list->at++;
            return item;
        }
        const char *cursor = json_string_value(json_object_get(list->answer.json, "next_cursor"));
        if (cursor == NULL || !read_page(list, cursor))
            return NULL;
    }
}

void hoshitori_list_release(struct hoshitori_list *list)
{
    hoshitori_answer_release(&list->answer);
}
