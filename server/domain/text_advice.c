/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside a demand: what a supplier shows by accepting, what METI's questions suggest,
 * and where advice comes from. In the order of codes. */
#include "domain/text_tables.h"

static const struct text shown[] = {
    {"shown_assessments",
     "自己評価の提出の有無と、未回答・未充足の件数が表示されます。回答の内容は表示されません。",
     "Whether a self-assessment was submitted, and how many items are open. Not the answers."},
    {"shown_nothing_of_others", "ほかの発注企業との取引関係や要求は表示されません。",
     "Nothing of your relationships with other buyers."},
    {"shown_organisation", "自社の名称と法人番号が表示されます。",
     "Your organisation's name and corporate number."},
    {"shown_papers", "裏付け資料の登録の有無が表示されます。資料の内容は表示されません。",
     "Whether papers are on file. Not the papers themselves."},
    {"shown_readiness", "★3・★4の準備状況は、自社で表示を選んだ場合に限り表示されます。",
     "Your readiness for ★3 and ★4 only if you choose to show it."},
    {"shown_stars",
     "★の状況（自己宣言IDまたは登録番号、宣言日、有効期限、適用範囲、停止と取消し）が"
     "表示されます。",
     "Your stars: declaration ID or registration number, days, scope, stops and revocations."},
};

const struct text_rows text_shown = {shown, sizeof shown / sizeof *shown};

static const struct text sources[] = {
    {"partnership_guidance",
     "経済産業省・公正取引委員会「サプライチェーン全体のサイバーセキュリティ向上のための"
     "取引先とのパートナーシップの構築促進に向けて」（2022年10月28日）",
     "METI and JFTC on partnership with suppliers for the cybersecurity of the supply chain "
     "(28 October 2022, in Japanese)"},
    {"three_questions", "経済産業省のSCS評価制度に関する資料（3つの問い）",
     "METI's documents on the SCS evaluation scheme (three questions)"},
};

const struct text_rows text_sources = {sources, sizeof sources / sizeof *sources};

static const struct text suggestions[] = {
    {"star_3", "参考：3つの問いがいずれも「いいえ」のため、★3が目安です。",
     "For reference: all three questions are answered no, which suggests ★3."},
    {"star_4", "参考：3つの問いに「はい」があるため、★4が目安です。",
     "For reference: one of the three questions is answered yes, which suggests ★4."},
};

const struct text_rows text_suggestions = {suggestions, sizeof suggestions / sizeof *suggestions};
