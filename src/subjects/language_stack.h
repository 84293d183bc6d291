/* What the exit stacks of other languages have in common: one entry after the other enters, the
 * body runs, and what is held is exited in reverse. Where the languages differ each has a function
 * of its own, which does what its documentation says (docs/PROFILES.md).
 *
 * Errors are records of the stack's own, as exceptions are objects of their own. */
#ifndef EXN_SUBJECTS_LANGUAGE_STACK_H
#define EXN_SUBJECTS_LANGUAGE_STACK_H

#include <exeunt/implementation.h>

typedef struct exn_language_stack exn_language_stack;

/* Something that the stack holds. */
typedef struct exn_language_entry {
    exn_language_stack *of;
    exeunt_manager *manager;
    const exeunt_error *told; /* while it exits */
    bool callback;            /* it is told nothing, and cannot suppress */
    bool exiting;
    bool asked;                      /* ... and was asked to stop */
    bool is_own;                     /* it is not of the plan, and has memory of its own */
    struct exn_language_entry *next; /* registered before it */
} exn_language_entry;

/* A failure that was raised. */
typedef struct exn_language_error {
    exeunt_error error;
    exeunt_manager *of;
    struct exn_language_error *next; /* raised after it */
} exn_language_error;

typedef struct exn_language {
    /* Whether an exit that was told this error can suppress it; NULL: none can. */
    bool (*suppresses)(const exeunt_error *told);
    /* An exit raises an error: sets what propagates from now on. */
    void (*exit_raises)(exn_language_stack *self, exn_language_error *raised);
    /* A request has come, the first or a later one, and exits may be in flight; NULL: they are not
     * asked. */
    void (*request)(exn_language_stack *self);
    bool asks_what_begins; /* an exit that begins after a request is asked at once */
    /* Whether it takes what is pushed while it closes, and afterwards. */
    bool takes_while_closing, takes_when_closed;
    void (*close_again)(exn_language_stack *self); /* while it closes */
    bool lists_oldest_first; /* the outcome is a list, the first error first */
} exn_language;

typedef enum exn_language_phase {
    EXN_LANGUAGE_NEW,
    EXN_LANGUAGE_ENTERS,
    EXN_LANGUAGE_BODY,
    EXN_LANGUAGE_EXITS,
    EXN_LANGUAGE_CLOSED
} exn_language_phase;

struct exn_language_stack {
    const exn_language *language;
    const exeunt_plan *plan;
    size_t turn;                                 /* the entry of the plan that is next */
    exn_language_entry *planned;                 /* [plan->entry_count]; later ones by themselves */
    exn_language_entry *top;                     /* held, or exiting; registered last */
    exn_language_entry *entering;                /* NULL: no enter is in flight */
    size_t exiting;                              /* in flight */
    exn_language_error *errors, *last_error;     /* all that were raised, the oldest first */
    const exeunt_error *error;                   /* propagates; canceled is one, too */
    const exeunt_error *body_error, *late_error; /* late: after an action had closed the stack */
    exn_language_phase phase;
    bool canceled, suppressed, body_in_flight, body_asked, going_on;
    /* who asked for the enter in flight; NULL: the plan */
    void (*settled)(void *context, const exeunt_error *error);
    void *context;
};

/* --- for the languages ------------------------------------------------------------------------ */

void *exn_language_create(const exn_language *language, const exeunt_plan *plan);

/* Begins the exit of what was registered last, and told this error. Returns false if nothing is
 * held. */
bool exn_language_exit_next(exn_language_stack *self, const exeunt_error *cause);

/* Asks one exit, or each that is in flight, to stop, whether or not it was asked before. */
void exn_language_ask(exn_language_entry *entry);
void exn_language_ask_exits(exn_language_stack *self);

/* The newest error propagates, and the one before it is its context. */
void exn_language_chain(exn_language_stack *self, exn_language_error *raised);

/* The functions of the tables. */
void exn_language_destroy(void *subject);
void exn_language_begin(void *subject);
void exn_language_body_settled(void *subject, exeunt_body_end end, const exeunt_error *error);
void exn_language_cancel(void *subject);
int exn_language_enter(void *subject, exeunt_manager *manager,
                       void (*settled)(void *context, const exeunt_error *error), void *context);
int exn_language_push(void *subject, exeunt_manager *manager);
int exn_language_callback(void *subject, exeunt_manager *manager);
int exn_language_move(void *subject, void *to);
int exn_language_close(void *subject);

#endif
