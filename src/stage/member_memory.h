/* Where that which changes of the members lies: for each member what the scope sees of it, what
 * plays it, and what the view keeps of it.
 *
 * Mostly each of the three is an array in the heap. For a search that remembers transitions
 * (search/remembered.h) each member has a cell that holds its three: then that cell is all that a
 * transition may read of one member. */
#ifndef EXN_STAGE_MEMBER_MEMORY_H
#define EXN_STAGE_MEMBER_MEMORY_H

#include "stage/state.h"

#include <stdbool.h>
#include <stdint.h>

/* Takes the memory of so many members from the world; `has_cells`: from cells, of which there are
 * at most EXN_CELLS_MAX. `now` is there already. Returns false if the world is too small. */
bool exn_take_member_memory(exn_stage *stage, uint32_t members, bool has_cells);

#endif
