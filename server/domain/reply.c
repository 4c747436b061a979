/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
    enum reply reply;
    const char *const *words;
} replies[] = {
    {REPLY_YES, (const char *const[]){"○",
                                      "〇",
                                      "◯",
                                      "⚪",
                                      "⭕",
                                      "◎",
                                      "✓",
                                      "✔",
                                      "☑",
                                      "✅",
                                      "レ",
                                      "●",
                                      "■",
                                      "o", /* beside x */
                                      "true",
                                      "yes",
                                      "y",
                                      "ok",
                                      "はい",
                                      "ハイ",
                                      "ﾊｲ",
                                      "する",
                                      "実施",
                                      "実施済",
                                      "実施済み",
                                      "実施している",
                                      "実施しています",
                                      "やっている",
                                      "やっています",
                                      "対応",
                                      "対応済",
                                      "対応済み",
                                      "対応している",
                                      "対応しています",
                                      "できている",
                                      "できています",
                                      "満たす",
                                      "満たしている",
                                      "満たしています",
                                      "遵守",
                                      "遵守している",
                                      "整備済",
                                      "整備済み",
                                      "導入済",
                                      "導入済み",
                                      "完了済",
                                      "完了済み",
                                      "まる",
                                      "マル",
                                      "done",
                                      "completed",
                                      "達成",
                                      "完了",
                                      "済",
                                      "済み",
                                      "適合",
                                      NULL}},
    {REPLY_PARTLY, (const char *const[]){"△",
                                         "▲",
                                         "🔺",
                                         "一部",
                                         "一部実施",
                                         "一部実施済",
                                         "一部実施している",
                                         "一部対応",
                                         "一部済",
                                         "一部済み",
                                         "一部のみ",
                                         "一部完了",
                                         "一部達成",
                                         "一部できている",
                                         "部分的",
                                         "部分的に実施",
                                         "部分的に対応",
                                         "部分実施",
                                         "部分対応",
                                         "さんかく",
                                         "サンカク",
                                         "partly",
                                         "partially",
                                         "partial",
                                         NULL}},
    {REPLY_NO, (const char *const[]){"×",
                                     "✕",
                                     "✖",
                                     "✗",
                                     "✘",
                                     "☓",
                                     "❌",
                                     "╳",
                                     "☐",
                                     "□",
                                     "x",
                                     "false",
                                     "no",
                                     "n",
                                     "ng",
                                     "いいえ",
                                     "イイエ",
                                     "ｲｲｴ",
                                     "しない",
                                     "していない",
                                     "未",
                                     "未実施",
                                     "実施していない",
                                     "実施していません",
                                     "未済",
                                     "やっていない",
                                     "やっていません",
                                     "未対応",
                                     "対応していない",
                                     "対応していません",
                                     "できていない",
                                     "できていません",
                                     "満たさない",
                                     "満たしていない",
                                     "満たしていません",
                                     "未達",
                                     "未整備",
                                     "未導入",
                                     "未着手",
                                     "未完了",
                                     "ばつ",
                                     "バツ",
                                     "not done",
                                     "not yet",
                                     "未達成",
                                     "不適合",
                                     NULL}},
    {REPLY_NOT_APPLICABLE, (const char *const[]){"-",
                                                 "--",
                                                 "n/a",
                                                 "na",
                                                 "n.a.",
                                                 "該当なし",
                                                 "該当無し",
                                                 "該当無",
                                                 "該当しない",
                                                 "該当しません",
                                                 "該当せず",
                                                 "該当事項なし",
                                                 "適用なし",
                                                 "対象でない",
                                                 "対象ではない",
                                                 "対象外",
                                                 "適用外",
                                                 "適用除外",
                                                 "対象外です",
                                                 "非該当",
                                                 "非該当です",
                                                 "not applicable",
                                                 NULL}},
    {REPLY_UNKNOWN,
     (const char *const[]){"?", "不明", "わからない", "分からない", "わかりません", "分かりません",
                           "不明です", "判断できない", "判断できません", "unknown", "don't know",
                           "not sure", NULL}},
};

enum { WORD_MAX = 64 };

static bool is_reply_word(const char *text, const char *word)
{
    char narrow[WORD_MAX];
    return text_narrow(word, narrow, sizeof narrow) && strcasecmp(text, narrow) == 0;
}

enum reply reply_of(const char *text)
{
    char narrow[WORD_MAX];
    if (!text_narrow(text, narrow, sizeof narrow))
        return REPLY_NONE;
    size_t length = strlen(narrow), stop = strlen("。");
    if (length > stop && strcmp(narrow + length - stop, "。") == 0)
        narrow[length - stop] = '\0';
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++)
        for (const char *const *word = replies[i].words; *word; word++)
            if (is_reply_word(narrow, *word))
                return replies[i].reply;
    return REPLY_NONE;
}
