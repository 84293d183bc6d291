/* The completion for bash. */
#include "cli/commands/commands.h"
#include "manual/manual.h"

#include <string.h>

/* Each word consists of letters, digits and `-`, which mean nothing special to a shell. */
static void put_words(FILE *out, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        fprintf(out, "%s%s", i > 0 ? " " : "", words[i]);
    }
}

/* Writes the case pattern that matches an option of a command while its value is typed. */
static void put_pattern(FILE *out, const exn_command *command, const exn_option *option)
{
    fprintf(out, "        \"%s --%s\"", command->name, option->name);
    if (option->letter != 0) {
        fprintf(out, " | \"%s -%c\"", command->name, option->letter);
    }
}

/* Writes what may follow an option: one of its words, a folder, or nothing that could be
 * completed. */
static void put_value(FILE *out, const exn_command *command, const exn_option *option)
{
    if (option->type == EXN_OPTION_FLAG) {
        return;
    }
    put_pattern(out, command, option);
    fputs(") ", out);
    if (option->words != NULL) {
        fputs("COMPREPLY=($(compgen -W '", out);
        put_words(out, option->words);
        fputs("' -- \"$word\")); ", out);
    } else if (strcmp(option->value, "DIR") == 0) {
        fputs("COMPREPLY=($(compgen -d -- \"$word\")); ", out);
    }
    fputs("return ;;\n", out);
}

static void put_options(FILE *out, const exn_command *command)
{
    fprintf(out, "        %s) options='--help", command->name);
    for (const exn_option *option = command->options; option->name != NULL; option++) {
        fprintf(out, " --%s", option->name);
    }
    fputs("' ;;\n", out);
}

void exn_write_bash(FILE *out)
{
    fputs("# The completion of exeunt for bash. Generated from the tables that exeunt --help "
          "prints.\n"
          "_exeunt()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    local command=${COMP_WORDS[1]} options=\n"
          "    if [ \"$word\" = = ]; then # --format=, which bash takes for two words ...\n"
          "        word=\n"
          "    elif [ \"$previous\" = = ]; then # ... and --format=t for three\n"
          "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '--help --version",
          out);
    for (const exn_command *const *command = exn_commands; *command != NULL; command++) {
        fprintf(out, " %s", (*command)->name);
    }
    fputs("' -- \"$word\"))\n        return\n    fi\n"
          "    case \"$command $previous\" in\n",
          out);
    for (const exn_command *const *command = exn_commands; *command != NULL; command++) {
        for (const exn_option *option = (*command)->options; option->name != NULL; option++) {
            put_value(out, *command, option);
        }
    }
    fputs("    esac\n    case $command in\n", out);
    for (const exn_command *const *command = exn_commands; *command != NULL; command++) {
        put_options(out, *command);
    }
    fputs("    esac\n"
          "    if [ \"${word#-}\" != \"$word\" ]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
          "    else\n"
          "        compopt -o default # a file or a folder\n"
          "    fi\n"
          "}\n"
          "complete -F _exeunt exeunt\n",
          out);
}
