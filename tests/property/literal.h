/* A second judge of outcomes: what a finished run must have told its exits, and must have ended
 * with, by a literal reading of its trace (SPEC 2, 5, 6, 7).
 *
 * A stack is read as the nested single-manager scopes that it stands for: each exit goes round
 * what the ones before it have left. A pool is read as P10 to P14 say. Nothing is kept along the
 * run, and src/contract/oracle.c has no part in it. */
#ifndef LITERAL_H
#define LITERAL_H

#include "stage/stage.h"

/* Whether a run that has just ended, of an implementation of the profile `exeunt`, told and, if it
 * closed, ended as its trace demands. Else `why` says what is different. */
bool literal_agrees(const exn_run *run, char *why, size_t size);

/* Whether, in a run that has closed, what `whenever` expects to follow does: by the texts of its
 * events. A pair in which a scope closes is left to others (a nested one settles instead). */
bool literal_follows(const exn_run *run);
bool literal_reads_pairs(const exn_run *run); /* whether it leaves none */

/* Whether a run that broke a rule did so by what the judge knows of: by what an exit was told, or
 * by what the outermost scope closed with (X6, X7, X8). */
bool literal_has_a_say(const exn_run *run);

#endif
