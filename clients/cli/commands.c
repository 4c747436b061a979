/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <string.h>

#define FILTERS                                                                                    \
    OPTION_STATUS, OPTION_WAITING_ON, OPTION_REQUIRED_STAR, OPTION_HELD_STAR, OPTION_CATEGORY,     \
        OPTION_OWNER, OPTION_TAG, OPTION_TEXT, OPTION_DUE_BY, OPTION_EXPIRING_WITHIN,              \
        OPTION_UNCHECKED_SINCE, OPTION_STATE, OPTION_SORT, OPTION_AS_OF
#define DEMAND                                                                                     \
    OPTION_STAR, OPTION_REASON, OPTION_ASSURANCE, OPTION_HIGHER, OPTION_INFORMATION,               \
        OPTION_INTERRUPTION, OPTION_ACCESS

static const struct command commands[] = {
    {"login",
     "[URL]",
     W_G_ACCOUNT,
     W_C_LOGIN,
     run_login,
     "login https://hoshitori.example.jp --key-file key.txt",
     {OPTION_KEY_FILE}},
    {"logout", "", W_G_ACCOUNT, W_C_LOGOUT, run_logout, "logout --profile erp", {0}},
    {"whoami", "", W_G_ACCOUNT, W_C_WHOAMI, run_whoami, "whoami", {0}},
    {"erasure add",
     "[SUPPLIER]",
     W_G_ACCOUNT,
     W_C_ERASURE_ADD,
     run_erasure_add,
     "erasure add --email hayashi@example.jp --person '林 美咲' --dry-run",
     {OPTION_EMAIL, OPTION_PERSON, OPTION_DRY_RUN}},
    {"erasure list", "", W_G_ACCOUNT, W_C_ERASURE_LIST, run_erasure_list, "erasure list", {0}},

    {"status",
     "[PARTNER]",
     W_G_BOTH,
     W_C_STATUS,
     run_status,
     "status --status overdue --sort due_on",
     {OPTION_SIDE, FILTERS, OPTION_KNOWN_AT, OPTION_LIMIT, OPTION_REQUIRE, OPTION_WATCH,
      OPTION_INTERVAL}},
    {"plan",
     "",
     W_G_BOTH,
     W_C_PLAN,
     run_plan,
     "plan --due-by 2027-06-30",
     {OPTION_BY, OPTION_SIDE, OPTION_WAITING_ON, OPTION_REQUIRED_STAR, OPTION_CATEGORY, OPTION_TAG,
      OPTION_DUE_BY, OPTION_AS_OF, OPTION_LIMIT}},
    {"events follow",
     "",
     W_G_BOTH,
     W_C_EVENTS_FOLLOW,
     run_events_follow,
     "events follow --once --json",
     {OPTION_AFTER, OPTION_ONCE, OPTION_INTERVAL}},

    {"supplier add",
     "[NAME]",
     W_G_BUYER,
     W_C_SUPPLIER_ADD,
     run_supplier_add,
     "supplier add 株式会社はやし製作所 --code A-1001 --email hayashi@example.jp",
     {OPTION_CODE, OPTION_NUMBER, OPTION_READING, OPTION_CATEGORY, OPTION_TAG, OPTION_CONTACT,
      OPTION_EMAIL, OPTION_PHONE, OPTION_DEPARTMENT, OPTION_MEMO, OPTION_OWNER}},
    {"supplier change",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_CHANGE,
     run_supplier_change,
     "supplier change A-1001 --owner sato@example.jp",
     {OPTION_NAME, OPTION_READING, OPTION_NUMBER, OPTION_CODE, OPTION_CATEGORY, OPTION_MEMO,
      OPTION_OWNER}},
    {"supplier list",
     "",
     W_G_BUYER,
     W_C_SUPPLIER_LIST,
     run_supplier_list,
     "supplier list --tag CAD",
     {FILTERS, OPTION_LIMIT}},
    {"supplier show",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_SHOW,
     run_supplier_show,
     "supplier show A-1001",
     {0}},
    {"supplier invite",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_INVITE,
     run_supplier_invite,
     "supplier invite A-1001 >letter.txt",
     {0}},
    {"supplier end",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_END,
     run_supplier_end,
     "supplier end A-1001",
     {0}},
    {"supplier duplicates",
     "",
     W_G_BUYER,
     W_C_SUPPLIER_DUPLICATES,
     run_supplier_duplicates,
     "supplier duplicates",
     {0}},
    {"supplier join",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_JOIN,
     run_supplier_join,
     "supplier join A-1001 --other A-42 --demand supplier",
     {OPTION_OTHER, OPTION_DEMAND}},
    {"supplier apart",
     "SUPPLIER",
     W_G_BUYER,
     W_C_SUPPLIER_APART,
     run_supplier_apart,
     "supplier apart A-1001 --other A-42 --reason 別会社",
     {OPTION_OTHER, OPTION_REASON, OPTION_REMOVE}},
    {"hand-over",
     "PERSON",
     W_G_BUYER,
     W_C_HAND_OVER,
     run_hand_over,
     "hand-over sato@example.jp --to suzuki@example.jp",
     {OPTION_TO}},
    {"require",
     "SUPPLIER",
     W_G_BUYER,
     W_C_REQUIRE,
     run_require,
     "require A-1001 --star 2 --due 2027-06-30 --reason 図面をお預けしているため",
     {DEMAND, OPTION_DUE, OPTION_FROM, OPTION_NOTICE, OPTION_EXEMPT, OPTION_REMOVE}},
    {"check",
     "SUPPLIER",
     W_G_BUYER,
     W_C_CHECK,
     run_check,
     "check A-1001 --result found",
     {OPTION_RESULT, OPTION_METHOD, OPTION_DECLARATION, OPTION_ON, OPTION_DIFFERENCE, OPTION_NOTE}},
    {"import",
     "FILE",
     W_G_BUYER,
     W_C_IMPORT,
     run_import,
     "import suppliers.csv --source purchasing",
     {OPTION_SOURCE, OPTION_MODE, OPTION_ABSENT, OPTION_IGNORE, OPTION_ENCODING, OPTION_DRY_RUN}},
    {"export",
     "[WHAT]",
     W_G_BUYER,
     W_C_EXPORT,
     run_export,
     "export suppliers --output suppliers.csv",
     {OPTION_OUTPUT, OPTION_FORMAT, OPTION_SIDE, FILTERS, OPTION_KNOWN_AT}},
    {"simulate",
     "",
     W_G_BUYER,
     W_C_SIMULATE,
     run_simulate,
     "simulate --rule tag:CAD --star 2 --due-in-days 120 --on 2027-06-30",
     {OPTION_RULE, OPTION_STAR, OPTION_DUE, OPTION_DUE_IN_DAYS, OPTION_ASSURANCE, OPTION_HIGHER,
      OPTION_FROM, OPTION_CATEGORY, OPTION_TAG, OPTION_ON, OPTION_LIMIT}},
    {"rule set",
     "RULE",
     W_G_BUYER,
     W_C_RULE_SET,
     run_rule_set,
     "rule set tag:CAD --star 2 --due-in-days 120",
     {DEMAND, OPTION_DUE_IN_DAYS}},
    {"rule list", "", W_G_BUYER, W_C_RULE_LIST, run_rule_list, "rule list", {0}},
    {"rule remove",
     "RULE",
     W_G_BUYER,
     W_C_RULE_REMOVE,
     run_rule_remove,
     "rule remove tag:CAD",
     {0}},

    {"invitation show",
     "INVITATION",
     W_G_SUPPLIER,
     W_C_INVITATION_SHOW,
     run_invitation_show,
     "invitation show 'https://hoshitori.example.jp/invitations#token=hsi_…'",
     {0}},
    {"invitation accept",
     "INVITATION",
     W_G_SUPPLIER,
     W_C_INVITATION_ACCEPT,
     run_invitation_accept,
     "invitation accept 'https://hoshitori.example.jp/invitations#token=hsi_…'",
     {OPTION_NAME, OPTION_READING, OPTION_NUMBER}},
    {"invitation decline",
     "INVITATION",
     W_G_SUPPLIER,
     W_C_INVITATION_DECLINE,
     run_invitation_decline,
     "invitation decline -",
     {0}},
    {"buyers",
     "",
     W_G_SUPPLIER,
     W_C_BUYERS,
     run_buyers,
     "buyers",
     {OPTION_STATUS, OPTION_WAITING_ON, OPTION_REQUIRED_STAR, OPTION_HELD_STAR, OPTION_TEXT,
      OPTION_DUE_BY, OPTION_STATE, OPTION_SORT, OPTION_AS_OF, OPTION_LIMIT}},
    {"respond",
     "BUYER",
     W_G_SUPPLIER,
     W_C_RESPOND,
     run_respond,
     "respond 星凪重機工業 --kind talks_requested --message 費用についてご相談したいです。",
     {OPTION_KIND, OPTION_MESSAGE}},
    {"assess",
     "",
     W_G_SUPPLIER,
     W_C_ASSESS,
     run_assess,
     "assess --star 2",
     {OPTION_STAR, OPTION_EDITION, OPTION_PART, OPTION_SHEET, OPTION_ENCODING, OPTION_WRITE_SHEET,
      OPTION_ALL, OPTION_SUBMIT, OPTION_ON}},
    {"declare",
     "",
     W_G_SUPPLIER,
     W_C_DECLARE,
     run_declare,
     "declare --star 2 --id 50123456789 --on 2027-02-03",
     {OPTION_STAR, OPTION_ID, OPTION_ON, OPTION_VALID_FROM, OPTION_VALID_UNTIL, OPTION_PART,
      OPTION_EDITION, OPTION_REPLACES}},
    {"policy",
     "",
     W_G_SUPPLIER,
     W_C_POLICY,
     run_policy,
     "policy --on 2027-02-20 --url https://example.jp/policy",
     {OPTION_ON, OPTION_URL, OPTION_PLACE, OPTION_NOTE}},

    {"completion",
     "SHELL",
     W_G_ACCOUNT,
     W_C_COMPLETION,
     run_completion,
     "completion bash >~/.local/share/bash-completion/completions/hoshi",
     {0}},
    {"manual", "", W_G_ACCOUNT, W_C_MANUAL, run_manual, "manual | man -l -", {0}},
};

const struct command *command_table(size_t *count)
{
    *count = sizeof commands / sizeof *commands;
    return commands;
}

/* How many of the words are this command's name; 0 = it is another one. */
static int words_named(const struct command *command, int count, char **words)
{
    const char *name = command->name;
    for (int used = 0; used < count;) {
        size_t length = strcspn(name, " ");
        if (strlen(words[used]) != length || strncmp(words[used], name, length) != 0)
            return 0;
        used++;
        if (name[length] == '\0')
            return used;
        name += length + 1;
    }
    return 0;
}

const struct command *command_find(int count, char **words, int *used)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        *used = words_named(&commands[i], count, words);
        if (*used > 0)
            return &commands[i];
    }
    return NULL;
}

bool command_is_noun(const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strncmp(commands[i].name, word, length) == 0 && commands[i].name[length] == ' ')
            return true;
    return false;
}

bool command_takes(const struct command *command, enum option_id id)
{
    if (option_is_global(id))
        return true;
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i] != OPTION_NONE; i++)
        if (command->options[i] == id)
            return true;
    return false;
}

size_t command_operands_needed(const struct command *command)
{
    return command->operands[0] != '\0' && command->operands[0] != '[' ? 1 : 0;
}

size_t command_operands_most(const struct command *command)
{
    return command->operands[0] != '\0' ? 1 : 0;
}
