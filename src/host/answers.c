/* How a host answers each request. */
#include "host/answers.h"

#include "checker/checker.h"
#include "contract/profiles.h"
#include "host/adapter_test.h"
#include "host/counters.h"
#include "host/list.h"
#include "plugins/plugins.h"
#include "protocol/explore_request.h"
#include "result/json/json.h"
#include "scenario/scenario.h"
#include "shrink/shrink.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- answers ---------------------------------------------------------------------------------- */

static _Noreturn void die_of_memory(void)
{
    fputs("exeunt-host: out of memory\n", stderr);
    abort(); /* the command reports that the host died, and in which scenario */
}

/* Ends a line. The process ends, too, unless all of it `is_written`. */
static void end_line(const exn_host *self, bool is_written)
{
    if (!is_written || fputc('\n', self->answers) == EOF || fflush(self->answers) == EOF) {
        exit(EXIT_FAILURE);
    }
}

void exn_answer_with(const exn_host *self, json_t *answer)
{
    if (answer == NULL) {
        die_of_memory();
    }
    end_line(self, json_dumpf(answer, self->answers, JSON_COMPACT) == 0);
    json_decref(answer);
}

void exn_answer_error(const exn_host *self, const char *message)
{
    json_t *text = exn_json_text(message); /* jansson's own messages may end inside a character */
    exn_answer_with(self, text == NULL ? NULL : json_pack("{s:o}", "error", text));
}

/* Answers {"result": {...}}; or {"progress": {"found": {...}}}, where there is to be more. */
static void answer_result(const exn_host *self, const exn_result *result, bool is_found)
{
    exn_json_printer out;
    if (result == NULL) {
        die_of_memory();
    }
    exn_json_begin(&out, self->answers, EXN_JSON_LINE);
    exn_json_open_object(&out, NULL);
    if (is_found) {
        exn_json_open_object(&out, "progress");
    }
    exn_result_print(&out, is_found ? "found" : "result", result);
    if (is_found) {
        exn_json_close_object(&out);
    }
    exn_json_close_object(&out);
    bool is_printed = exn_json_end(&out);
    if (!is_printed && !ferror(self->answers)) {
        die_of_memory();
    }
    end_line(self, is_printed);
}

/* --- check and replay ------------------------------------------------------------------------- */

static bool command_wants_to_stop(void *context)
{
    const exn_host *self = context;
    return exn_requests_waiting(&self->requests);
}

/* Reports progress every few milliseconds only: often enough for a user to see it move. */
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
    exn_answer_with(
        self, json_pack("{s:{s:I, s:I, s:I, s:I}}", "progress", "runs", (json_int_t)progress->runs,
                        "states", (json_int_t)progress->states, "transitions",
                        (json_int_t)progress->transitions, "depth", (json_int_t)progress->depth));
}

/* What a request asks for. */
typedef struct wishes {
    exn_explore_options options;
    const char *plugin_folders; /* joined by colons, or NULL */
    bool no_shrink;
} wishes;

/* Sets the options from a request. Returns whether the names in the request are known. */
static bool take_request(const exn_explore_request *request, wishes *wanted)
{
    exn_explore_options *options = &wanted->options;
    wanted->plugin_folders = request->plugins;
    wanted->no_shrink = request->no_shrink;
    options->implementation = request->implementation;
    options->has_profile = request->profile != NULL;
    options->strategy = (exeunt_strategy)request->strategy;
    options->seed = request->seed.value;
    options->bug_depth = (uint32_t)request->bug_depth.value;
    options->runs_max = request->runs.value;
    options->budget_s = request->budget_s;
    options->hang_ms = exn_hang_ms(request->hang_s);
    options->has_faults = request->faults.given;
    options->faults_max = (uint32_t)request->faults.value;
    options->has_cancels = request->cancels.given;
    options->cancels_max = (uint32_t)request->cancels.value;
    options->states_max = request->states.value;
    options->memory_max_bytes = request->memory_bytes.value;
    options->counts = request->counts;
    options->behaviour = request->behaviour;
    options->no_reduction = request->no_reduction;
    options->no_remembering = request->no_remembering;
    options->no_snapshots = request->no_snapshots;
    options->same_turn = request->same_turn;
    if (request->python != NULL) {
        setenv("EXEUNT_PYTHON", request->python, 1); /* adapters inherit it */
    }
    options->audits_privacy = request->audits_privacy;
    options->draws = request->draws;
    options->workers = (uint32_t)request->workers.value;
    return request->profile == NULL || exn_profile_from_name(request->profile, &options->profile);
}

/* Reads the options of a request. Returns false after an error answer if they are not
 * understood. */
static bool read_options(const exn_host *self, const json_t *arguments, wishes *wanted)
{
    exn_explore_request request;
    char right[64];
    const char *wrong = exn_explore_request_read(&request, arguments, right, sizeof right);
    if (wrong != NULL) {
        char message[128];
        snprintf(message, sizeof message, "%s is %s, or null", wrong, right);
        exn_answer_error(self, message);
        return false;
    }
    if (!take_request(&request, wanted)) {
        exn_answer_error(self, "unknown profile");
        return false;
    }
    return true;
}

static void print_complaint(void *context, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)context, place.line, place.column,
            message != NULL ? message : "out of memory");
}

/* Runs a tape, or explores if it is NULL, with what plugins bring. Returns NULL when out of
 * memory. */
static exn_result *run(const exn_scenario *scenario, const char *tape, const wishes *wanted)
{
    exn_explore_options own = wanted->options;
    exn_explore_options *options = &own;
    exn_brought *brought = exn_brought_open(scenario, options->implementation,
                                            wanted->plugin_folders, options->hang_ms);
    exn_result *result = NULL;
    if (brought == NULL) {
        return NULL;
    }
    if (!exn_brought_is_refused(brought)) {
        exn_brought_give(brought, options);
        result =
            tape != NULL ? exn_replay(scenario, tape, options) : exn_explore(scenario, options);
    }
    result = exn_brought_result(brought, result);
    exn_brought_close(brought);
    return result;
}

/* An attempt of shrinking brings plugins of its own, for it has managers of its own. */
static exn_result *explore_attempt(void *context, const exn_scenario *attempt,
                                   const exn_explore_options *options)
{
    const wishes *wanted = context;
    wishes own = {.options = *options, .plugin_folders = wanted->plugin_folders};
    return run(attempt, NULL, &own);
}

/* Shrinks what was found, which is sent before: an attempt may end this process. Returns the
 * result, or NULL when out of memory. */
static exn_result *shrink(const exn_host *self, wishes *wanted, const exn_scenario *scenario,
                          exn_result *result)
{
    const exn_shrink_job job = {.scenario = scenario,
                                .options = &wanted->options,
                                .explore = explore_attempt,
                                .context = wanted,
                                .plugins = wanted->plugin_folders};
    if (result == NULL || wanted->no_shrink || !exn_has_to_shrink(&job, result)) {
        return result;
    }
    answer_result(self, result, true);
    if (!exn_shrink(&job, result)) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

/* A debugger sees crashes and hangs itself. */
static void take_debugging(const json_t *arguments, exn_explore_options *options)
{
    const json_t *step = json_object_get(arguments, "debug_step");
    options->debugs = json_is_integer(step);
    options->debug_step = (uint64_t)json_integer_value(step);
    options->catches_crashes = !options->debugs;
}

/* Answers {"check": arguments}, or {"replay": arguments}, whose arguments include a tape. */
static void answer_run(exn_host *self, const json_t *arguments, bool replays)
{
    wishes wanted = {.options = {.flight = self->flight,
                                 .catches_crashes = true,
                                 .stop = command_wants_to_stop,
                                 .progress = answer_progress,
                                 .context = self}};
    const char *file = json_string_value(json_object_get(arguments, "file"));
    const json_t *text = json_object_get(arguments, "text");
    const char *tape = json_string_value(json_object_get(arguments, "tape"));
    const char *wrong = file == NULL              ? "the file is missing"
                        : !json_is_string(text)   ? "the text is missing"
                        : replays && tape == NULL ? "the tape is missing"
                                                  : NULL;
    if (wrong != NULL) {
        exn_answer_error(self, wrong);
        return;
    }
    if (!read_options(self, arguments, &wanted)) {
        return;
    }
    take_debugging(arguments, &wanted.options);
    exn_scenario *scenario = exn_scenario_read(
        file, json_string_value(text), json_string_length(text), print_complaint, (void *)file);
    if (scenario == NULL) {
        exn_answer_error(self, "the scenario was refused");
        return;
    }
    exn_result *result = run(scenario, replays ? tape : NULL, &wanted);
    if (!replays && !json_is_string(json_object_get(arguments, "coverage"))) {
        result = shrink(self, &wanted, scenario, result);
    }
    answer_result(self, result, false);
    exn_result_free(result);
    exn_scenario_free(scenario);
}

static void answer_check(exn_host *self, void *arguments)
{
    answer_run(self, arguments, false);
}

/* --- a line ----------------------------------------------------------------------------------- */

void exn_answer_line(exn_host *host, const char *line, size_t length)
{
    json_error_t error;
    json_t *request = json_loadb(line, length, 0, &error);
    const json_t *arguments;
    if (request == NULL) {
        exn_answer_error(host, error.text);
    } else if ((arguments = json_object_get(request, "check")) != NULL) {
        const char *counters = json_string_value(json_object_get(arguments, "coverage"));
        if (counters != NULL) {
            exn_count_apart(host, counters, answer_check, (void *)(uintptr_t)arguments);
        } else {
            answer_run(host, arguments, false);
        }
    } else if ((arguments = json_object_get(request, "replay")) != NULL) {
        answer_run(host, arguments, true);
    } else if ((arguments = json_object_get(request, "list")) != NULL) {
        exn_answer_list(host, arguments);
    } else if ((arguments = json_object_get(request, "adapter_test")) != NULL) {
        exn_answer_adapter_test(host, arguments);
    } else if (json_object_get(request, "stop") == NULL) { /* a late `stop` stops nothing */
        exn_answer_error(host, "a request is check, replay, list, adapter_test or stop");
    }
    json_decref(request);
}
