/* SPDX-License-Identifier: Apache-2.0 */
#include "store/help.h"

#include <string.h>

#include "embedded.h"

#include "base/banned.h"

static json_t *load_help(const char *edition, enum language language)
{
    const struct embedded_list *all =
        language == LANGUAGE_JA ? &embedded_help_ja : &embedded_help_en;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->files[i].name, edition) == 0)
            return json_loadb(all->files[i].text, all->files[i].length, 0, NULL);
    return json_pack("{s:[]}", "criteria");
}

static json_t *help_for(const json_t *help, const char *criterion)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(help, "criteria"), i, one)
    {
        const char *id = json_string_value(json_object_get(one, "criterion"));
        if (id && strcmp(id, criterion) == 0)
            return one;
    }
    return NULL;
}

/* Texts of another edition that asks the same. */
static int borrow(json_t *one, enum language language)
{
    const char *edition, *criterion;
    if (json_unpack(one, "{s:{s:s, s:s}}", "same_as", "edition", &edition, "criterion",
                    &criterion) != 0)
        return 0;
    json_auto_t *lender = load_help(edition, language);
    json_t *same = help_for(lender, criterion);
    if (!same || json_object_update_missing(one, same) != 0)
        return -1;
    return json_object_del(one, "same_as");
}

json_t *help_criteria(const char *edition, enum language language)
{
    size_t i;
    json_t *one;
    json_auto_t *help = load_help(edition, language);
    json_t *criteria = json_object_get(help, "criteria");
    json_array_foreach(criteria, i, one) if (borrow(one, language) != 0) return NULL;
    return json_incref(criteria);
}

json_t *help_policy(void)
{
    return json_loadb(embedded_policy.files[0].text, embedded_policy.files[0].length, 0, NULL);
}
