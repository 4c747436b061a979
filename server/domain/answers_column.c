/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers_column.h"

#include "base/text.h"
#include "domain/answers.h"
#include "domain/heading.h"
#include "vocabulary/vocabulary.h"

static const char *const columns[ANSWERS_COUNT] = {
    [ANSWERS_EDITION] = "edition",
    [ANSWERS_CRITERION] = "criterion",
    [ANSWERS_REQUIREMENT] = "requirement_item",
    [ANSWERS_TEXT] = "text",
    [ANSWERS_CHOICES] = "choices",
    [ANSWERS_ANSWER] = "answer",
    [ANSWERS_JUSTIFICATION] = "justification",
    [ANSWERS_NOTE] = "note",
};

const char *answers_column_name(enum answers_column column)
{
    return columns[column];
}

const char *answers_heading(enum answers_column column, enum language language)
{
    return text_word(TEXT_ANSWERS_HEADING, columns[column], language);
}

/* What others call a column: the first that fits. */
static const struct heading_form forms[] = {
    {ANSWERS_CRITERION, (word[]){"", NULL},
     (word[]){"番号", "番", "no", "id", "項番", "通番", "連番", "項目", "criterion", NULL}},
    {ANSWERS_CRITERION,
     (word[]){"評価基準", "評価項目", "診断項目", "確認項目", "点検項目", "ちぇっく項目",
              "要求事項", "基準", "項目", "設問", "質問", "問", "criterion", "question", "item",
              NULL},
     (word[]){"番号", "番", "no", "id", "number", NULL}},
    {ANSWERS_JUSTIFICATION,
     (word[]){"", "該当なしの", "該当なし", "該当しない", "該当なしとした", "該当なしとする",
              "非該当の", "非該当", "対象外の", "対象外", "適用除外の", "適用除外", "適用外の",
              "適用外", "除外の", "除外", NULL},
     (word[]){"理由", "reason", "justification", "reasonfornotapplicable",
              "justificationfornotapplicable", NULL}},
    {ANSWERS_NOTE, (word[]){"", "回答", "評価", "判定", "診断", "点検", "意見", NULL},
     (word[]){"備考", "こめんと", "めも", "補足", "補足説明", "補足事項", "補足情報", "特記事項",
              "摘要", "所見", "意見", "note", "notes", "comment", "comments", "remark", "remarks",
              "memo", NULL}},
    {ANSWERS_TEXT, (word[]){"", NULL},
     (word[]){"評価基準", "評価項目", "診断項目", "確認項目", "点検項目", "ちぇっく項目",
              "確認事項", "質問", "質問文", "質問事項", "設問", "設問文", "項目名", "text",
              "question", NULL}},
    {ANSWERS_TEXT,
     (word[]){"", "質問", "設問", "診断", "評価", "確認", "点検", "項目", "ちぇっく", NULL},
     (word[]){"内容", NULL}},
    {ANSWERS_REQUIREMENT, (word[]){"", NULL}, (word[]){"要求項目", "requirement", NULL}},
    {ANSWERS_CHOICES, (word[]){"回答", "answer", NULL}, (word[]){"選択肢", "choices", NULL}},
    {ANSWERS_ANSWER,
     (word[]){"", "自己", "貴社", "当社", "自社", "社", "your", "診断", "点検", "評価", "実施",
              "対応", "達成", "遵守", NULL},
     (word[]){"回答",         "回答内容", "答え",     "評価",   "評価結果", "判定",     "判定結果",
              "結果",         "診断",     "診断結果", "点検",   "点検結果", "状況",     "ちぇっく",
              "ちぇっく結果", "answer",   "answers",  "result", "status",   "response", NULL}},
};

/* Words behind a heading that tell what to put in, beside those of every sheet. */
static word about[] = {"該当なしの場合", "該当なし", "na", "非公式の要約", NULL};

static int answer_hints(int column, const char *rest)
{
    unsigned told;
    for (word *hint = about; *hint; hint++)
        if (text_has_key(*hint, rest))
            return column;
    return heading_is_hints(rest, &told) && !(told & HEADING_READING) ? column : ANSWERS_COUNT;
}

static int answer_column(const char *key)
{
    for (int i = 0; i < ANSWERS_COUNT; i++) {
        const char *const names[] = {columns[i],
                                     answers_heading((enum answers_column)i, LANGUAGE_JA),
                                     answers_heading((enum answers_column)i, LANGUAGE_EN)};
        char name[HEADING_KEY_MAX];
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            size_t length = text_key(names[k], name, sizeof name) ? heading_begins(key, name) : 0;
            if (length && answer_hints(i, key + length) == i)
                return i;
        }
    }
    return heading_by_forms(key, forms, sizeof forms / sizeof *forms, answer_hints, ANSWERS_COUNT);
}

enum answers_column answers_column_of(const char *heading)
{
    char key[HEADING_KEY_MAX];
    if (!text_key(heading, key, sizeof key) || !*key)
        return ANSWERS_COUNT;
    return (enum answers_column)heading_search(key, answer_column, ANSWERS_COUNT);
}

bool answers_sheet_is_heading(const char *text)
{
    return answers_column_of(text) != ANSWERS_COUNT;
}
