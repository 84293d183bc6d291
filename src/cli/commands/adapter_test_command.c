/* exeunt adapter-test: whether an adapter speaks its protocol (docs/ADAPTER.md). */
#include "base/adapter_name.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/hosts/host_pool.h"
#include "cli/memory.h"
#include "cli/status.h"
#include "report/printing.h"
#include "world/flight.h"

#include <getopt.h>
#include <string.h>

typedef struct settings {
    double hang_s;
    int color;
} settings;

#define AT(member) offsetof(settings, member)
static const exn_option options[] = {
    {"hang-timeout", 0, EXN_OPTION_DURATION, AT(hang_s), "TIME",
     "an adapter that does not answer for so long hangs (default: 5s)", NULL, 0},
    {"color", 0, EXN_OPTION_WORD, AT(color), "WHEN", "auto, always or never; NO_COLOR is honoured",
     exn_color_words, 0},
    {0},
};
#undef AT

/* --- asking a host ---------------------------------------------------------------------------- */

typedef struct question {
    const char *name;
    double hang_s;
    json_t *tests; /* NULL: there was no answer, and a message */
} question;

static json_t *on_request(void *context, size_t job)
{
    const question *self = context;
    (void)job;
    return exn_need(
        json_pack("{s:{s:s, s:f}}", "adapter_test", "name", self->name, "hang_s", self->hang_s));
}

static void on_answered(void *context, size_t job, const json_t *answer)
{
    question *self = context;
    const char *error = json_string_value(json_object_get(answer, "error"));
    (void)job;
    self->tests = json_incref(json_object_get(answer, "tests"));
    if (self->tests == NULL) {
        fprintf(stderr, "exeunt: %s\n", error != NULL ? error : "the host has no answer");
    }
}

static void on_died(void *context, size_t job, const exn_host_death *death)
{
    (void)context;
    (void)job;
    fprintf(stderr, "exeunt: the host ended\n%s", death->errors);
}

/* --- the table -------------------------------------------------------------------------------- */

static const char *text_of(const json_t *test, const char *member)
{
    const char *text = json_string_value(json_object_get(test, member));
    return text != NULL ? text : "";
}

/* Returns how many have failed. */
static size_t print_tests(const exn_terminal *terminal, const json_t *tests)
{
    size_t failed = 0;
    size_t passed = 0;
    size_t index;
    const json_t *test;
    json_array_foreach(tests, index, test)
    {
        bool passes = strcmp(text_of(test, "result"), "passed") == 0;
        bool fails = strcmp(text_of(test, "result"), "failed") == 0;
        passed += passes;
        failed += fails;
        exn_put(terminal,
                passes  ? EXN_GREEN
                : fails ? EXN_RED
                        : EXN_DIM,
                "%s ",
                passes  ? "✓"
                : fails ? "✗"
                        : "-");
        exn_put(terminal, EXN_PLAIN, "%s\n", text_of(test, "what"));
        if (*text_of(test, "message") != '\0') {
            fputs("    ", terminal->out);
            exn_put_wrapped(terminal, text_of(test, "message"), 4);
        }
    }
    size_t left_out = json_array_size(tests) - passed - failed;
    fprintf(terminal->out, "\n%zu passed, %zu failed, %zu left out\n", passed, failed, left_out);
    return failed;
}

static int adapter_test_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_adapter_test_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    question self = {.name = argv[optind], .hang_s = given.hang_s};
    if (!exn_is_adapter_name(self.name)) {
        fprintf(stderr,
                "exeunt: `%s` is no adapter: `exec: COMMAND` is one, and `python:MODULE:NAME`\n",
                self.name);
        return EXN_EXIT_INVALID;
    }
    /* Several tests may each wait for so long. */
    const exn_host_jobs work = {.job_count = 1,
                                .request = on_request,
                                .answered = on_answered,
                                .died = on_died,
                                .hang_ms = 100 * exn_hang_ms(given.hang_s),
                                .context = &self};
    exn_work_alone(&work);
    if (self.tests == NULL) {
        return EXN_EXIT_INVALID;
    }
    exn_terminal terminal = {.out = stdout, .color = exn_wants_color(given.color)};
    size_t failed = print_tests(&terminal, self.tests);
    json_decref(self.tests);
    return failed > 0 ? EXN_EXIT_VIOLATED : EXN_EXIT_HOLDS;
}

const exn_command exn_adapter_test_command = {
    .name = "adapter-test",
    .arguments = "ADAPTER",
    .about = "see whether an adapter speaks its protocol: what it must answer, and bad input",
    .example = "  exeunt adapter-test 'exec: ./mine'\n",
    .options = options,
    .operands_min = 1,
    .operands_max = 1,
    .run = adapter_test_main,
};
