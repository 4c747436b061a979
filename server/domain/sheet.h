/* SPDX-License-Identifier: Apache-2.0 */
/* The one sheet in which a buyer's suppliers go out and come in: its columns, and what a row of it
 * says. Pure.
 *
 * The columns up to SHEET_WRITABLE are read; those behind it only tell. */
#ifndef DOMAIN_SHEET_H
#define DOMAIN_SHEET_H

#include <stddef.h>

#include "base/buf.h"
#include "base/entered.h"
#include "base/json_out.h"
#include "base/language.h"
#include "base/text.h"
#include "domain/day.h"

/* column, 日本語の見出し; the English heading is the name */
#define SHEET_COLUMNS(X)                                                                           \
    X(RELATIONSHIP, relationship, "取引関係ID")                                                    \
    X(CODE, code, "取引先コード")                                                                  \
    X(CORPORATE_NUMBER, corporate_number, "法人番号")                                              \
    X(NAME, name, "取引先名")                                                                      \
    X(READING, reading, "フリガナ")                                                                \
    X(CATEGORY, category, "区分")                                                                  \
    X(TAGS, tags, "タグ")                                                                          \
    X(CONTACT_NAME, contact_name, "担当者名")                                                      \
    X(CONTACT_DEPARTMENT, contact_department, "担当部署")                                          \
    X(CONTACT_EMAIL, contact_email, "メールアドレス")                                              \
    X(CONTACT_PHONE, contact_phone, "電話番号")                                                    \
    X(MEMO, memo, "メモ")                                                                          \
    X(REQUIRED_STAR, required_star, "要求水準")                                                    \
    X(REQUIRED_ASSURANCE, required_assurance, "要求する裏付け")                                    \
    X(ACCEPT_HIGHER, accept_higher, "上位の★を認める")                                             \
    X(EFFECTIVE_FROM, effective_from, "適用開始日")                                                \
    X(DUE_ON, due_on, "対応期限")                                                                  \
    X(REASON, reason, "要求の理由")                                                                \
    X(NOTICE_ON, notice_on, "通知日")                                                              \
    X(DECLARATION_STAR, declaration_star, "宣言・登録の★")                                         \
    X(DECLARATION_ID, declaration_id, "自己宣言ID・登録番号")                                      \
    X(DECLARED_ON, declared_on, "宣言日")                                                          \
    X(VALID_UNTIL, valid_until, "有効期限")                                                        \
    X(RECORD_VERSION, record_version, "取引先情報の版")                                            \
    X(REVISION, revision, "要求水準の版")                                                          \
    X(STATE, state, "取引関係の状態")                                                              \
    X(DECIDED_BY, decided_by, "要求水準の決め方")                                                  \
    X(AS_OF, as_of, "基準日")                                                                      \
    X(STATUS, status, "充足状況")                                                                  \
    X(WAITING_ON, waiting_on, "対応待ちの相手")                                                    \
    X(HELD_STAR, held_star, "取引先の★")                                                           \
    X(HELD_ASSURANCE, held_assurance, "取引先の★の裏付け")                                         \
    X(GAP, gap, "不足する★の数")                                                                   \
    X(REASONS, reasons, "理由")                                                                    \
    X(NEXT_STEP, next_step, "次の対応")                                                            \
    X(CHANGES_ON, changes_on, "次に変わる日")

enum sheet_column {
#define X(column, name, ja) SHEET_##column,
    SHEET_COLUMNS(X)
#undef X
        SHEET_COLUMN_COUNT,
    SHEET_WRITABLE = SHEET_STATE
};

const char *sheet_name(enum sheet_column column);
const char *sheet_heading(enum sheet_column column, enum language language);
/* The column under a heading in either language; SHEET_COLUMN_COUNT for none. Width, kana, case,
 * blanks and marks make no difference, and common other names are known (会社名, TEL). */
enum sheet_column sheet_column_of(const char *heading);
/* The column whose heading is most like this one; SHEET_COLUMN_COUNT when none is. */
enum sheet_column sheet_column_near(const char *heading);

/* What the contract says of the field that a column becomes. `domain` does not see the contract:
 * the functions are passed in. */
struct sheet_problem {
    char code[64];
    char params[200]; /* JSON, or empty */
};

struct sheet_contract {
    const void *context;
    /* The text in the form in which such a field is stored; false when it has none. */
    bool (*enter)(const void *context, enum sheet_column column, const char *text,
                  char out[static ENTERED_MAX]);
    /* Of SHEET_TAGS all tags, of other columns one text. False with the first problem. */
    bool (*fits)(const void *context, enum sheet_column column, const struct text_span *texts,
                 size_t count, struct sheet_problem *out);
};

/* A row as it came: NULL where the sheet has no such column. */
struct sheet_row {
    size_t place; /* from 1: the number of the row */
    size_t line;  /* of the sheet */
    const char *cells[SHEET_COLUMN_COUNT];
    const char *new_relationship; /* ids, should it be something new */
    const char *new_declaration;
};

/* {"place", "line", "content", "faults"}: what schema/functions/import_plan.sql takes.
 * Spreadsheets' habits are understood where they leave no doubt, and named where they do. */
void sheet_row_write(struct json_out *out, const struct sheet_row *row,
                     const struct sheet_contract *contract, day today);

/* Tags in one cell, so that sheet_row_write reads the same tags from it. */
void sheet_tags_write(struct buf *out, const char *const *tags, size_t count);

#endif
