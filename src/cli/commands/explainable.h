/* The list of all that has an entry in the handbook. */
#ifndef EXN_CLI_COMMANDS_EXPLAINABLE_H
#define EXN_CLI_COMMANDS_EXPLAINABLE_H

#include "report/report.h"

void exn_explainable_list(exn_terminal *terminal);

#endif
