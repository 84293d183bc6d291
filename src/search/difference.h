/* The same tape, run again: what differs, and which code is to blame for it (M9). */
#ifndef EXN_SEARCH_DIFFERENCE_H
#define EXN_SEARCH_DIFFERENCE_H

#include "stage/stage.h"

/* What was seen of a run, or of a part of it, kept while another one is made. */
typedef struct exn_observation {
    exn_record *records;
    size_t count, capacity;
    exn_run_end end;
    exn_breach breach;
    exn_closing closing;
} exn_observation;

/* Appends what the recorder has now. Returns false when out of memory. */
bool exn_observation_take(exn_observation *seen, const exn_run *run, exn_run_end end);
void exn_observation_free(exn_observation *seen);

typedef struct exn_difference {
    bool happened;
    bool in_events; /* else only the state is another one */
    uint32_t blamed;
    char text[196]; /* "after step 7: `a entered` the first time, `a enter fails` the second time"
                     */
} exn_difference;

#define EXN_STEP_UNKNOWN UINT64_MAX

/* Compares `count` records that were seen, from `first` on, with what the recorder has now from
 * `second` on. Up to `step` steps both runs are the same. */
void exn_difference_find(const exn_run *run, const exn_observation *seen, size_t first,
                         size_t count, size_t second, uint64_t step, exn_difference *difference);
/* Compares how both ended, if all events are the same. */
void exn_difference_find_in_end(const exn_run *run, const exn_observation *seen, exn_run_end end,
                                exn_difference *difference);

/* From now on code under test is called at another depth of the stack, where its local variables
 * have other addresses: what goes by these is not the same there. Until options.goes_deeper is 0
 * again. In EXN_DEPTHS calls, each bit of such an address was another one once. */
enum { EXN_DEPTHS = 13 };
void exn_run_go_deeper(exn_run *run);
/* At how many depths what is worth it is repeated: once is enough for code that does not lie on
 * this stack. */
static inline uint32_t exn_depths_of(const exn_run *run)
{
    return run->options.stack_is_elsewhere ? 1 : EXN_DEPTHS;
}
/* At how many depths the first runs are repeated, where `before` of them were already: where there
 * are few, each is repeated at many. */
uint32_t exn_depths_worth(const exn_run *run, uint64_t before);

/* Runs the tape of the last run again, from a fresh world and at another depth of the stack.
 * Returns how it ends now; the recorder has all of it. `end` is how it ended then. */
exn_run_end exn_run_again(exn_run *run, exn_run_end end, exn_difference *difference);

/* Makes the difference the breach that the run has ended with, and returns true, if it is one: a
 * difference in events. */
bool exn_difference_breaks(exn_run *run, const exn_difference *difference);

#endif
