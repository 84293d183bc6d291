/* Memory exhaustion: reads, checks and reports scenarios with allocation number n failing, for
 * every n until no allocation is left to fail. Each time the program gets the right result or a
 * clean error, and leaves nothing behind.
 *
 *     oom [STRIDE]     only every STRIDE-th n: a sample */
#include "checking.h"
#include "failing.h"

#include "report/report.h"
#include "result/json/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    TEXT_MAX = 1 << 16,
    /* A single failure is tried for each n; this adds failures of all that follow. */
    FOR_GOOD_STRIDE = 5
};

static const char *const texts[] = {
    /* passes, with something that was never put to the test */
    "scenario: holds\n"
    "scope: {pool: [a, {stack: [b, {callback: log, times: 2}], deadline: 3ms}], grace: 2ms}\n"
    "managers:\n"
    "  a: {enter: [enters, fails], steps: 0}\n"
    "  b: {takes: {enter: 5ms}, on-cancel: [stops, fails]}\n"
    "body: {ends: [returns, raises], actions: [\"close -> refused\"], steps: 0}\n"
    "limits: {faults: 1}\n"
    "expect: {order: [a enter begins], outcome: [returns, raises a.enter, raises body,\n"
    "    raises pool.stack.deadline, raises b.enter, \"raises [b.enter, pool.stack.deadline]\"]}\n",
    /* breaks a rule, and what is expected */
    "scenario: violated\n"
    "implementation: gather-cm\n"
    "scope: {pool: [a, b]}\n"
    "managers: {a: {exit: [exits, fails]}, b: {exit: [exits, fails], steps: 0}}\n"
    "expect: {never: [a exit fails], interleavings: 7}\n",
    /* follows a schedule that is not possible */
    "scenario: off the script\n"
    "scope: {stack: [a]}\n"
    "schedule: [a enters, a exits, body returns]\n",
    /* is refused */
    "scenario: &x refused\n"
    "scope: {pool: [a, a, 'b\"']}\n"
    "managers: {a: {enter: entres}, c: *y}\n",
    "scenario: \"cut",
};
enum { TEXTS = sizeof texts / sizeof *texts };

/* What a part of the work made, as text; NULL with `out_of_memory`, or with errno. */
typedef struct product {
    char text[TEXT_MAX];
    bool out_of_memory;
} product;

typedef struct work {
    product complaints, json, terminal, results, junit;
    bool is_whole; /* every part was done */
} work;

static const char *now; /* what is being done, for messages */
static size_t now_n;
static size_t stride = 1;

static void fail(const char *what, const char *found, const char *wanted)
{
    failing_at(0, false);
    fprintf(stderr, "allocation %zu of \"%.20s...\": %s\nfound:  %s\nwanted: %s\n", now_n, now,
            what, found, wanted);
    exit(EXIT_FAILURE);
}

/* --- one piece of work ------------------------------------------------------------------------ */

static void add_complaint(void *context, exn_place place, const char *message)
{
    product *complaints = context;
    size_t length = strlen(complaints->text);
    complaints->out_of_memory = message == NULL;
    snprintf(complaints->text + length, TEXT_MAX - length, "%u:%u: %s\n", place.line, place.column,
             message != NULL ? message : "out of memory");
}

/* Opens a stream into the text of a product, whose own memory is allocated before failures
 * begin. */
static FILE *open_product(product *into)
{
    FILE *file = fmemopen(into->text, TEXT_MAX, "w");
    if (file == NULL) {
        abort();
    }
    return file;
}

/* Writes the result as a host does. */
static void take_result(product *json, const exn_result *result)
{
    FILE *file = open_product(json);
    exn_json_printer printer;
    exn_json_begin(&printer, file, EXN_JSON_LINE);
    exn_result_print(&printer, NULL, result);
    json->out_of_memory = !exn_json_end(&printer);
    fclose(file);
}

/* Returns whether a text contains the words that replace what could not be allocated. */
static bool says_out_of_memory(const product *printed)
{
    return strstr(printed->text, "(out of memory)") != NULL;
}

static void write_report(product *into, const exn_session *run,
                         int (*write)(const exn_session *run, FILE *out))
{
    FILE *file = open_product(into);
    errno = 0;
    into->out_of_memory = write(run, file) != 0;
    if (into->out_of_memory && errno != ENOMEM) {
        fail("a report failed for another reason", strerror(errno), strerror(ENOMEM));
    }
    fclose(file);
    into->out_of_memory = into->out_of_memory || says_out_of_memory(into);
}

static void print_terminal(product *into, const exn_session *run)
{
    FILE *file = open_product(into);
    exn_terminal terminal = {
        .out = file, .verbosity = 1, .label_width = exn_label_width(run, 80), .run = run};
    exn_print_case(&terminal, &run->cases[0]);
    exn_print_summary(&terminal);
    fclose(file);
    into->out_of_memory = says_out_of_memory(into);
}

static void report(work *done, const exn_scenario *scenario, exn_result *result)
{
    exn_case one = {.label = "x", .scenario = scenario, .result = result};
    exn_session run = {.cases = &one, .case_count = 1, .reports = "oom-reports"};
    print_terminal(&done->terminal, &run);
    write_report(&done->results, &run, exn_write_json);
    write_report(&done->junit, &run, exn_write_junit);
    done->is_whole = exn_reports_prepare(run.reports) == 0;
    for (size_t i = 0; i < result->violation_count; i++) {
        done->is_whole = exn_report_keep(&run, &one, i) == 0 && done->is_whole;
    }
    char *path = NULL;
    done->is_whole = exn_reports_write(&run, &path) == 0 && done->is_whole;
    free(path);
}

/* Does all the work, as far as the memory suffices. */
static void do_work(work *done, const char *text, bool by_running)
{
    memset(done, 0, sizeof *done);
    exn_scenario *scenario =
        exn_scenario_read("oom.yaml", text, strlen(text), add_complaint, &done->complaints);
    if (scenario == NULL) {
        return;
    }
    exn_result *result = check(scenario, by_running);
    done->json.out_of_memory = result == NULL;
    if (result != NULL) {
        take_result(&done->json, result);
        report(done, scenario, result);
    }
    exn_result_free(result);
    exn_scenario_free(scenario);
}

/* --- what must come of it --------------------------------------------------------------------- */

static void expect_right(const char *what, const product *found, const product *wanted)
{
    if (!found->out_of_memory && strcmp(found->text, wanted->text) != 0) {
        fail(what, found->text, wanted->text);
    }
}

/* Whether something failed must have a reason: an allocation that did. */
static void expect_sound(const work *found, const work *wanted, size_t live)
{
    expect_right("complaints", &found->complaints, &wanted->complaints);
    if (!found->complaints.out_of_memory && !found->json.out_of_memory) {
        expect_right("result", &found->json, &wanted->json);
        expect_right("terminal", &found->terminal, &wanted->terminal);
        expect_right("results.json", &found->results, &wanted->results);
        expect_right("junit.xml", &found->junit, &wanted->junit);
    }
    char left[40];
    snprintf(left, sizeof left, "%zu blocks", failing_live() - live);
    if (failing_live() > live) {
        fail("something is left behind", left, "0 blocks");
    }
}

static size_t try_all(const char *text, bool by_running, bool for_good)
{
    static work wanted, found;
    now = text;
    failing_at(0, false);
    do_work(&wanted, text, by_running);
    size_t live = failing_live();
    for (now_n = 1;; now_n += for_good ? FOR_GOOD_STRIDE * stride : stride) {
        failing_at(now_n, for_good);
        do_work(&found, text, by_running);
        size_t refused = failing_refused();
        failing_at(0, false);
        expect_sound(&found, &wanted, live);
        if (refused == 0) {
            break;
        }
    }
    if (found.is_whole != wanted.is_whole || found.complaints.out_of_memory) {
        fail("nothing failed", "an error", "none");
    }
    return (now_n - 1) / stride;
}

int main(int count, char **arguments)
{
    if (count > 1) {
        stride = strtoul(arguments[1], NULL, 10);
    }
    if (count > 2 || stride == 0) {
        fputs("usage: oom [STRIDE]\n", stderr);
        return EXIT_FAILURE;
    }
    failing_begin();
    for (size_t i = 0; i < TEXTS; i++) {
        for (int by_running = 0; by_running < 2; by_running++) {
            size_t once = try_all(texts[i], by_running, false);
            if (!by_running) {
                try_all(texts[i], by_running, true);
            }
            printf("text %zu, by %s: %zu allocations failed\n", i + 1,
                   by_running ? "running" : "states", once);
        }
    }
    return EXIT_SUCCESS;
}
