/* A second judge of outcomes: it derives from a finished trace which causes the exits must have
 * received, and how the run must have ended, by a literal reading (SPEC 2, 5, 6, 7).
 *
 * A stack is read as the nested single-manager scopes that it stands for: each exit belongs to a
 * scope around what the exits before it have left. A pool is read as P10 to P14 say. Nothing is
 * recorded during the run, and src/contract/oracle.c has no part in it. */
#ifndef LITERAL_H
#define LITERAL_H

#include "stage/stage.h"

/* Whether a run that has just ended, of an implementation with the profile `exeunt`, gave its exits
 * the right causes and, if it closed, ended as its trace demands. If not, `why` says what
 * differs. */
bool literal_agrees(const exn_run *run, char *why, size_t size);

/* Whether, in a run that has closed, everything that `whenever` expects to follow does follow: by
 * the texts of its events. Pairs in which a scope closes are not read (a nested scope settles
 * instead). */
bool literal_follows(const exn_run *run);
bool literal_reads_pairs(const exn_run *run); /* whether it reads all pairs */

/* Whether the rule that a run broke is one that this judge knows: about the cause of an exit, or
 * about what the outermost scope closed with (X6, X7, X8). */
bool literal_has_a_say(const exn_run *run);

#endif
