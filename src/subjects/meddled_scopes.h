/* What the owner of exn_subject_meddled has besides the scope that it meddles with. */
#ifndef EXN_SUBJECTS_MEDDLED_SCOPES_H
#define EXN_SUBJECTS_MEDDLED_SCOPES_H

#include <exeunt/exeunt.h>

/* Scopes and managers that no world knows: they settle inside their calls, or never. */
typedef struct exn_meddled_scopes {
    exeunt_manager pushable; /* has no enter */
    exeunt_manager spare;    /* no scope holds it, and none is to take it */
    exeunt_manager held;     /* by `closing` */
    exeunt_manager failed;   /* in `closing`: its error stands */
    exeunt_manager stuck;    /* its exit never settles */
    exeunt_manager asleep;   /* its enter never settles */
    exeunt_manager log;
    exeunt_stack closing; /* will never have closed */
    exeunt_stack over;    /* has closed; it held `empty` and `inner`, which held `log` */
    exeunt_pool empty;
    exeunt_stack inner;
    exeunt_stack busy; /* its body has asked for `asleep`, and was asked to stop */
    exeunt_stack next; /* does not begin */
} exn_meddled_scopes;

/* Makes them what is said above. */
void exn_meddled_scopes_open(exn_meddled_scopes *scopes);

/* Has managers and a parent that no scenario has settle scopes of its own, and expects how. */
void exn_meddled_strangers(void);

/* Aborts unless that holds. */
void exn_meddled_expect(bool holds);

/* Expects that what an outcome says of itself agrees, and that every error of it has a text. */
void exn_meddled_read(const exeunt_outcome *outcome);

#endif
