/* Runs tapes of a scenario, and aborts on a finding against the scope. */
#include "trial.h"

#include "subjects/subjects.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static exn_flight flight;

bool open_trial(exn_run *run, const exn_scenario *scenario)
{
    const exeunt_implementation *subject = exn_subject_named("exeunt");
    *run = (exn_run){.options = {.expects = true,
                                 .faults_max = UINT32_MAX,
                                 .limits_are_claimed = true,
                                 .cancels_max = scenario->cancels,
                                 .cancels_limit = UINT32_MAX}};
    return exn_missing_capability(scenario, subject) == NULL &&
           exn_run_open(run, scenario, subject, &flight) == 0;
}

static uint64_t trace_hash(const exn_run *run)
{
    return XXH3_64bits(run->recorder.trace,
                       run->recorder.trace_count * sizeof *run->recorder.trace);
}

/* The limit of steps breaks X9 as well; every other X rule can be broken by the scope only. */
static void refuse_breach(const exn_run *run)
{
    const exn_breach *breach = &run->recorder.breach;
    if (exn_rule_number(breach->rule)[0] != 'X' || breach->rule == EXN_X9) {
        return;
    }
    fprintf(stderr, "%s (%s): %s\n", exn_rule_name(breach->rule), exn_rule_number(breach->rule),
            breach->message);
    abort();
}

exn_run_end run_trial(exn_run *run)
{
    exn_run_end end = exn_run_once(run);
    uint64_t hash = trace_hash(run);
    if (end == EXN_RUN_BROKE) {
        refuse_breach(run);
    }
    run->tape.decided = run->tape.flight->choices;
    if (exn_run_once(run) != end || trace_hash(run) != hash) {
        abort();
    }
    return end;
}
