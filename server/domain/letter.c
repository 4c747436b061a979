/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/letter.h"

static void begin_ja(const struct letter *letter, struct buf *out)
{
    buf_format(out, "%s 御中\n\n拝啓 時下ますますご清栄のこととお慶び申し上げます。\n",
               letter->supplier);
}

static void demand_ja(const struct letter *letter, struct buf *out)
{
    if (!letter->required_star)
        return;
    buf_format(out, "要求水準：★%d\n対応期限：", letter->required_star);
    day_text_weekday(out, letter->due_on, LANGUAGE_JA);
    buf_char(out, '\n');
    if (letter->reason)
        buf_format(out, "要求の理由：%s\n", letter->reason);
}

static void end_ja(const struct letter *letter, struct buf *out)
{
    if (letter->contact)
        buf_format(out,
                   "ご不明な点は、下記の担当者までお問い合わせください。\n\n敬具\n\n%s\n担当：%s\n",
                   letter->buyer, letter->contact);
    else
        buf_format(out, "ご不明な点は、%sの担当者までお問い合わせください。\n\n敬具\n\n%s\n",
                   letter->buyer, letter->buyer);
}

static void write_ja(const struct letter *letter, struct buf *out)
{
    begin_ja(letter, out);
    if (letter->lead)
        buf_format(out, "%s\n\n", letter->lead);
    buf_format(out,
               "%sでは、取引先の皆さまの情報セキュリティ対策の状況（★の状況）を、オンラインサービス"
               "「Hoshitori」で確認しております。\nつきましては、お手数ですが",
               letter->buyer);
    day_text_weekday(out, letter->expires_on, LANGUAGE_JA);
    buf_text_add(out, "までに次のページで内容をご確認のうえ、承諾または辞退をお選びください。\n\n");
    buf_format(out, "%s\n\n", letter->url);
    demand_ja(letter, out);
    buf_format(out,
               "要求の詳しい内容、ご承諾いただいた場合に%sへ表示される内容は、ページの中で"
               "ご確認いただけます。\n",
               letter->buyer);
    buf_text_add(out, "このリンクは貴社専用です。転送や公開はなさらないようお願いいたします。\n");
    end_ja(letter, out);
}

static void write_demand_ja(const struct letter *letter, struct buf *out)
{
    begin_ja(letter, out);
    buf_format(out, "%s\n\n", letter->lead);
    buf_text_add(
        out,
        "お手数ですが、次のページで要求の内容と現在の状況をご確認のうえ、★の登録内容の入力など、"
        "必要なお手続きをお願いいたします。\n\n");
    buf_format(out, "%s\n\n", letter->url);
    demand_ja(letter, out);
    buf_text_add(out, "期限までのご対応が難しい場合は、同じページから協議をご希望いただけます。\n");
    end_ja(letter, out);
}

static void demand_en(const struct letter *letter, struct buf *out)
{
    if (!letter->required_star)
        return;
    buf_format(out, "Required star: ★%d\nDue on: ", letter->required_star);
    day_text_weekday(out, letter->due_on, LANGUAGE_EN);
    buf_char(out, '\n');
    if (letter->reason)
        buf_format(out, "Reason: %s\n", letter->reason);
}

static void end_en(const struct letter *letter, struct buf *out)
{
    if (letter->contact)
        buf_format(out, "If you have questions, please ask %s.\n\n%s\n", letter->contact,
                   letter->buyer);
    else
        buf_format(out, "If you have questions, please ask your contact at %s.\n\n%s\n",
                   letter->buyer, letter->buyer);
}

static void write_en(const struct letter *letter, struct buf *out)
{
    buf_format(out, "To %s\n\n", letter->supplier);
    if (letter->lead)
        buf_format(out, "%s\n\n", letter->lead);
    buf_format(out,
               "%s uses the online service Hoshitori to see where its suppliers stand with their "
               "security stars "
               "(★). Please read the page below and accept or decline by ",
               letter->buyer);
    day_text_weekday(out, letter->expires_on, LANGUAGE_EN);
    buf_format(out, ".\n\n%s\n\n", letter->url);
    demand_en(letter, out);
    buf_format(out,
               "The page says what is required in detail, and what %s will see once you accept.\n",
               letter->buyer);
    buf_text_add(out, "The link is for you alone; please do not forward or publish it.\n");
    end_en(letter, out);
}

static void write_demand_en(const struct letter *letter, struct buf *out)
{
    buf_format(out, "To %s\n\n%s\n\n", letter->supplier, letter->lead);
    buf_text_add(out, "The page below says what is required and where you stand. Please do there "
                      "what is still to be done, such as entering your star.\n\n");
    buf_format(out, "%s\n\n", letter->url);
    demand_en(letter, out);
    buf_text_add(out, "If you cannot do so in time, ask for talks on the same page.\n");
    end_en(letter, out);
}

void letter_write(const struct letter *letter, enum language language, struct buf *out)
{
    if (language == LANGUAGE_JA)
        write_ja(letter, out);
    else
        write_en(letter, out);
}

void letter_demand_write(const struct letter *letter, enum language language, struct buf *out)
{
    if (language == LANGUAGE_JA)
        write_demand_ja(letter, out);
    else
        write_demand_en(letter, out);
}
