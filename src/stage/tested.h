/* What runs put to the test, by its number in the scenario: the report names what none did. */
#ifndef EXN_STAGE_TESTED_H
#define EXN_STAGE_TESTED_H

#include "base/own_assert.h"
#include "stage/run.h"

/* What is put to the test now was not, if this step turns out to end a run that does not count. */
void exn_doubt(exn_run *run, uint32_t number);
/* It does end one. */
void exn_take_doubted_back(exn_run *run);

static inline void exn_mark_tested(exn_run *run, uint32_t number)
{
    exn_assert(number < run->totals.tested_count && "each number is the scenario's");
    if (run->current.doubted != NULL && !run->totals.tested[number]) {
        exn_doubt(run, number);
    }
    run->totals.tested[number] = true;
}

static inline void exn_mark_taken(exn_run *run, const exn_alternative *alternative)
{
    exn_mark_tested(run, alternative->number);
}

#endif
