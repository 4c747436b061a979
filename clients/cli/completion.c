/* SPDX-License-Identifier: Apache-2.0 */
/* completion bash, zsh: scripts written from the command table. */
#include <string.h>

#include "commands.h"
#include "say.h"

static void print_options(const struct command *command)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (command_takes(command, id))
            printf(" --%s", option_of(id)->name);
}

/* "met|expiring" with blanks between. */
static void print_choice_words(const char *choices)
{
    for (; *choices; choices++)
        putchar(*choices == '|' ? ' ' : *choices);
}

/* First words, each once, or the second words of a noun. */
static void print_words(const char *noun)
{
    size_t length = noun != NULL ? strlen(noun) : 0;
    const char *before = "";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const char *name = commands[i].name;
        size_t first = strcspn(name, " ");
        if (noun == NULL && (strncmp(before, name, first) != 0 || before[first] != ' '))
            printf(" %.*s", (int)first, name);
        else if (noun != NULL && command_is_of(&commands[i], noun, length))
            printf(" %s", name + length + 1);
        before = name;
    }
}

static void print_case_of_options(void)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++) {
        const struct option *option = option_of(id);
        if (option->choices[0] != '\0') {
            printf("    --%s) COMPREPLY=($(compgen -W \"", option->name);
            print_choice_words(option->choices);
            printf("\" -- \"$word\")); return ;;\n");
        } else if (option->kind != KIND_FLAG)
            printf("    --%s) return ;;\n", option->name);
    }
}

static void print_case_of_commands(void)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("    \"%s\") words=\"", commands[i].name);
        if (strcmp(commands[i].name, "completion") == 0)
            printf("bash zsh");
        else if (strcmp(commands[i].name, "export") == 0)
            printf("suppliers statuses");
        print_options(&commands[i]);
        printf("\" ;;\n");
    }
}

static void print_case_of_nouns(void)
{
    char before[64] = "";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t first = strcspn(commands[i].name, " ");
        bool same = strncmp(before, commands[i].name, first) == 0 && before[first] == '\0';
        if (commands[i].name[first] == '\0' || same)
            continue;
        snprintf(before, sizeof before, "%.*s", (int)first, commands[i].name);
        printf("    \"%s\") words=\"", before);
        print_words(before);
        printf("\" ;;\n");
    }
}

/* Both shells call the same function, zsh through bashcompinit; where it offers nothing, they offer
 * files. */
static void print_function(void)
{
    printf("_hoshi() {\n"
           "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words= "
           "named= at\n"
           "  COMPREPLY=()\n"
           "  case $before in\n");
    print_case_of_options();
    printf("  esac\n"
           "  for ((at = 1; at < COMP_CWORD; at++)); do\n"
           "    [[ ${COMP_WORDS[at]} == -* ]] || named+=${named:+ }${COMP_WORDS[at]}\n"
           "    [[ $named == *' '* ]] && break\n"
           "  done\n"
           "  case $named in\n"
           "    '') words=\"--help --version");
    print_words(NULL);
    printf("\" ;;\n");
    print_case_of_nouns();
    print_case_of_commands();
    printf("    *) case ${named%%%% *} in\n");
    print_case_of_commands();
    printf("    esac ;;\n"
           "  esac\n"
           "  [[ $word != -* && ${named%%%% *} == import ]] && return 0\n"
           "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "  return 0\n"
           "}\n");
}

err run_completion(struct session *session)
{
    const char *shell = operand(session->arguments);
    if (!is_choice("bash|zsh", shell, strlen(shell)))
        return refuse(session, ERR_MALFORMED, W_NO_CHOICE, shell, "bash|zsh", NULL);
    if (strcmp(shell, "zsh") == 0)
        printf("#compdef hoshi\nautoload -U +X bashcompinit && bashcompinit\n");
    print_function();
    printf("complete -o default -F _hoshi hoshi\n");
    return OK;
}
