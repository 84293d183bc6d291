/* index.html: the parts of the page. Private to this folder. */
#ifndef EXN_REPORT_PAGE_PAGE_PARTS_H
#define EXN_REPORT_PAGE_PAGE_PARTS_H

#include "report/report.h"

/* How a case stands in the page: the first are the ones to look at first. */
typedef enum exn_light {
    EXN_LIGHT_RED,    /* it did not pass */
    EXN_LIGHT_YELLOW, /* it passed, and something is to be known: vacuous, sampled */
    EXN_LIGHT_GREEN,
    EXN_LIGHT_GRAY, /* it was not run */
    EXN_LIGHTS
} exn_light;

exn_light exn_light_of(const exn_result *result);
const char *exn_light_word(exn_light light); /* "red" */

/* Returns how a verdict is called: its word, but for "violated as expected". */
const char *exn_page_verdict(const exn_result *result);

/* Writes the name of a case as a fragment that links lead to. `index` is its place in the run:
 * cases of one label get fragments of their own. */
void exn_page_put_fragment(const exn_session *run, size_t index, FILE *out);

/* Write an element `details` of one case, in whose graph of states at most *edges_left edges are
 * drawn, which are taken off; and one of its violations, number `violation`. */
void exn_page_put_case(const exn_session *run, size_t index, size_t *edges_left, FILE *out);
void exn_page_put_violation(const exn_session *run, size_t index, size_t violation, FILE *out);

/* Writes a schedule: for each window of it the lanes and the list of events. */
typedef struct exn_page_schedule {
    const exn_lanes *lanes; /* NULL: only the events */
    char *const *trace;
    char *const *source; /* the line of each event, or ""; NULL: none is known */
    size_t trace_count;
    const char *title;
    const char *broken; /* as in exn_drawing, like the next two */
    bool parts;
    uint32_t shared;
    const char *note; /* behind the last event, or NULL */
} exn_page_schedule;
void exn_page_put_schedule(const exn_page_schedule *schedule, FILE *out);

/* Writes which rules no scenario put to the test, and what else the run has not tried. */
void exn_page_put_untested(const exn_session *run, FILE *out);

/* Writes how much of the code the scenarios reach, where `exeunt coverage` has left that in the
 * folder of the reports. */
void exn_page_put_coverage(const exn_session *run, FILE *out);

/* Writes the table of conformance, if the run has one. */
void exn_page_put_conformance(const exn_session *run, FILE *out);

/* Writes a number, its digits in groups of three. */
void exn_page_put_count(uint64_t count, FILE *out);
void exn_page_put_digits(const char *digits, FILE *out);

#endif
