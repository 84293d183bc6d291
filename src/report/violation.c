/* Prints a violation so that a reader understands it without opening a file (SCENARIOS.md). */
#include "contract/event.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

/* --- the table of events ---------------------------------------------------------------------- */

enum {
    EVENTS_SHOWN_MAX = 60, /* of a longer trace, the first and the last half of this number */
    EVENT_COLUMN = 16 + 3, /* "cancel requested" is the longest */
    DETAIL_COLUMN = 17 + 3,
};

/* The parts of an event's text: "vm1", "exit begins", "(vm2.enter)". */
typedef struct parts {
    int subject_length; /* 0: the event has no subject (`cancel`) */
    const char *words;
    int words_length;
    const char *detail; /* the rest: a cause or an outcome */
} parts;

/* Returns the length of the event words at the start of `text`, the longest match; 0 if there is
 * none. */
static int words_length(const char *text)
{
    static const char *const events[] = {
#define EVENT_WORDS(kind, words) words,
        EXN_EVENT_MAP(EVENT_WORDS)
#undef EVENT_WORDS
    };
    size_t longest = 0;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        size_t length = strlen(events[i]);
        if (length > longest && strncmp(text, events[i], length) == 0 &&
            (text[length] == '\0' || text[length] == ' ')) {
            longest = length;
        }
    }
    return (int)longest;
}

static parts take_apart(const char *event)
{
    bool is_call = strncmp(event, "call ", strlen("call ")) == 0;
    parts taken = {.words = event,
                   .words_length = is_call ? (int)strlen(event) : words_length(event)};
    if (taken.words_length == 0) {
        taken.subject_length = (int)strcspn(event, " ");
        taken.words = event + taken.subject_length + strspn(event + taken.subject_length, " ");
        taken.words_length = words_length(taken.words);
    }
    if (taken.words_length == 0) {
        taken.words_length = (int)strlen(taken.words);
    }
    taken.detail = taken.words + taken.words_length;
    taken.detail += strspn(taken.detail, " ");
    return taken;
}

/* How wide the columns of a table are. */
typedef struct columns {
    int subject, detail;
} columns;

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Where there are source lines they stand in a column of their own, after the longest detail. */
static columns measure(const exn_told_trace *trace)
{
    enum { GAP = 3 };
    columns longest = {.subject = 0};
    for (size_t i = 0; i < trace->count; i++) {
        parts taken = take_apart(trace->events[i]);
        longest.subject = larger(longest.subject, taken.subject_length);
        longest.detail = larger(longest.detail, exn_text_width(taken.detail));
    }
    return (columns){.subject = longest.subject + GAP,
                     .detail = trace->source == NULL ? DETAIL_COLUMN
                               : longest.detail > 0  ? longest.detail + GAP
                                                     : 0};
}

static void put_event(const exn_terminal *terminal, const exn_told_trace *trace, size_t at,
                      columns width)
{
    const char *event = trace->events[at];
    const char *line = trace->source != NULL ? trace->source[at] : "";
    const char *note = at + 1 == trace->count ? trace->note : NULL;
    parts taken = take_apart(event);
    bool goes_on = *line != '\0' || note != NULL;
    bool has_more = *taken.detail != '\0' || goes_on;
    exn_put(terminal, EXN_DIM, "%5zu", at + 1);
    exn_put(terminal, EXN_PLAIN, "  %-*.*s", width.subject, taken.subject_length, event);
    exn_put(terminal, EXN_PLAIN, "%-*.*s", has_more ? EVENT_COLUMN : 0, taken.words_length,
            taken.words);
    exn_put(terminal, EXN_PLAIN, has_more && taken.words_length >= EVENT_COLUMN ? "  " : "");
    exn_put_column(terminal, EXN_PLAIN, taken.detail, goes_on ? width.detail : 0);
    exn_put(terminal, EXN_DIM, "%s", line);
    if (note != NULL) {
        exn_put(terminal, EXN_RED, "%s← %s", *line != '\0' ? "   " : "", note);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_print_trace(const exn_terminal *terminal, const exn_told_trace *trace)
{
    size_t half = EVENTS_SHOWN_MAX / 2;
    bool shortened = trace->count > EVENTS_SHOWN_MAX && terminal->verbosity <= 0;
    columns width = measure(trace);
    for (size_t i = 0; i < trace->count; i++) {
        if (shortened && i == half) {
            exn_put(terminal, EXN_DIM, "    …  ");
            exn_put_count(terminal, trace->count - 2 * half, "event");
            exn_put(terminal, EXN_PLAIN, " more (-v shows all)\n");
            i = trace->count - half;
        }
        put_event(terminal, trace, i, width);
    }
}

/* --- how to see it again ---------------------------------------------------------------------- */

void exn_put_argument(const exn_terminal *terminal, const char *argument)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=+@%#";
    exn_put(terminal, EXN_PLAIN, " ");
    if (*argument != '\0' && argument[strspn(argument, plain)] == '\0') {
        exn_put(terminal, EXN_PLAIN, "%s", argument);
        return;
    }
    exn_put(terminal, EXN_PLAIN, "'");
    for (; *argument != '\0'; argument++) {
        if (*argument == '\'') {
            exn_put(terminal, EXN_PLAIN, "'\\''");
        } else {
            fputc(*argument, terminal->out); /* each byte of a character that has several */
        }
    }
    exn_put(terminal, EXN_PLAIN, "'");
}

static void put_option(const exn_terminal *terminal, const char *option, const char *value)
{
    if (value == NULL || *value == '\0') {
        return;
    }
    exn_put(terminal, EXN_PLAIN, " %s", option);
    exn_put_argument(terminal, value);
}

static void put_replay(const exn_terminal *terminal, const exn_case *one, const char *tape)
{
    exn_put(terminal, EXN_PLAIN, "exeunt replay");
    exn_put_argument(terminal, one->result->file);
    put_option(terminal, "--implementation", terminal->run->implementation);
    put_option(terminal, "--profile", terminal->run->profile);
    put_option(terminal, "--plugins", terminal->run->plugins);
    put_option(terminal, "--tape", tape);
}

void exn_print_replay(const exn_terminal *terminal, const exn_case *one, const char *tape)
{
    exn_put(terminal, EXN_DIM, "  replay");
    exn_put(terminal, EXN_PLAIN, "  ");
    if (terminal->in_program) {
        exn_put(terminal, EXN_PLAIN, "exeunt_replay(&config, \"%s\")", tape);
    } else {
        put_replay(terminal, one, tape);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

char *exn_replay_line(const exn_session *run, const exn_case *one, const char *tape)
{
    char *text = NULL;
    size_t size = 0;
    exn_terminal terminal = {.out = open_memstream(&text, &size), .run = run};
    if (terminal.out == NULL) {
        return NULL;
    }
    put_replay(&terminal, one, tape);
    if (fclose(terminal.out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void put_heading(const exn_terminal *terminal, const exn_case *one,
                        const exn_violation *violation)
{
    if (one->result->passed) {
        exn_put(terminal, EXN_GREEN, "✓ %s", one->label); /* an expected one, shown with -v */
    } else {
        exn_put(terminal, EXN_RED, "✗ %s", one->label);
    }
    exn_put(terminal, EXN_PLAIN, " · %s · ", one->result->implementation);
    exn_put_rule(terminal, EXN_BOLD, violation);
    bool is_manager = violation->blame == NULL || (strcmp(violation->blame, "scope") != 0 &&
                                                   strcmp(violation->blame, "body") != 0);
    if (violation->blame != NULL) {
        exn_put(terminal, EXN_PLAIN, ", blame: %s%s", is_manager ? "" : "the ", violation->blame);
    }
    exn_put(terminal, EXN_PLAIN, "\n  %s\n", violation->message);
}

/* Prints "the shortest of 3 schedules"; the number counts the schedules met, if they were
 * counted. */
static void put_rank(const exn_terminal *terminal, const exn_violation *violation)
{
    uint64_t schedules = violation->schedules;
    if (schedules > 1) {
        exn_put(terminal, EXN_PLAIN, violation->shortest ? "the shortest of " : "one of ");
        exn_put_count(terminal, schedules, "schedule");
    } else {
        exn_put(terminal, EXN_PLAIN,
                !violation->shortest ? "a schedule"
                : schedules == 1     ? "the only schedule"
                                     : "the shortest schedule");
    }
    if (!violation->shortest) {
        exn_put(terminal, EXN_PLAIN, ", perhaps not the shortest");
    }
}

/* "the shortest of 3 schedules · 0 faults, 1 cancel, 2 steps · found after 14 states" */
static void put_measure(const exn_terminal *terminal, const exn_result *result,
                        const exn_violation *violation)
{
    exn_put(terminal, EXN_PLAIN, "\n  ");
    put_rank(terminal, violation);
    exn_put(terminal, EXN_PLAIN, " · ");
    exn_put_count(terminal, violation->faults, "fault");
    exn_put(terminal, EXN_PLAIN, ", ");
    exn_put_count(terminal, violation->cancels, "cancel");
    exn_put(terminal, EXN_PLAIN, ", ");
    exn_put_count(terminal, violation->steps, "step");
    if (violation->found_after > 0) {
        exn_put(terminal, EXN_PLAIN, " · found after ");
        exn_put_count(terminal, violation->found_after, result->states > 0 ? "state" : "run");
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* --- the smallest scenario -------------------------------------------------------------------- */

const char *exn_scenario_body(const char *text)
{
    const char *names_end = strstr(text, "\n\n");
    return names_end != NULL ? names_end + 2 : text;
}

static void put_scenario(const exn_terminal *terminal, const char *text)
{
    for (const char *at = exn_scenario_body(text); *at != '\0';) {
        size_t length = strcspn(at, "\n");
        exn_put(terminal, EXN_PLAIN, length > 0 ? "    %.*s\n" : "%.*s\n", (int)length, at);
        at += length + (at[length] != '\0');
    }
}

/* Prints the smallest scenario that shows the breach, if something could be left out; and why a
 * smaller one may exist. */
static void put_smallest(const exn_terminal *terminal, const exn_smallest *smallest)
{
    const char *why = smallest->stopped_by;
    bool is_smaller = smallest->scenario != NULL && smallest->left_out > 0;
    if (is_smaller) {
        exn_put(terminal, EXN_DIM, "  shrunk");
        exn_put(terminal, EXN_PLAIN, "  to %s (", why == NULL ? "what it needs" : "less");
        exn_put_count(terminal, smallest->attempts, "scenario");
        exn_put(terminal, EXN_PLAIN, " tried, ");
        exn_put_count(terminal, smallest->states, "state");
        exn_put(terminal, EXN_PLAIN, "):\n");
        put_scenario(terminal, smallest->scenario);
    }
    if (why != NULL) {
        exn_put(terminal, EXN_DIM, "  %s", is_smaller ? "stopped" : "not shrunk");
        exn_put(terminal, EXN_PLAIN, "  %s\n", why);
    }
}

void exn_print_violation(const exn_terminal *terminal, const exn_case *one,
                         const exn_violation *violation)
{
    put_heading(terminal, one, violation);
    if (violation->trace_count == 0) {
        return; /* an expectation about all schedules together has no trace */
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    exn_print_trace(terminal, &(exn_told_trace){.events = violation->trace,
                                                .source = violation->source,
                                                .count = violation->trace_count,
                                                .note = violation->note});
    put_measure(terminal, one->result, violation);
    exn_print_replay(terminal, one, violation->tape);
    if (violation->smallest != NULL) {
        put_smallest(terminal, violation->smallest);
    }
    if (violation->kept != NULL) {
        exn_put(terminal, EXN_DIM, "  kept  ");
        exn_put(terminal, EXN_PLAIN, "  %s\n", violation->kept);
    }
}
