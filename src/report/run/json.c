/* results.json: see SCENARIOS.md, "The results file". */
#include "result/json/json.h"
#include "report/conformance.h"

#include <exeunt/exeunt.h>

#include <errno.h>

/* Returns NULL when out of memory. */
static json_t *totals_to_json(const exn_session *run)
{
    size_t totals[EXN_VERDICTS];
    exn_count_verdicts(run, totals);
    json_t *object = json_object();
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++) {
        if (json_object_set_new(object, exn_verdict_word((exn_verdict)verdict),
                                json_integer((json_int_t)totals[verdict])) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* Returns NULL when out of memory. */
static json_t *case_to_json(const exn_case *one)
{
    json_t *scenario = exn_result_to_json(one->result);
    if (json_object_set_new(scenario, "label", exn_json_text(one->label)) != 0) {
        json_decref(scenario);
        return NULL;
    }
    return scenario;
}

/* Returns NULL when out of memory. */
static json_t *scenarios_to_json(const exn_session *run)
{
    json_t *scenarios = json_array();
    for (size_t i = 0; i < run->case_count; i++) {
        if (json_array_append_new(scenarios, case_to_json(&run->cases[i])) != 0) {
            json_decref(scenarios);
            return NULL;
        }
    }
    return scenarios;
}

/* Sets a member of an object, which it frees if that fails: then it returns NULL. */
static json_t *set(json_t *object, const char *key, json_t *value)
{
    if (object == NULL || json_object_set_new(object, key, value) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* What the command line said that reports depend on. Returns NULL when out of memory. */
static json_t *run_facts_to_json(const exn_session *run)
{
    json_t *object = json_pack(
        "{s:o, s:o, s:o, s:b, s:b}", "implementation", exn_json_text(run->implementation),
        "profile", exn_json_text(run->profile), "plugins", exn_json_text(run->plugins),
        "require_exhaustive", (int)run->requires_exhaustive, "ended_early", (int)run->ended_early);
    if (run->shard_count > 0) {
        object = set(object, "shard",
                     json_pack("{s:I, s:I}", "index", (json_int_t)run->shard_index, "count",
                               (json_int_t)run->shard_count));
    }
    if (run->conformance != NULL) {
        object =
            set(object, "conformance",
                json_pack("{s:o, s:o, s:b}", "subject", exn_json_text(run->conformance->subject),
                          "manager", exn_json_text(run->conformance->manager), "pushes",
                          (int)run->conformance->pushes));
    }
    return object;
}

/* Returns the whole file, or NULL when out of memory. */
static json_t *run_to_json(const exn_session *run)
{
    json_t *object = json_pack("{s:i, s:s, s:f}", "version", 1, "exeunt", EXEUNT_VERSION, "seconds",
                               run->seconds);
    /* json_object_set_new takes over each value, even if it fails; it fails for NULL. */
    if (json_object_set_new(object, "run", run_facts_to_json(run)) == 0 &&
        json_object_set_new(object, "totals", totals_to_json(run)) == 0 &&
        json_object_set_new(object, "scenarios", scenarios_to_json(run)) == 0) {
        return object;
    }
    json_decref(object);
    return NULL;
}

int exn_write_json(const exn_session *run, FILE *out)
{
    json_t *json = run_to_json(run);
    if (json == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int status = json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    if (status != 0 && !ferror(out)) {
        errno = ENOMEM;
    }
    json_decref(json);
    return status != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
