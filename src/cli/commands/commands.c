#include "cli/commands/commands.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char exn_about_exeunt[] =
    "Runs exit stacks and exit pools under every interleaving of what their managers do,\n"
    "and tells which promises hold.";

const exn_command *const exn_commands[] = {
    &exn_check_command,
    &exn_replay_command,
    &exn_coverage_command,
    &exn_list_command,
    &exn_new_command,
    &exn_explain_command,
    NULL,
};

const char *const exn_color_words[] = {
    [EXN_COLOR_AUTO] = "auto", [EXN_COLOR_ALWAYS] = "always", [EXN_COLOR_NEVER] = "never", NULL};

bool exn_wants_color(int color)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (color != EXN_COLOR_AUTO) {
        return color == EXN_COLOR_ALWAYS;
    }
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}
