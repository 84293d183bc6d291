/* results.json: SCENARIOS.md, "The results file". */
#include "report/report.h"

#include <exeunt/exeunt.h>

#include <errno.h>

static json_t *totals_to_json(const exn_run *run)
{
    json_int_t totals[EXN_VERDICTS] = {0};
    for (size_t i = 0; i < run->case_count; i++)
        totals[run->cases[i].result->verdict]++;
    json_t *object = json_object();
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++)
        json_object_set_new(object, exn_verdict_word((exn_verdict)verdict),
                            json_integer(totals[verdict]));
    return object;
}

json_t *exn_run_to_json(const exn_run *run)
{
    json_t *scenarios = json_array();
    for (size_t i = 0; i < run->case_count; i++) {
        if (json_array_append_new(scenarios, exn_result_to_json(run->cases[i].result)) != 0) {
            json_decref(scenarios);
            return NULL;
        }
    }
    return json_pack("{s:i, s:s, s:f, s:o, s:o}", "version", 1, "exeunt", EXEUNT_VERSION, "seconds",
                     run->seconds, "totals", totals_to_json(run), "scenarios", scenarios);
}

int exn_write_json(const exn_run *run, FILE *out)
{
    json_t *json = exn_run_to_json(run);
    if (json == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int status = json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(json);
    return status != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
