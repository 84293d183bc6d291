/* Checks from C: what the files of this folder share. Programs include <exeunt/check.h>. */
#ifndef EXN_CAPI_CONFIGURED_CHECK_H
#define EXN_CAPI_CONFIGURED_CHECK_H

#include "result/result.h"
#include "world/flight.h"

#include <exeunt/check.h>

/* --- shown_result.c: a result as programs see it ---------------------------------------------- */

/* Where a result comes from. */
typedef struct exn_origin {
    const char *name;
    const char *scenario_file; /* NULL: the scenario is not in a file */
    bool is_kept;              /* it is the result of a kept schedule */
} exn_origin;

/* Takes the result over and copies the strings of `origin`. Returns NULL when out of memory; then
 * the result has been freed. */
exeunt_check_result *exn_show(exn_result *found, const exn_origin *origin);
/* The two arguments of exn_show. */
const exn_result *exn_shown(const exeunt_check_result *result);
const exn_origin *exn_origin_of(const exeunt_check_result *result);

/* --- config_text.c: texts of a configuration -------------------------------------------------- */

/* A text that is given literally, or by the name of its file. */
typedef struct exn_text {
    const char *bytes; /* NULL: there is none */
    size_t length;
    const char *place; /* in messages: the name of the file, or what stands in for it */
    char *read;        /* what exn_text_close frees */
} exn_text;

/* Returns 0; or -1 (errno) if the file cannot be read. */
int exn_text_open(exn_text *text, const char *given, const char *path, const char *place);
void exn_text_close(exn_text *text);

/* --- isolated.c ------------------------------------------------------------------------------- */

/* What is explored in a process of its own. */
typedef struct exn_apart {
    exn_result *(*explore)(void *context); /* returns NULL when out of memory */
    void *context;
    exn_flight *flight; /* that it writes; both processes have it */
    unsigned hang_ms;   /* 0: code under test may take for ever */
} exn_apart;

/* Explores in a process of its own; *result is NULL when out of memory. If that process ends
 * without a result, this process ends in the same way. Returns false if no process can be
 * started. */
bool exn_explore_apart(const exn_apart *apart, exn_result **result);

/* --- crash_report.c --------------------------------------------------------------------------- */

/* Until exn_end_watch, a crash prints the tape of this flight to stderr. */
void exn_begin_watch(const exn_flight *flight, const char *name);
void exn_end_watch(void);
/* Prints the tape and ends this process as failed, because code under test has ended this process,
 * or the process that explored for it, with this status. */
_Noreturn void exn_end_after_exit(int status);

/* --- hang_watch.c ----------------------------------------------------------------------------- */

/* Until exn_end_pulse, code under test that does not return for `hang_ms` ends the process with
 * SIGABRT. 0: it may take for ever. */
void exn_begin_pulse(exn_flight *flight, unsigned hang_ms);
void exn_end_pulse(void);

#endif
