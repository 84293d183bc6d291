/* The implementations that ship: ours, those of the profiles, and known-bad pools of the zoo
 * (zoo/zoo.h), which prove that the checker bites. */
#ifndef EXN_SUBJECTS_SUBJECTS_H
#define EXN_SUBJECTS_SUBJECTS_H

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>

/* All of them, in the order in which they are listed. */
const exeunt_implementation *const *exn_subjects(size_t *count);

/* NULL if there is none of this name. */
const exeunt_implementation *exn_subject_named(const char *name);

/* Whether it crashes or hangs on purpose, for tests of the command. */
bool exn_subject_misbehaves(const exeunt_implementation *implementation);

extern const exeunt_implementation exn_subject_exeunt; /* the stack and pool of this project */
/* The same, with an owner that also makes every call that must be refused (P1, S10, S11). */
extern const exeunt_implementation exn_subject_meddled;
/* What the stacks of other languages do, under the name of the profile that each has (SPEC 8). */
extern const exeunt_implementation exn_subject_python, exn_subject_trio, exn_subject_tc39,
    exn_subject_java, exn_subject_go;
extern const exeunt_implementation
    exn_subject_crashes; /* dies at its first exit: for testing the command */
extern const exeunt_implementation
    exn_subject_spins; /* never comes back from its first exit: likewise */

#endif
