/* From a scenario to a result: opens the world, explores it in one of the ways there are, reaches a
 * verdict. */
#include "checker/checker.h"
#include "checker/nearest_report.h"

#include "base/own_assert.h"
#include "checker/declared.h"
#include "checker/exploration.h"
#include "checker/left_out.h"
#include "checker/unasked_runs.h"
#include "checker/verdict.h"
#include "search/budget.h"
#include "search/foreign_code.h"

#include <stdio.h>
#include <stdlib.h>

/* A manager has declared what is not so: what was left out because of it proves nothing. `why`
 * becomes the result's. Returns false when out of memory. */
static bool convict(const exn_run *run, char *why, exn_result *result)
{
    exn_assert(run->current.convicted != EXN_NONE);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    char *tape = exn_tape_format(&run->tape);
    bool complete = file != NULL && tape != NULL;
    if (complete) {
        fprintf(file, "a step of `%s` declares itself private, and ",
                exn_member_name(exn_run_view(run), run->current.convicted));
        fprintf(file, why != NULL ? "%s" : "touches what is not its manager's memory (tape %s)",
                why != NULL     ? why
                : *tape == '\0' ? "empty"
                                : tape);
        fputs(": it must not set `private_step`", file);
    }
    complete = (file == NULL || fclose(file) == 0) && complete;
    result->verdict = EXN_INVALID;
    result->passed = false;
    result->exhaustive = false;
    complete = complete && exn_result_complain(result, 0, 0, text);
    free(text);
    free(tape);
    free(why);
    return complete;
}

/* Lists as left out what follows from something that no run puts back, whether that was known or an
 * audit has found it. Returns false when out of memory. */
static bool list_outside(const exn_explore_options *options, exn_result *result)
{
    char text[600];
    if (options->outside == NULL) {
        return true;
    }
    snprintf(text, sizeof text, "runs that find something else outside of the world: %s",
             options->outside);
    return exn_strings_add(&result->left_out, &result->left_out_count, text);
}

/* Notes what was not tried. Returns false when out of memory. */
static bool note_turns(const exn_exploration *x)
{
    bool tells = exn_run_takes_turns(&x->run) && !x->run.options.tries_turns;
    return !tells || exn_strings_add(&x->result->notes, &x->result->note_count,
                                     "no two events in one turn of the runtime: --same-turn "
                                     "tries that, too");
}

/* Reports what was found, and reaches a verdict. Returns false when out of memory. */
static bool report(exn_exploration *x)
{
    bool saw_all = x->stats.stopped_by == EXN_STOP_NONE;
    bool is_by_runs = x->stats.mode != EXN_MODE_SNAPSHOTS;
    char left_out[EXN_LEFT_OUT_SIZE];
    if (x->stats.ends == 0 && saw_all && exn_has_no_run(&x->run)) {
        return exn_report_no_run(&x->run, x->result);
    }
    exn_left_out_text(x, left_out);
    exn_assert(saw_all == (left_out[0] == '\0'));
    bool is_shortest = saw_all && is_by_runs && x->options.outside == NULL;
    return exn_explore_shortest(x) == EXN_SEARCH_DONE &&
           exn_findings_report(&x->findings, &x->run, is_shortest, x->result) &&
           exn_nearest_report(x) && exn_graph_report(x) && list_outside(&x->options, x->result) &&
           note_turns(x) && exn_verdict_reach(&x->run, saw_all ? NULL : left_out, x->result);
}

static exn_result *check(const exn_scenario *scenario, const exn_explore_options *options)
{
    exn_exploration x;
    if (!exn_exploration_open(&x, scenario, options)) {
        return x.result;
    }
    x.began_s = exn_now_s();
    bool complete = exn_heed_declared(x.run.implementation, &x.options, x.result);
    exn_search_status status = complete ? exn_explore_and_count(&x) : EXN_SEARCH_OUT_OF_MEMORY;
    exn_assert(x.run.scenario == scenario);
    exn_totals_write(&x);
    status = status == EXN_SEARCH_DONE ? exn_explore_behaviour(&x) : status;
    switch (status) {
    case EXN_SEARCH_DONE:
        complete = report(&x);
        break;
    case EXN_SEARCH_CONVICTED:
        complete = convict(&x.run, x.stats.conviction, x.result);
        break;
    default:
        complete = false;
    }
    return exn_exploration_close(&x, complete);
}

exn_result *exn_explore(const exn_scenario *scenario, const exn_explore_options *options)
{
    const char *why_not = exn_foreign_code_begin(options);
    return exn_foreign_code_end(options, why_not, check(scenario, options));
}
