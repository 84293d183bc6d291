/* The stage: a scenario becomes a world, and a tape becomes a run of it. The header through which
 * other folders use this one.
 *
 * Inside, from the bottom up; no file calls one above it:
 *
 *   leave, traps, members, enabled,     leaving a run, what would end the process, who is who, the
 *   tested                              list of what may come next
 *   script*, requests, expect, endless  what a schedule allows, what a scenario demands and expects
 *   operations, externals, listing      what may come next
 *   choose, choices                     the choice among it: by schedule, limits and tape
 *   scope_calls, actors, *body, play    who plays, and what they do to the scope
 *   step, finish, make, build, run      a step, the end, the beginning, and all of a run
 */
#ifndef EXN_STAGE_STAGE_H
#define EXN_STAGE_STAGE_H

#include "contract/view.h"
#include "stage/run.h"
#include "world/snapshot.h"

/* Builds the world of a scenario. What it returns but READY frees all of `run` but
 * recorder.breach and current.mismatch. */
exn_world_status exn_run_open(exn_run *run, const exn_scenario *scenario,
                              const exeunt_implementation *implementation, exn_flight *flight);
void exn_run_close(exn_run *run);

/* From here until the run is closed, code under test that crashes or hangs ends its run as one that
 * does not do what is expected (traps.h). Called before the run is opened. For processes that may
 * be lost, because what crashed may have written anywhere; one run in a process. From the second
 * crash on, what the code writes to standard error is caught, and its last line becomes part of the
 * message. */
void exn_crashes_catch(exn_run *run);
/* The reverse, if the crashes of this run are caught. */
void exn_crashes_let_be(const exn_run *run);

/* Runs the tape from the beginning. */
exn_run_end exn_run_once(exn_run *run);

/* --- a run in parts, for a search that goes back to states of the world ----------------------- */

/* The world's memory (exn_run_heap) holds all that decides the rest of a run but for the tape, and
 * for `steps`, `faults` and `cancels` of the current run. A search that goes back to a state sets
 * these four to what they were there. The recorder then has only what happened since the last
 * exn_run_forget. */

/* Begins a run and plays it up to the first moment. GOES_ON, or how it ended. */
exn_run_end exn_run_begin(exn_run *run);

/* At a moment: lists in `enabled` what may come next, and what of it search may follow.
 * GOES_ON, or how the run ends here. */
exn_run_end exn_run_list(exn_run *run);

/* At a moment: delivers `delivery`, one of those listed here, whose number is on the tape already;
 * NULL: what the tape says. GOES_ON at the next moment, or how the run ended. */
exn_run_end exn_run_step(exn_run *run, const exn_delivery *delivery);

/* The same of a settlement, where the members have cells and a fence is up around that of its
 * member: LEFT_CELL if it touches the cell of another one, and then the fence is down, or if the
 * world ends. From `begin` on, up to exn_cell_fence_end. */
void exn_run_fence_begin(exn_run *run);
exn_run_end exn_run_step_within(exn_run *run, const exn_delivery *delivery);

/* At a moment: delivers an inner step of an operation that the scenario plays, which only counts
 * down: no code under test runs, nothing happens at the border, so no rule has anything to say.
 * Returns what has changed of the world, `size` bytes, or NULL, having done nothing, if `delivery`
 * is no such step: then it is exn_run_step's. */
const void *exn_run_count_down(exn_run *run, const exn_delivery *delivery, size_t *size);

/* Whether it is such a step, where it may come; and delivers one, where what it changes is not
 * asked for: apart, so that the search, which asks for each, has the other one inlined. */
bool exn_run_only_counts_down(const exn_run *run, const exn_delivery *delivery);
void exn_run_pass(exn_run *run, const exn_delivery *delivery);

/* At a moment: how many states there are from here on, at the least, unless a run breaks something:
 * each operation that the scenario plays may be at any of its inner steps, or have settled,
 * wherever the others are. Nothing is known of what a schedule allows, and of managers in C. */
uint64_t exn_run_states_ahead(const exn_run *run);

/* How many steps a run has at the most, if no manager begins twice and none in C goes on for more
 * than one delivery at a time; UINT64_MAX if some run has shown otherwise. */
uint64_t exn_run_steps_bound(const exn_run *run);

/* The first item of the schedule that the last run did not come to; the number of items if it came
 * to all of them. */
size_t exn_run_items_done(const exn_run *run);

/* Empties the recorder but for the tally. */
void exn_run_forget(exn_run *run);

/* Whether a request is still to come that `at-least` demands: a run that ends, or goes round,
 * without it does not count. */
bool exn_run_owes_requests(const exn_run *run);

/* Whether the command line may cut runs for their requests. */
bool exn_limits_cancels(const exn_run *run);

/* Whether several things may come in one turn of the implementation (D3). */
bool exn_run_takes_turns(const exn_run *run);

exn_heap *exn_run_heap(const exn_run *run);

/* What the border has seen of the last run; its names are valid at any time. */
const exn_view *exn_run_view(const exn_run *run);

/* Whether a member, or a body, is code under test: a manager or body written in C, or a nested
 * scope. Others are played by the scenario. */
bool exn_run_has(const exn_run *run, uint32_t member);

/* Writes one delivery as a schedule item: "vm1 enters", "cancel at once". Always terminated. */
void exn_delivery_text(const exn_run *run, const exn_delivery *delivery, char *text, size_t size);

/* Capability bits of what runs in a child (docs/ADAPTER.md), which no code in C has. */
enum {
    EXN_IS_CHILD = 1 << 30, /* its bodies alone act on its scopes */
    EXN_CHILD_HAS_TASKS = 1 << 29
};

/* Which capability the scenario needs and the implementation lacks: its name, or NULL. */
const char *exn_missing_capability(const exn_scenario *scenario,
                                   const exeunt_implementation *implementation);

#endif
