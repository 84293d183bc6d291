/* One tape, run as the scenario's. */
#include "base/own_assert.h"
#include "checker/checker.h"

#include "checker/exploration.h"
#include "checker/lanes_of_run.h"
#include "checker/unasked_runs.h"
#include "checker/verdict.h"
#include "search/foreign_code.h"
#include "search/stateless.h"
#include "stage/debugger.h"

#include <string.h>

/* Reports the run that the tape has led to. Returns false when out of memory. */
static bool report(exn_exploration *x, exn_run_end end)
{
    exn_result *result = x->result;
    bool complete = exn_take_run(&x->run, end, &x->findings, &x->stats) == EXN_SEARCH_DONE;
    x->run.tape.decided = x->run.tape.flight->choices;
    if (x->run.options.draws && x->findings.count == 0) { /* else the violation has them */
        result->lanes = exn_lanes_of_run(&x->run, NULL);
        complete = complete && result->lanes != NULL;
    }
    complete = complete && exn_trace_text(&x->run, &result->trace, &result->trace_count) &&
               exn_source_text(&x->run, &result->source);
    exn_event_lines_forget(&x->run.recorder.lines);
    complete = complete && exn_findings_report(&x->findings, &x->run, false, result);
    exn_assert(!complete || result->violation_count == x->findings.count);
    result->verdict = x->findings.count > 0 ? EXN_VIOLATED : EXN_SAMPLED;
    result->passed = x->findings.count == 0;
    complete = complete && exn_verdict_of_crash(result);
    exn_assert(result->outcome_count <= 1);
    result->runs = 1;
    result->depth_max = x->run.current.steps;
    if (complete && result->outcome_count > 0) {
        result->replayed_outcome = strdup(result->outcomes[0]);
        complete = result->replayed_outcome != NULL;
    }
    return complete;
}

/* Runs the tape of the open world. Returns false when out of memory. */
static bool run_tape(exn_exploration *x)
{
    exn_run *run = &x->run;
    run->options.no_limits = true;
    run->options.tells_loops = true;
    run->options.tells_frames = true;
    run->options.tells_steps = run->options.draws;
    run->options.debugs = x->options.debugs;
    run->options.debug_step = x->options.debug_step;
    if (run->options.debug_step == 0) {
        exn_debugger_look(run);
    }
    exn_event_lines_begin(&run->recorder.lines);
    exn_run_end end = exn_run_once(run);
    exn_assert(end != EXN_RUN_GOES_ON); /* it is whole */
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        return false;
    }
    if (x->options.debugs) {
        return true; /* to report it takes more runs, in which breakpoints would stop again */
    }
    if (run->tape.misfit || run->tape.decided > run->tape.flight->choices) {
        return exn_refuse(x->result, EXN_INVALID,
                          "the tape does not fit this scenario: a number is not among the "
                          "alternatives of its choice, or there are more numbers than choices");
    }
    return exn_is_no_run(end) ? exn_report_why_no_run(run, x->result) : report(x, end);
}

static exn_result *replay(const exn_scenario *scenario, const char *tape,
                          const exn_explore_options *options)
{
    exn_exploration x;
    if (!exn_exploration_open(&x, scenario, options)) {
        return x.result;
    }
    bool complete = exn_tape_parse(&x.run.tape, tape)
                        ? run_tape(&x)
                        : exn_refuse(x.result, EXN_INVALID,
                                     "a tape is decimal numbers joined by dots, as in 3.1");
    return exn_exploration_close(&x, complete);
}

exn_result *exn_replay(const exn_scenario *scenario, const char *tape,
                       const exn_explore_options *options)
{
    const char *why_not = exn_foreign_code_begin(options);
    return exn_foreign_code_end(options, why_not, replay(scenario, tape, options));
}
