/* Checks from C: what the files of this folder share. Programs use <exeunt/check.h>. */
#ifndef EXN_CAPI_CONFIGURED_CHECK_H
#define EXN_CAPI_CONFIGURED_CHECK_H

#include "result/result.h"
#include "world/flight.h"

#include <exeunt/check.h>

/* --- shown_result.c: a result as programs see it ---------------------------------------------- */

/* What a result is of. */
typedef struct exn_origin {
    const char *name;
    const char *scenario_file; /* NULL: the scenario is no file */
    bool is_kept;              /* it is of a schedule that was kept */
} exn_origin;

/* Takes the result over; the strings of `origin` are copied. NULL when out of memory: then the
 * result is freed. */
exeunt_check_result *exn_show(exn_result *found, const exn_origin *origin);
/* Both again. */
const exn_result *exn_shown(const exeunt_check_result *result);
const exn_origin *exn_origin_of(const exeunt_check_result *result);

/* --- config_text.c: texts of a configuration -------------------------------------------------- */

/* A text that is given as it is, or by the name of its file. */
typedef struct exn_text {
    const char *bytes; /* NULL: there is none */
    size_t length;
    const char *place; /* in messages: the name of the file, or what is said for it */
    char *read;        /* what is to be freed */
} exn_text;

/* Returns 0, -1 and errno if the file can't be read. */
int exn_text_open(exn_text *text, const char *given, const char *file, const char *place);
void exn_text_close(exn_text *text);

/* --- isolated.c ------------------------------------------------------------------------------- */

typedef exn_result *exn_explore_fn(void *context); /* NULL: out of memory */
/* Explores in a process of its own; *result is NULL when out of memory. If that process ends
 * without a result, this one ends in the same way. Returns false if there can't be another one. */
bool exn_explore_apart(exn_explore_fn *explore, void *context, exn_result **result);

/* --- crash_report.c --------------------------------------------------------------------------- */

/* From here to exn_end_watch a crash tells the tape of this flight on stderr. */
void exn_begin_watch(const exn_flight *flight, const char *name);
void exn_end_watch(void);
/* Tells the tape, and ends this process as one that failed, where code under test has ended it, or
 * one that it was explored in, with this status. */
_Noreturn void exn_end_after_exit(int status);

/* --- hang_watch.c ----------------------------------------------------------------------------- */

/* From here to exn_end_pulse code under test that does not come back for so long, in processor
 * time, ends the process with SIGABRT. */
void exn_begin_pulse(exn_flight *flight, unsigned hang_ms);
void exn_end_pulse(void);
/* The same in a process that was forked meanwhile, about a flight of its own. */
void exn_begin_pulse_of_worker(exn_flight *flight);

#endif
