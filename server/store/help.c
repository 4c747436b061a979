/* SPDX-License-Identifier: Apache-2.0 */
#include "store/help.h"

#include <string.h>

#include "embedded.h"

#include "base/banned.h"

static json_t *load_help(const char *edition)
{
    for (size_t i = 0; i < embedded_help.count; i++)
        if (strcmp(embedded_help.files[i].name, edition) == 0)
            return json_loadb(embedded_help.files[i].text, embedded_help.files[i].length, 0, NULL);
    return json_pack("{s:[]}", "topics");
}

static const json_t *topic_named(const json_t *topics, const char *id)
{
    size_t i;
    json_t *topic;
    json_array_foreach(topics, i, topic) if (strcmp(json_string_value(json_object_get(topic, "id")),
                                                    id) == 0) return topic;
    return NULL;
}

/* Texts of another edition that asks the same. */
static int borrow(json_t *topic)
{
    const char *edition, *id;
    if (json_unpack(topic, "{s:{s:s, s:s}}", "same_as", "edition", &edition, "id", &id) != 0)
        return 0;
    json_auto_t *lender = load_help(edition);
    const json_t *same = topic_named(json_object_get(lender, "topics"), id);
    if (!same || json_object_set(topic, "meaning", json_object_get(same, "meaning")) != 0 ||
        json_object_set(topic, "action", json_object_get(same, "action")) != 0)
        return -1;
    return json_object_del(topic, "same_as");
}

json_t *help_topics(const char *edition)
{
    size_t i;
    json_t *topic;
    json_auto_t *help = load_help(edition);
    json_t *topics = json_object_get(help, "topics");
    json_array_foreach(topics, i, topic) if (borrow(topic) != 0) return NULL;
    return json_incref(topics);
}

json_t *help_policy(void)
{
    return json_loadb(embedded_policy.files[0].text, embedded_policy.files[0].length, 0, NULL);
}
