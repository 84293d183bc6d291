/* The list of commands. */
#include "cli/commands/commands.h"

#include <stddef.h>

const char exn_about_exeunt[] =
    "Runs exit stacks and exit pools under every interleaving of what their managers do,\n"
    "and tells which promises hold.";

const exn_command *const exn_commands[] = {
    &exn_check_command,    &exn_replay_command,       &exn_merge_command,
    &exn_coverage_command, &exn_list_command,         &exn_new_command,
    &exn_explain_command,  &exn_adapter_test_command, NULL,
};
