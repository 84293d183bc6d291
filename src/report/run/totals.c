/* Adds up the results of a whole run: verdicts, amounts, and the rules that were put to the
 * test. */
#include "report/report.h"

#include <gmp.h>
#include <stdlib.h>

void exn_count_verdicts(const exn_session *run, size_t totals[EXN_VERDICTS])
{
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++) {
        totals[verdict] = 0;
    }
    for (size_t i = 0; i < run->case_count; i++) {
        totals[run->cases[i].result->verdict]++;
    }
}

exn_extent exn_sum_extent(const exn_session *run)
{
    exn_extent extent = {.all_counted = true};
    mpz_t sum;
    mpz_t one;
    mpz_init(sum);
    mpz_init(one);
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        extent.states += result->states;
        extent.runs += result->runs;
        extent.transitions += result->transitions;
        extent.seconds += result->seconds;
        extent.missed_probability += result->missed_probability;
        if (result->interleavings != NULL && mpz_set_str(one, result->interleavings, 10) == 0) {
            mpz_add(sum, sum, one);
        } else {
            extent.all_counted = extent.all_counted && result->transitions == 0;
        }
    }
    extent.interleavings = malloc(mpz_sizeinbase(sum, 10) + 2);
    if (extent.interleavings != NULL) {
        mpz_get_str(extent.interleavings, 10, sum);
    }
    mpz_clear(one);
    mpz_clear(sum);
    return extent;
}

bool exn_was_tested(const exn_session *run, exn_rule rule)
{
    for (size_t i = 0; i < run->case_count; i++) {
        if (run->cases[i].result->invariants[rule].checked > 0) {
            return true;
        }
    }
    return false;
}

bool exn_exit_was_asked(const exn_session *run)
{
    for (size_t i = 0; i < run->case_count; i++) {
        if (run->cases[i].result->exits_asked) {
            return true;
        }
    }
    return false;
}

size_t exn_count_untested(const exn_session *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        count += run->cases[i].result->untested_count > 0;
    }
    return count;
}

bool exn_any_was_tested(const exn_session *run)
{
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (exn_was_tested(run, (exn_rule)rule)) {
            return true;
        }
    }
    return false;
}
