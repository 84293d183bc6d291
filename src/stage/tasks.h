/* The tasks of a world. */
#ifndef EXN_STAGE_TASKS_H
#define EXN_STAGE_TASKS_H

#include "stage/state.h"

/* Fills `facts`, one for each task, and the errors of their bodies. The scopes are there. Returns
 * false if there is no memory. */
bool exn_write_tasks(exn_run *run, exn_task_facts *facts);

#endif
