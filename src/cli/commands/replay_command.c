/* exeunt replay: runs one schedule and prints its trace. */
#include "cli/cases.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/commands/debug_replay.h"
#include "cli/commands/reproduce.h"
#include "cli/hosts/host_pool.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/session.h"
#include "cli/stepping.h"
#include "report/report.h"
#include "result/json/json.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

typedef struct settings {
    const char *implementation;
    const char *profile;
    const char *plugins;
    const char *python;
    const char *tape;
    double hang_s;
    const char *svg;
    const char *reproduction;
    bool steps;
    const char *until;
    bool debugs;
    exn_given_count before;
    int color;
} settings;

#define AT(member) offsetof(settings, member)
static const exn_option options[] = {
    {"implementation", 'i', EXN_OPTION_TEXT, AT(implementation), "NAME",
     "put this one under test, whatever the scenario says: a name of exeunt list, or a plugin",
     NULL, 0},
    {"profile", 'p', EXN_OPTION_TEXT, AT(profile), "NAME",
     "check by the answers of this profile (exeunt list)", NULL, 0},
    {"python", 0, EXN_OPTION_TEXT, AT(python), "PATH",
     "of adapters in Python: the interpreter (default: of the virtual environment, or python3)",
     NULL, 0},
    {"plugins", 0, EXN_OPTION_TEXT, AT(plugins), "DIRS",
     "where plugins are looked for that are not at their place (DIR:DIR...)", NULL, 0},
    {"tape", 't', EXN_OPTION_TEXT, AT(tape), "TAPE",
     "the choices of the schedule, as a report tells them: 3.1", NULL, 0},
    {"hang-timeout", 0, EXN_OPTION_DURATION, AT(hang_s), "TIME",
     "a call that takes longer hangs (default: 5s)", NULL, 0},
    {"svg", 0, EXN_OPTION_TEXT, AT(svg), "FILE", "draw the schedule as swim lanes", NULL, 0},
    {"reproduce", 0, EXN_OPTION_TEXT, AT(reproduction), "FILE",
     "of code in Python: write a program that shows the breach without exeunt", NULL, 0},
    {"step", 0, EXN_OPTION_FLAG, AT(steps), NULL,
     "walk the schedule event by event, forwards and back", NULL, 0},
    {"until", 0, EXN_OPTION_TEXT, AT(until), "EVENT",
     "only up to this event, as in `vm1 exit begins`; --step begins there", NULL, 0},
    {"debug", 0, EXN_OPTION_FLAG, AT(debugs), NULL,
     "start gdb on the schedule, or print the command that does", NULL, 0},
    {"before", 0, EXN_OPTION_COUNT, AT(before), "N",
     "of --debug: stop before step N; 0: at the beginning (default: the last one)", NULL, 0},
    {"color", 0, EXN_OPTION_WORD, AT(color), "WHEN", "auto, always or never; NO_COLOR is honoured",
     exn_color_words, 0},
    {0},
};
#undef AT

typedef struct replay {
    const settings *given;
    exn_cases cases; /* exactly one */
} replay;

static json_t *on_request(void *context, size_t job)
{
    replay *self = context;
    const exn_case *one = &self->cases.items[job];
    const settings *given = self->given;
    return exn_need(json_pack("{s:{s:o, s:s, s:s*, s:s*, s:s*, s:s, s:b}}", "replay", "file",
                              exn_json_text(one->scenario->file), "text", self->cases.texts[job],
                              "implementation", given->implementation, "profile", given->profile,
                              "plugins", given->plugins, "tape",
                              given->tape != NULL ? given->tape : "", "draws", 1));
}

static void on_answered(void *context, size_t job, const json_t *answer)
{
    replay *self = context;
    exn_case *one = &self->cases.items[job];
    const json_t *json = json_object_get(answer, "result");
    const char *error = json_string_value(json_object_get(answer, "error"));
    if (json != NULL) {
        one->result = exn_result_from_json(json);
    }
    if (one->result == NULL) {
        fprintf(stderr, "exeunt: %s\n",
                error != NULL ? error : "the host's answer was not understood");
    }
}

static void on_died(void *context, size_t job, const exn_host_death *death)
{
    replay *self = context;
    exn_case *one = &self->cases.items[job];
    one->result =
        exn_case_result(one, one->scenario->file, self->given->implementation, EXN_CRASHED);
    exn_report_death(one->result, death);
}

/* Returns the exit status. */
static int print_result(exn_terminal *terminal, const exn_case *one)
{
    const exn_result *result = one->result;
    switch (result->verdict) {
    case EXN_INVALID:
        exn_print_complaints(result);
        return EXN_EXIT_INVALID;
    case EXN_SKIPPED:
        exn_print_case(terminal, one);
        return EXN_EXIT_INVALID;
    case EXN_CRASHED:
        if (result->violation_count == 0) {
            terminal->verbosity = 0; /* there is nothing to tell but how the host died */
            exn_print_case(terminal, one);
            return EXN_EXIT_VIOLATED;
        }
        break;
    default:
        break;
    }
    if (result->violation_count > 0) {
        exn_print_violation(terminal, one, &result->violations[0]);
        return EXN_EXIT_VIOLATED;
    }
    exn_print_trace(terminal, &(exn_told_trace){.events = result->trace,
                                                .source = result->source,
                                                .count = result->trace_count});
    return EXN_EXIT_HOLDS;
}

/* Starts a debugger on the schedule that was just run. */
static int debug(const replay *self, const exn_terminal *terminal)
{
    const exn_result *result = self->cases.items[0].result;
    const settings *given = self->given;
    if (access(result->file, R_OK) != 0) {
        fprintf(stderr, "exeunt: --debug takes a file: `check --write-scenarios` writes %s\n",
                result->file);
        return EXN_EXIT_INVALID;
    }
    uint64_t last = result->violation_count > 0 ? result->violations[0].steps : result->depth_max;
    if (given->before.given && given->before.value > last) {
        fprintf(stderr, "exeunt: --before is at most %" PRIu64 ": the schedule has no more steps\n",
                last);
        return EXN_EXIT_INVALID;
    }
    return exn_debug_replay(
        terminal, &(exn_debugged){.file = result->file,
                                  .tape = given->tape != NULL ? given->tape : "",
                                  .implementation = given->implementation,
                                  .profile = given->profile,
                                  .plugins = given->plugins,
                                  .step = given->before.given ? given->before.value : last});
}

/* Draws the run, if that was asked for. Returns false after a message. */
static bool draw(const settings *given, const exn_result *result)
{
    if (given->svg == NULL) {
        return true;
    }
    if (!exn_can_be_drawn(result)) {
        fputs("exeunt: nothing happened that could be drawn\n", stderr);
        return false;
    }
    if (exn_write_drawing(result, given->svg) != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s\n", given->svg, strerror(errno));
        return false;
    }
    uint32_t left_out = exn_events_not_drawn(result);
    if (left_out > 0) {
        fprintf(stderr, "exeunt: %s begins with event %" PRIu32 ": a drawing holds no more\n",
                given->svg, left_out + 1);
    }
    return true;
}

/* Returns the first event that --until names, the last one if it is not given; 0 after a message
 * if no event is called so. */
static uint32_t find_event(const settings *given, const exn_replayed *run)
{
    size_t length = given->until != NULL ? strlen(given->until) : 0;
    for (uint32_t i = 0; given->until != NULL && i < run->events; i++) {
        const char *rest = run->trace[i] + length;
        if (strncmp(run->trace[i], given->until, length) == 0 && (*rest == '\0' || *rest == ' ')) {
            return i + 1;
        }
    }
    if (given->until != NULL) {
        fprintf(stderr, "exeunt: `%s` does not come in this schedule\n", given->until);
        return 0;
    }
    return run->events;
}

/* Prints a part of the schedule, or walks it. Returns the exit status. */
static int show_part(exn_terminal *terminal, const settings *given, const exn_result *result)
{
    exn_replayed run = exn_replayed_of(result);
    uint32_t event = run.lanes == NULL ? 0 : find_event(given, &run);
    if (event == 0) {
        if (run.events == 0) {
            fputs("exeunt: nothing happened in this schedule\n", stderr);
        }
        return EXN_EXIT_INVALID;
    }
    if (given->steps) {
        exn_step_through(terminal, &run, given->until != NULL ? event : 1);
    } else {
        bool is_last = event == run.events && run.violation != NULL;
        exn_print_trace(terminal, &(exn_told_trace){.events = run.trace,
                                                    .source = run.source,
                                                    .count = event,
                                                    .note = is_last ? run.violation->note : NULL});
    }
    return run.violation != NULL ? EXN_EXIT_VIOLATED : EXN_EXIT_HOLDS;
}

static int run_replay(replay *self)
{
    const exn_host_jobs work = {.job_count = 1,
                                .hang_ms = exn_hang_ms(self->given->hang_s),
                                .request = on_request,
                                .answered = on_answered,
                                .died = on_died,
                                .context = self};
    if (!exn_work_alone(&work) || self->cases.items[0].result == NULL) {
        return EXN_EXIT_INVALID;
    }

    const exn_session run = {.cases = self->cases.items,
                             .case_count = 1,
                             .implementation = self->given->implementation,
                             .profile = self->given->profile,
                             .plugins = self->given->plugins};
    exn_terminal terminal = {.out = stdout,
                             .color = exn_wants_color(self->given->color),
                             .verbosity = 1,
                             .columns = exn_terminal_columns(),
                             .label_width = exn_label_width(&run, exn_terminal_columns()),
                             .run = &run};
    const exn_result *result = self->cases.items[0].result;
    bool has_run = result->verdict != EXN_INVALID && result->verdict != EXN_SKIPPED;
    if (self->given->debugs && has_run) {
        return debug(self, &terminal);
    }
    bool is_part = self->given->steps || self->given->until != NULL;
    int status = is_part && has_run ? show_part(&terminal, self->given, result)
                                    : print_result(&terminal, &self->cases.items[0]);
    bool written = !has_run || (draw(self->given, result) &&
                                exn_reproduce(&self->cases.items[0], self->given->reproduction));
    return written ? status : EXN_EXIT_INVALID;
}

/* Refuses options that have no effect beside the others. */
static bool is_sensible(const settings *given, const char *file)
{
    if (given->before.given && !given->debugs) {
        fputs("exeunt: --before is for --debug\n", stderr);
    } else if (given->debugs && (given->steps || given->until != NULL)) {
        fprintf(stderr, "exeunt: --debug stops where --before says, and not where %s does\n",
                given->steps ? "--step" : "--until");
    } else if ((given->debugs || given->steps) && strcmp(file, "-") == 0) {
        fprintf(stderr, "exeunt: --%s takes a file, not standard input\n",
                given->debugs ? "debug" : "step");
    } else {
        return true;
    }
    fputs("Try `exeunt replay --help`.\n", stderr);
    return false;
}

static int replay_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_replay_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    if (!is_sensible(&given, argv[optind])) {
        return EXN_EXIT_INVALID;
    }
    exn_use_python(given.python);
    if (!exn_names_are_known(given.implementation, given.profile)) {
        return EXN_EXIT_INVALID;
    }
    const exn_selection selection = {0};
    replay self = {.given = &given};
    int status = EXN_EXIT_INVALID;
    if (exn_cases_load(argv + optind, 1, &selection, &self.cases)) {
        if (self.cases.count > 1) {
            fprintf(stderr, "exeunt: %s is a folder: replay takes one scenario\n", argv[optind]);
        } else if (self.cases.items[0].result == NULL) { /* else it was refused, after a message */
            status = run_replay(&self);
        }
    }
    exn_cases_free(&self.cases);
    return status;
}

const exn_command exn_replay_command = {
    .name = "replay",
    .arguments = "FILE",
    .about = "run one schedule of a scenario and print its trace",
    .example = "  exeunt replay installed:pool/of-none.yaml --tape 1\n",
    .options = options,
    .operands_min = 1,
    .operands_max = 1,
    .run = replay_main,
};
