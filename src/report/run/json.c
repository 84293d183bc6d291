/* results.json: see SCENARIOS.md, "The results file". */
#include "result/json/json.h"
#include "report/conformance.h"

#include <exeunt/exeunt.h>

#include <errno.h>

static void put_totals(exn_json_printer *out, const exn_session *run)
{
    size_t totals[EXN_VERDICTS];
    exn_count_verdicts(run, totals);
    exn_json_open_object(out, "totals");
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++) {
        exn_json_put_count(out, exn_verdict_word((exn_verdict)verdict), totals[verdict]);
    }
    exn_json_close_object(out);
}

static void put_cases(exn_json_printer *out, const exn_session *run)
{
    exn_json_open_array(out, "scenarios");
    for (size_t i = 0; i < run->case_count; i++) {
        exn_json_open_object(out, NULL);
        exn_result_print_members(out, run->cases[i].result);
        exn_json_put_text(out, "label", run->cases[i].label);
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

/* What the command line said that reports depend on. */
static void put_run_facts(exn_json_printer *out, const exn_session *run)
{
    exn_json_open_object(out, "run");
    exn_json_put_text(out, "implementation", run->implementation);
    exn_json_put_text(out, "profile", run->profile);
    exn_json_put_text(out, "plugins", run->plugins);
    exn_json_put_bool(out, "require_exhaustive", run->requires_exhaustive);
    exn_json_put_bool(out, "ended_early", run->ended_early);
    if (run->shard_count > 0) {
        exn_json_open_object(out, "shard");
        exn_json_put_count(out, "index", run->shard_index);
        exn_json_put_count(out, "count", run->shard_count);
        exn_json_close_object(out);
    }
    if (run->conformance != NULL) {
        exn_json_open_object(out, "conformance");
        exn_json_put_text(out, "subject", run->conformance->subject);
        exn_json_put_text(out, "manager", run->conformance->manager);
        exn_json_put_bool(out, "pushes", run->conformance->pushes);
        exn_json_close_object(out);
    }
    exn_json_close_object(out);
}

int exn_write_json(const exn_session *run, FILE *out)
{
    exn_json_printer json;
    exn_json_begin(&json, out, EXN_JSON_FILE);
    exn_json_open_object(&json, NULL);
    exn_json_put_count(&json, "version", 1);
    exn_json_put_text(&json, "exeunt", EXEUNT_VERSION);
    exn_json_put_real(&json, "seconds", run->seconds);
    put_run_facts(&json, run);
    put_totals(&json, run);
    put_cases(&json, run);
    exn_json_close_object(&json);
    bool is_printed = exn_json_end(&json);
    if (!is_printed && !ferror(out)) {
        errno = ENOMEM;
    }
    return !is_printed || fputc('\n', out) == EOF ? -1 : 0;
}
