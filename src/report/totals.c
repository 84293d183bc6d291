#include "report/report.h"

void exn_count_verdicts(const exn_run *run, size_t totals[EXN_VERDICTS])
{
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++)
        totals[verdict] = 0;
    for (size_t i = 0; i < run->case_count; i++)
        totals[run->cases[i].result->verdict]++;
}

bool exn_was_tested(const exn_run *run, exn_rule rule)
{
    for (size_t i = 0; i < run->case_count; i++)
        if (run->cases[i].result->invariants[rule].checked > 0)
            return true;
    return false;
}

bool exn_any_was_tested(const exn_run *run)
{
    for (int rule = 0; rule < EXN_RULES; rule++)
        if (exn_was_tested(run, (exn_rule)rule))
            return true;
    return false;
}
