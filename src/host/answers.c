#include "host/answers.h"

#include "checker/checker.h"
#include "host/counters.h"
#include "result/json/json.h"
#include "scenario/scenario.h"
#include "subjects/subjects.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- answers ---------------------------------------------------------------------------------- */

/* Writes one line, taking over `answer`. A command that is not there any more ends the host. */
static void answer_with(const exn_host *self, json_t *answer)
{
    if (answer == NULL) {
        fputs("exeunt-host: out of memory\n", stderr);
        abort(); /* the command reports a host that died, with the scenario */
    }
    if (json_dumpf(answer, self->answers, JSON_COMPACT) != 0 || fputc('\n', self->answers) == EOF ||
        fflush(self->answers) == EOF) {
        exit(EXIT_FAILURE);
    }
    json_decref(answer);
}

static void answer_error(const exn_host *self, const char *message)
{
    json_t *text = exn_json_text(message); /* jansson's own messages may end inside a character */
    answer_with(self, text == NULL ? NULL : json_pack("{s:o}", "error", text));
}

static void answer_result(const exn_host *self, exn_result *result)
{
    json_t *json = result == NULL ? NULL : exn_result_to_json(result);
    exn_result_free(result);
    answer_with(self, json == NULL ? NULL : json_pack("{s:o}", "result", json));
}

/* --- check and replay ------------------------------------------------------------------------- */

static bool command_wants_to_stop(void *context)
{
    const exn_host *self = context;
    return exn_requests_waiting(&self->requests);
}

/* Tells it only so often that somebody who looks sees it move. */
static void answer_progress(void *context, const exn_progress *progress)
{
    enum { EVERY_MS = 20 };
    exn_host *self = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_ms = now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
    if (now_ms < self->progress_next_ms) {
        return;
    }
    self->progress_next_ms = now_ms + EVERY_MS;
    answer_with(self, json_pack("{s:{s:I, s:I, s:I, s:I}}", "progress", "runs",
                                (json_int_t)progress->runs, "states", (json_int_t)progress->states,
                                "transitions", (json_int_t)progress->transitions, "depth",
                                (json_int_t)progress->depth));
}

/* Reads a whole number that may be missing or null. Returns false if it is anything else. */
static bool read_count(const json_t *arguments, const char *key, uint64_t max, bool *given,
                       uint64_t *count)
{
    const json_t *value = json_object_get(arguments, key);
    *given = value != NULL && !json_is_null(value);
    *count = *given ? (uint64_t)json_integer_value(value) : 0;
    return !*given || (json_is_integer(value) && json_integer_value(value) >= 0 && *count <= max);
}

/* The same where a missing number is 0. */
static bool read_number(const json_t *arguments, const char *key, uint64_t max, uint64_t *number)
{
    bool given;
    return read_count(arguments, key, max, &given, number);
}

/* A missing or null flag is false. Returns false if it is anything but that and a boolean. */
static bool read_flag(const json_t *arguments, const char *key, bool *flag)
{
    const json_t *value = json_object_get(arguments, key);
    *flag = json_is_true(value);
    return value == NULL || json_is_null(value) || json_is_boolean(value);
}

static bool read_strategy(const json_t *arguments, exn_strategy *strategy)
{
    static const char *const words[] = {
        [EXN_EXHAUSTIVE] = "exhaustive", [EXN_RANDOM] = "random", [EXN_PCT] = "pct"};
    const json_t *value = json_object_get(arguments, "strategy");
    const char *word = json_string_value(value);
    *strategy = EXN_EXHAUSTIVE;
    for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i]) == 0) {
            *strategy = (exn_strategy)i;
            return true;
        }
    }
    return value == NULL || json_is_null(value);
}

/* Returns NULL, or what is wrong. */
static const char *read_limits(const json_t *arguments, exn_explore_options *options)
{
    uint64_t faults;
    uint64_t cancels;
    if (!read_count(arguments, "faults", UINT32_MAX, &options->has_faults, &faults) ||
        !read_count(arguments, "cancels", UINT32_MAX, &options->has_cancels, &cancels) ||
        !read_number(arguments, "runs", INT64_MAX, &options->runs_max) ||
        !read_number(arguments, "states", INT64_MAX, &options->states_max) ||
        !read_number(arguments, "memory_bytes", INT64_MAX, &options->memory_max_bytes)) {
        return "faults, cancels, runs, states and memory_bytes are whole numbers or null";
    }
    options->faults_max = (uint32_t)faults;
    options->cancels_max = (uint32_t)cancels;
    options->budget_s = json_number_value(json_object_get(arguments, "budget_s"));
    return NULL;
}

/* Returns NULL, or what is wrong. */
static const char *read_manner(const json_t *arguments, exn_explore_options *options)
{
    enum { BUG_DEPTH_MAX = 1000, WORKERS_MAX = 1024 };
    uint64_t bug_depth;
    uint64_t workers;
    if (!read_strategy(arguments, &options->strategy)) {
        return "the strategy is exhaustive, random, pct or null";
    }
    if (!read_number(arguments, "seed", INT64_MAX, &options->seed) ||
        !read_number(arguments, "bug_depth", BUG_DEPTH_MAX, &bug_depth) ||
        !read_number(arguments, "workers", WORKERS_MAX, &workers)) {
        return "seed, bug_depth and workers are whole numbers, not too large, or null";
    }
    options->bug_depth = (uint32_t)bug_depth;
    options->workers = (uint32_t)workers;
    if (!read_flag(arguments, "counts", &options->counts) ||
        !read_flag(arguments, "no_reduction", &options->no_reduction) ||
        !read_flag(arguments, "no_snapshots", &options->no_snapshots) ||
        !read_flag(arguments, "audits_privacy", &options->audits_privacy)) {
        return "counts, no_reduction, no_snapshots and audits_privacy are true, false or null";
    }
    return NULL;
}

/* The strings of `options` belong to `arguments`. Returns NULL, or what is wrong. */
static const char *read_options(const json_t *arguments, exn_explore_options *options)
{
    options->implementation = json_string_value(json_object_get(arguments, "implementation"));
    const char *profile = json_string_value(json_object_get(arguments, "profile"));
    options->has_profile = profile != NULL;
    if (profile != NULL && !exn_profile_from_name(profile, &options->profile)) {
        return "unknown profile";
    }
    const char *wrong = read_limits(arguments, options);
    return wrong != NULL ? wrong : read_manner(arguments, options);
}

static void print_complaint(void *context, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)context, place.line, place.column, message);
}

/* Answers {"check": arguments}, or {"replay": arguments}, whose arguments have a tape. */
static void answer_run(exn_host *self, const json_t *arguments, bool replays)
{
    exn_explore_options options = {.flight = self->flight,
                                   .catches_crashes = true,
                                   .stop = command_wants_to_stop,
                                   .progress = answer_progress,
                                   .context = self};
    const char *file = json_string_value(json_object_get(arguments, "file"));
    const json_t *text = json_object_get(arguments, "text");
    const char *tape = json_string_value(json_object_get(arguments, "tape"));
    const char *counters = json_string_value(json_object_get(arguments, "coverage"));
    const char *wrong = file == NULL              ? "the file is missing"
                        : !json_is_string(text)   ? "the text is missing"
                        : replays && tape == NULL ? "the tape is missing"
                        : counters != NULL && !exn_counters_exist()
                            ? "this host counts nothing: EXEUNT_HOST must name exeunt-host-counting"
                            : read_options(arguments, &options);
    if (wrong != NULL) {
        answer_error(self, wrong);
        return;
    }
    exn_scenario *scenario = exn_scenario_read(
        file, json_string_value(text), json_string_length(text), print_complaint, (void *)file);
    if (scenario == NULL) {
        answer_error(self, "the scenario was refused");
        return;
    }
    if (counters != NULL) {
        exn_counters_reset();
    }
    exn_result *result =
        replays ? exn_replay(scenario, tape, &options) : exn_explore(scenario, &options);
    if (counters != NULL) {
        exn_counters_dump(counters);
    }
    answer_result(self, result);
    exn_scenario_free(scenario);
}

/* --- list ------------------------------------------------------------------------------------- */

static json_t *capabilities_of(const exeunt_implementation *implementation)
{
    json_t *names = json_array();
#define ADD_CAPABILITY(capability, name, bit)                                                      \
    if ((implementation->capabilities & (bit)) != 0)                                               \
        json_array_append_new(names, json_string(name));
    EXEUNT_CAPABILITY_MAP(ADD_CAPABILITY)
#undef ADD_CAPABILITY
    return names;
}

static void answer_list(const exn_host *self)
{
    size_t count;
    const exeunt_implementation *const *subjects = exn_subjects(&count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "name", subjects[i]->name,
                                              "about", subjects[i]->about, "profile",
                                              exn_profile_name((exn_profile)subjects[i]->profile),
                                              "capabilities", capabilities_of(subjects[i])));
    }
    answer_with(self, json_pack("{s:o}", "implementations", list));
}

/* --- a line ----------------------------------------------------------------------------------- */

void exn_answer_line(exn_host *self, const char *line, size_t length)
{
    json_error_t error;
    json_t *request = json_loadb(line, length, 0, &error);
    const json_t *arguments;
    if (request == NULL) {
        answer_error(self, error.text);
    } else if ((arguments = json_object_get(request, "check")) != NULL) {
        answer_run(self, arguments, false);
    } else if ((arguments = json_object_get(request, "replay")) != NULL) {
        answer_run(self, arguments, true);
    } else if (json_object_get(request, "list") != NULL) {
        answer_list(self);
    } else if (json_object_get(request, "stop") ==
               NULL) { /* it comes late: nothing is left to stop */
        answer_error(self, "a request is check, replay, list or stop");
    }
    json_decref(request);
}
