/* What the subjects around this project's own stack and pool share. */
#ifndef EXN_SUBJECTS_EXEUNT_SUBJECT_H
#define EXN_SUBJECTS_EXEUNT_SUBJECT_H

#include <exeunt/scope.h>

/* The scope inside a subject of exn_subject_exeunt, and whether it is a stack (or else a pool). */
exeunt_scope *exn_exeunt_scope(void *self);
bool exn_exeunt_is_stack(const exeunt_scope *scope);

#endif
