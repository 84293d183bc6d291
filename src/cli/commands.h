/* The commands, one file each. */
#ifndef EXN_CLI_COMMANDS_H
#define EXN_CLI_COMMANDS_H

#include "cli/options.h"

#include <stdbool.h>

extern const exn_command exn_check_command;
extern const exn_command exn_replay_command;
extern const exn_command exn_coverage_command;
extern const exn_command exn_list_command;

/* What --color means: whether standard output shall be coloured. */
enum { EXN_COLOR_AUTO, EXN_COLOR_ALWAYS, EXN_COLOR_NEVER };
extern const char *const exn_color_words[];
bool exn_wants_color(int color);

#endif
