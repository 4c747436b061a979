/* SPDX-License-Identifier: Apache-2.0 */
/* Prints one line for each of a buyer's suppliers: its code, its status, what comes next.
 *
 *     HOSHI_URL=http://127.0.0.1:8080 HOSHI_KEY=hst_… hoshitori_example [STATUS] */
#include <stdio.h>
#include <stdlib.h>

#include "hoshitori.h"

static void print_supplier(const json_t *supplier)
{
    const json_t *status = json_object_get(supplier, "status");
    const char *code = json_string_value(json_object_get(supplier, "code"));
    printf("%s\t%s\t%s\n", code != NULL ? code : "-",
           json_string_value(json_object_get(status, "status")),
           json_string_value(json_object_get(json_object_get(status, "next_step"), "text")));
}

static int print_all(struct hoshitori *client, const char *status)
{
    struct hoshitori_list list = {.client = client};
    hoshitori_target(&list.target, "/v1/suppliers");
    hoshitori_query(&list.target, "status", status);
    const json_t *supplier;
    while ((supplier = hoshitori_next(&list)) != NULL)
        print_supplier(supplier);
    struct hoshitori_problem problem;
    if (list.result == HOSHITORI_REFUSED && hoshitori_problem(&list.answer, &problem))
        fprintf(stderr, "%s: %s\n", problem.code, problem.title);
    else if (list.result != HOSHITORI_OK)
        fprintf(stderr, "no answer: %s\n", list.answer.failure);
    int exit_code = list.result == HOSHITORI_OK ? 0 : 1;
    hoshitori_list_release(&list);
    return exit_code;
}

int main(int argc, char **argv)
{
    struct hoshitori_options options = {
        .url = getenv("HOSHI_URL"),
        .key = getenv("HOSHI_KEY"),
        .language = "en",
    };
    struct hoshitori *client = hoshitori_open(&options);
    if (client == NULL) {
        fprintf(stderr, "HOSHI_URL must be an https address, or one of this machine\n");
        return 2;
    }
    int exit_code = print_all(client, argc > 1 ? argv[1] : NULL);
    hoshitori_close(client);
    return exit_code;
}
