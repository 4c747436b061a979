/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domain/number.h"

#define COUNT(table) ((unsigned)(sizeof(table) / sizeof *(table)))
#define PICK(table, number, salt) ((table)[demo_pick(number, salt, COUNT(table))])

struct name_word {
    const char *text;
    const char *reading;
};

struct trade {
    struct name_word word;
    const char *category;
};

const struct company demo_buyers[] = {
    {"星凪重機工業株式会社", "ホシナギジュウキコウギョウ", "8980001000001", NULL},
    {"蒼天電装システム株式会社", "ソウテンデンソウシステム", "7980001000002", NULL},
    {"朝凪通商株式会社", "アサナギツウショウ", "6980001000003", NULL},
};

static const struct name_word stems[] = {
    {"葵沢", "アオイザワ"},   {"朝霧野", "アサギリノ"}, {"茜台", "アカネダイ"},
    {"天音", "アマネ"},       {"伊吹原", "イブキバラ"}, {"糸杉", "イトスギ"},
    {"梅ヶ瀬", "ウメガセ"},   {"榎木沢", "エノキザワ"}, {"霞沢", "カスミザワ"},
    {"雲母川", "キララガワ"}, {"久遠", "クオン"},       {"小夜川", "サヨガワ"},
    {"汐音", "シオネ"},       {"白妙", "シロタエ"},     {"涼風野", "スズカゼノ"},
    {"瀬戸原", "セトハラ"},   {"蒼樹", "ソウジュ"},     {"橘谷", "タチバナダニ"},
    {"千鳥沢", "チドリザワ"}, {"月白", "ツキシロ"},     {"常葉野", "トキワノ"},
    {"虹ヶ沢", "ニジガサワ"}, {"灯里", "アカリ"},       {"花守", "ハナモリ"},
    {"氷室沢", "ヒムロザワ"}, {"風花", "カザハナ"},     {"星見野", "ホシミノ"},
    {"帆波", "ホナミ"},       {"真澄原", "マスミハラ"}, {"水鏡", "ミズカガミ"},
    {"紫苑", "シオン"},       {"若葉沢", "ワカバザワ"}, {"夕凪", "ユウナギ"},
    {"雪代", "ユキシロ"},     {"璃音", "リオン"},       {"露草", "ツユクサ"},
};

static const struct trade trades[] = {
    {{"製作所", "セイサクショ"}, "部品加工"},
    {{"精工", "セイコウ"}, "部品加工"},
    {{"鋳造", "チュウゾウ"}, "素材・鋳造"},
    {{"鍍金工業", "メッキコウギョウ"}, "表面処理"},
    {{"樹脂", "ジュシ"}, "樹脂・ゴム"},
    {{"電子", "デンシ"}, "電子部品"},
    {{"計測", "ケイソク"}, "電子部品"},
    {{"金型", "カナガタ"}, "金型・治具"},
    {{"熱処理", "ネツショリ"}, "表面処理"},
    {{"ソフト", "ソフト"}, "情報システム"},
    {{"システム設計", "システムセッケイ"}, "情報システム"},
    {{"運輸", "ウンユ"}, "物流"},
    {{"倉庫", "ソウコ"}, "物流"},
    {{"印刷", "インサツ"}, "印刷・資材"},
    {{"包装", "ホウソウ"}, "印刷・資材"},
    {{"設備", "セツビ"}, "設備保全"},
    {{"商会", "ショウカイ"}, "商社"},
    {{"化成", "カセイ"}, "樹脂・ゴム"},
    {{"鋼材", "コウザイ"}, "素材・鋳造"},
    {{"技研", "ギケン"}, "設計・開発"},
};

static const struct name_word families[] = {
    {"佐久間", "サクマ"}, {"真壁", "マカベ"},   {"小山内", "オサナイ"}, {"芦原", "アシハラ"},
    {"波多江", "ハタエ"}, {"樋渡", "ヒワタシ"}, {"鵜飼", "ウカイ"},     {"久保寺", "クボデラ"},
    {"前川", "マエカワ"}, {"羽鳥", "ハトリ"},
};

static const struct trade sole_trades[] = {
    {{"設計事務所", "セッケイジムショ"}, "設計・開発"},
    {{"鉄工所", "テッコウショ"}, "部品加工"},
    {{"ソフト工房", "ソフトコウボウ"}, "情報システム"},
};

static const char *const given[] = {"美咲", "健一", "由香", "大輔", "直子",
                                    "拓也", "恵",   "浩二", "千尋", "誠"};
static const char *const departments[] = {"総務部", "情報システム課", "品質管理部", "営業部",
                                          "管理部"};
static const char *const tags[] = {"図面貸与",     "個人情報の取扱い", "VPN接続",      "単独調達",
                                   "海外拠点あり", "受発注データ連携", "年次監査対象", "長期契約"};
static const char *const memos[] = {
    "品質管理部が窓口。年1回の訪問監査の対象。",
    "更新の案内は決算期（3月）を避けて送付する。",
    "担当者の交代あり。次回の連絡時に窓口を確認する。",
    "図面データの受渡しは専用サーバーのみ。",
};

/* The finaliser of SplitMix64, cut to 32 bits. */
unsigned demo_pick(unsigned number, unsigned salt, unsigned limit)
{
    uint64_t x = ((uint64_t)number << 20 | salt) + 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return (unsigned)((x ^ (x >> 31)) % limit);
}

/* Office 9800 does not exist, so the number is nobody's. `form` is the kind of company. */
static void make_number(unsigned form, unsigned serial, char out[static CORPORATE_NUMBER_SIZE])
{
    char twelve[CORPORATE_NUMBER_SIZE];
    snprintf(twelve, sizeof twelve, "9800%02u%06u", form % 100, serial % 1000000);
    out[0] = corporate_number_check_digit(twelve);
    memcpy(out + 1, twelve, 13);
}

static void make_sole(unsigned number, struct company *out)
{
    unsigned n = number / 11;
    const struct name_word *family = &families[n % COUNT(families)];
    const struct trade *trade = &sole_trades[n / COUNT(families) % COUNT(sole_trades)];
    snprintf(out->name, sizeof out->name, "%s%s", family->text, trade->word.text);
    snprintf(out->reading, sizeof out->reading, "%s%s", family->reading, trade->word.reading);
    out->category = trade->category;
}

static void make_company(unsigned number, struct company *out)
{
    const struct name_word *stem = &stems[number % COUNT(stems)];
    const struct trade *trade =
        &trades[(number % COUNT(stems) * 7 + number / COUNT(stems)) % COUNT(trades)];
    static const struct {
        const char *before, *after;
        unsigned code;
    } forms[] = {
        {"株式会社", "", 1}, {"", "株式会社", 1}, {"株式会社", "", 1}, {"有限会社", "", 2},
        {"", "株式会社", 1}, {"合同会社", "", 3}, {"株式会社", "", 1},
    };
    unsigned form = demo_pick(number, 1, COUNT(forms));
    snprintf(out->name, sizeof out->name, "%s%s%s%s", forms[form].before, stem->text,
             trade->word.text, forms[form].after);
    snprintf(out->reading, sizeof out->reading, "%s%s", stem->reading, trade->word.reading);
    out->category = trade->category;
    make_number(forms[form].code, 1000 + number, out->corporate_number);
}

void demo_supplier(unsigned number, struct company *out)
{
    *out = (struct company){0};
    if (number % 11 == 5)
        make_sole(number, out);
    else
        make_company(number, out);
}

void demo_person(unsigned number, char out[static NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%s %s", PICK(families, number, 2).text, PICK(given, number, 3));
}

static json_t *make_contacts(unsigned number)
{
    char person[NAME_SIZE], email[NAME_SIZE], phone[NAME_SIZE];
    demo_person(number, person);
    snprintf(email, sizeof email, "contact@s%03u.example.jp", number);
    snprintf(phone, sizeof phone, "000-000-%04u", number);
    return json_pack("[{s:s, s:s, s:s, s:s}]", "name", person, "email", email, "phone", phone,
                     "department", PICK(departments, number, 4));
}

static json_t *make_tags(unsigned number)
{
    json_t *list = json_array();
    unsigned first = demo_pick(number, 5, COUNT(tags));
    for (unsigned i = 0; i < demo_pick(number, 6, 3); i++)
        json_array_append_new(list, json_string(tags[(first + 3 * i) % COUNT(tags)]));
    return list;
}

static void as_typed(unsigned number, const char *name, char out[static NAME_SIZE])
{
    static const char form[] = "株式会社";
    const char *at = strstr(name, form);
    if (!at || number % 6 != 0)
        snprintf(out, NAME_SIZE, "%s", name);
    else
        snprintf(out, NAME_SIZE, "%.*s㈱%s", (int)(at - name), name, at + sizeof form - 1);
}

json_t *demo_record(unsigned number, unsigned buyer, const struct company *company)
{
    char code[20], name[NAME_SIZE];
    unsigned serial = number * 7 % 2000 + 100;
    /* As different as the systems that buyers keep. */
    static const char *const prefixes[] = {"1", "V-", "TR"};
    snprintf(code, sizeof code, "%s%04u", prefixes[buyer], serial);
    as_typed(number + buyer, company->name, name);
    return json_pack(
        "{s:s, s:s, s:s?, s:s, s:s, s:o, s:o, s:s?}", "name", name, "reading", company->reading,
        "corporate_number", company->corporate_number[0] ? company->corporate_number : NULL, "code",
        code, "category", company->category, "tags", make_tags(number + buyer), "contacts",
        make_contacts(number), "memo", number % 9 == 0 ? PICK(memos, number, 7) : NULL);
}

const char *demo_reason(int star, unsigned number)
{
    static const char *const reasons[][2] = {
        {"取引先の皆さまに情報セキュリティ対策の取組状況を伺っており、まずは★1の自己宣言を"
         "お願いしております。",
         "注文書などの取引情報をメールでやり取りしているため、★1の自己宣言をお願いいたします。"},
        {"図面データをお預けしているため、自社診断の実施と情報セキュリティ基本方針の公開を"
         "お願いいたします。",
         "見積りや仕様などの営業秘密をお渡ししているため、★2の自己宣言をお願いいたします。"},
        {"生産計画と受発注データを連携しているため、SCS評価制度の★3の取得をお願いいたします。",
         "当社の納入先から供給網全体での対策を求められているため、SCS評価制度の★3の取得を"
         "お願いいたします。"},
        {"当社の基幹システムへの接続をお願いしており、供給が止まった場合の影響も大きいため、"
         "SCS評価制度の★4の取得をお願いいたします。",
         "設計情報の共同利用があり、影響の範囲が広いため、SCS評価制度の★4の取得をお願いいたします"
         "。"},
        {"制度の詳細が定まり次第、★5についてご検討いただきたく、あらかじめお知らせいたします。",
         "中長期の計画として★5をお願いする予定です。制度の開始後に改めて協議いたします。"},
    };
    return reasons[(star - 1) % 5][demo_pick(number, 8, 2)];
}

const char *demo_exemption(void)
{
    return "汎用品の購入に限られ、情報の受渡しがないため、要求の対象外とします。";
}

const char *demo_talks(unsigned number)
{
    static const char *const talks[] = {
        "対策費用の負担と実施時期について協議をお願いします。",
        "対応期限について、設備更新の計画と合わせて相談させてください。",
        "評価の対象範囲について確認したい点がありますので、打合せをお願いします。",
    };
    return PICK(talks, number, 9);
}

const char *demo_objection(void)
{
    return "情報システムの専任者がおらず、期限までの対応は難しい状況です。支援策があれば"
           "ご案内ください。";
}

const char *demo_scope_text(unsigned number)
{
    static const char *const scopes[] = {"本社および第一工場", "設計部門", "精密加工事業部"};
    return PICK(scopes, number, 10);
}
