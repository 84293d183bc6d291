/* What the run has not tested, at the top of the page: rules that no scenario put to the test, and
 * what may happen in scenarios and never does. */
#include "report/page/page_parts.h"

static void put_rule(exn_rule rule, const char *part, bool *any, FILE *out)
{
    fprintf(out, "%s<a href=\"#rule-%s\">%s %s</a>%s",
            *any ? ", " : "Rules: ", exn_rule_number(rule), exn_rule_number(rule),
            exn_rule_name(rule), part);
    *any = true;
}

/* Returns whether there are any. */
static bool put_rules(const exn_session *run, FILE *out)
{
    bool any = false;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (!exn_was_tested(run, (exn_rule)rule) && exn_rule_is_for_all((exn_rule)rule)) {
            put_rule((exn_rule)rule, "", &any, out);
        }
    }
    if (exn_was_tested(run, EXN_M6) && !exn_exit_was_asked(run)) {
        put_rule(EXN_M6, " of exits", &any, out);
    }
    fputs(any ? ". " : "", out);
    return any;
}

/* Links to the first scenario that has some. Returns whether there is one. */
static bool put_gaps(const exn_session *run, FILE *out)
{
    size_t gaps = 0;
    size_t cases = 0;
    size_t first = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        size_t before = gaps;
        for (size_t k = 0; k < result->behaviour_count; k++) {
            gaps += result->behaviour[k].gap;
        }
        first = cases == 0 && gaps > before ? i : first;
        cases += gaps > before;
    }
    if (gaps > 0) {
        fputs("What may happen and never does: ", out);
        exn_page_put_count(gaps, out);
        fprintf(out, " gap%s in %zu scenario%s, <a href=\"#", gaps == 1 ? "" : "s", cases,
                cases == 1 ? "" : "s");
        exn_page_put_fragment(run, first, out);
        fputs("\">the first</a>. ", out);
    }
    return gaps > 0;
}

static bool put_left_out(const exn_session *run, FILE *out)
{
    size_t cases = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        cases += run->cases[i].result->left_out_count > 0;
    }
    if (cases > 0) {
        fprintf(out, "%zu scenario%s explored in part only.", cases,
                cases == 1 ? " was" : "s were");
    }
    return cases > 0;
}

void exn_page_put_untested(const exn_session *run, FILE *out)
{
    if (!exn_any_was_tested(run)) {
        return; /* nothing ran, as the totals show */
    }
    fputs("<p id=\"untested\">What was not tested? ", out);
    bool rules = put_rules(run, out);
    bool gaps = put_gaps(run, out);
    bool parts = put_left_out(run, out);
    fputs(rules || gaps || parts ? "</p>\n" : "Every rule was, in each scenario in full.</p>\n",
          out);
}
