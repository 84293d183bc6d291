/* The commands, one file each. */
#ifndef EXN_CLI_COMMANDS_COMMANDS_H
#define EXN_CLI_COMMANDS_COMMANDS_H

#include "cli/options.h"

extern const exn_command exn_check_command;
extern const exn_command exn_replay_command;
extern const exn_command exn_merge_command;
extern const exn_command exn_coverage_command;
extern const exn_command exn_list_command;
extern const exn_command exn_new_command;
extern const exn_command exn_explain_command;
extern const exn_command exn_adapter_test_command;

/* All commands, in the order of the help; ends with NULL. */
extern const exn_command *const exn_commands[];

/* What the program does. */
extern const char exn_about_exeunt[];

#endif
