/* The implementations that ship: ours, and known-bad ones that prove that the checker bites. */
#ifndef EXN_SUBJECTS_SUBJECTS_H
#define EXN_SUBJECTS_SUBJECTS_H

#include <exeunt/implementation.h>

#include <stddef.h>

/* All of them, in the order in which they are listed. */
const exeunt_implementation *const *exn_subjects(size_t *count);

/* NULL if there is none of this name. */
const exeunt_implementation *exn_subject_named(const char *name);

extern const exeunt_implementation exn_subject_exeunt; /* the stack and pool of this project */
/* The same, with an owner that also makes every call that must be refused (P1, S10, S11). */
extern const exeunt_implementation exn_subject_meddled;
/* Known bad: pools as they are published, or as one writes them at first. */
extern const exeunt_implementation exn_subject_gather_cm;          /* cases 82-87 */
extern const exeunt_implementation exn_subject_gather_on_stack;    /* case 88 */
extern const exeunt_implementation exn_subject_exit_in_task_group; /* case 89 */
extern const exeunt_implementation exn_subject_exits_failed_enter; /* case 90 */
extern const exeunt_implementation
    exn_subject_crashes; /* dies at its first exit: for testing the command */
extern const exeunt_implementation
    exn_subject_spins; /* never comes back from its first exit: likewise */

#endif
