/* What is kept of a run outside the world: the trace, the tally of the rules and the first breach,
 * which ends the run. */
#ifndef EXN_CONTRACT_RECORDER_H
#define EXN_CONTRACT_RECORDER_H

#include "contract/breach.h"
#include "contract/event_lines.h"
#include "contract/holdings.h"
#include "contract/outcomes.h"
#include "world/snapshot.h"

#include <setjmp.h>

/* One event of the trace, as numbers; text is made only of the runs that are shown. */
typedef struct exn_record {
    exn_event_kind kind; /* of those that have words of their own `error` is the number */
    uint32_t member;
    uint32_t scope; /* words: EXN_NONE if they have come, else they were chosen inside a call */
    exn_error_id error;
} exn_record;

/* Room for the errors of one event, however many there are. */
typedef struct exn_room {
    const exeunt_error **records;
    exn_error_id *ids;
    size_t capacity; /* of both */
    exn_context_link *contexts;
    size_t context_count, context_capacity;
} exn_room;

typedef struct exn_recorder {
    exn_record *trace;
    size_t trace_count, trace_capacity;
    exn_event_lines lines; /* of the events of the trace, in a run that is shown */
    exn_acquisitions acquired;
    const char **words; /* that programs and scenarios have chosen, each once */
    uint32_t word_count;
    size_t word_capacity;
    /* Under way, and has led to no event yet: the watcher does not know of it. */
    const char *call;
    exn_closing closing;   /* the outcome of the run, if its outermost scopes have closed */
    bool closed;           /* they have */
    exn_closing *of_tasks; /* [view.task_count]: how each closed; NULL: there is one task */
    /* [moved_count]: the same of scopes that entries were moved to, the last ones of the view */
    exn_closing *moved;
    uint32_t moved_count;
    exn_room room;
    exn_flaw flaw;       /* of the event that is looked at */
    uint32_t shown_last; /* the member whose own record was shown last: where a search begins */
    exn_tally *tally;    /* of all runs */
    exn_breach breach;
    jmp_buf ended; /* where a breach leaves the run */
    bool out_of_memory;
    bool *may_loop; /* becomes true where a manager is begun again: only then can a run never end */
    /* Called with every event that broke nothing, after it was taken into the view; for
     * expectations. */
    void (*watch)(void *context, const exn_event *event);
    void *watch_context;
} exn_recorder;

/* Empties the trace and the breach; the tally stays: it is of all runs. */
void exn_recorder_begin(exn_recorder *recorder);
void exn_recorder_free(exn_recorder *recorder);

/* Makes room for this many errors. Leaves the run if there is no memory. */
void exn_recorder_make_room(exn_recorder *recorder, size_t count);
/* The same for the contexts. */
void exn_recorder_make_room_for_contexts(exn_recorder *recorder, size_t count);
/* Appends to the contexts in the room; likewise. */
static inline void exn_recorder_add_context(exn_recorder *recorder, exn_context_link link)
{
    exn_room *room = &recorder->room;
    if (room->context_count == room->context_capacity) {
        exn_recorder_make_room_for_contexts(recorder, room->context_count + 1);
    }
    room->contexts[room->context_count++] = link;
}

/* Records an event: into the trace (if it is one of event.h), past the rules, into the view, to the
 * watcher. Does not return if a rule is broken. */
void exn_record_event(exn_recorder *recorder, exn_view *view, const exn_event *event);

/* Records that a step and all its ready callbacks are over. The rules look only if something has
 * happened since the last one. */
void exn_record_end_of_busy_step(exn_recorder *recorder, exn_view *view);

/* Asserts after a step that the view is sound as a whole, and that where exn_rules_rest(), a short
 * cut, says that nothing is owed the rules say so, too. O(members): for a sample of the steps. */
void exn_record_assert_step(const exn_recorder *recorder, const exn_view *view);

static inline void exn_record_end_of_step(exn_recorder *recorder, exn_view *view)
{
    /* Else nothing has happened since the last look. */
    if (view->scopes[0].quiescence != EXN_QUIESCENT) {
        exn_record_end_of_busy_step(recorder, view);
    }
}

/* Records that something came to a manager written in C, or to the body: "vm1 connected". No rule
 * looks at it, but the watcher does. `words` is static. */
void exn_record_word(exn_recorder *recorder, uint32_t member, const char *words);
/* The same of what was chosen inside a call, by a member, the body or (EXN_NONE) this scope. */
void exn_record_choice(exn_recorder *recorder, uint32_t member, uint32_t scope, const char *words);

/* Records that the scope is called: "call push lock". `action` lives as long as the recorder. The
 * watcher learns of the call before the first event that the call leads to, or when it returns.
 * Returns the place in the trace, for the answer: a call that is refused and leads to nothing is
 * one event. */
size_t exn_record_call(exn_recorder *recorder, const char *action);
void exn_record_answer(exn_recorder *recorder, size_t call, const char *action, bool refused);

/* Remembers where something was acquired, for messages. */
void exn_record_acquisition(exn_recorder *recorder, const exn_acquisition *acquisition);

/* Writes the text of a trace event: "vm1 exit begins (vm2.enter)", "cancel", "pool closes raises
 * [body, vm1.exit]". Always terminated. */
void exn_record_text(const exn_recorder *recorder, const exn_view *view, const exn_record *record,
                     char *text, size_t size);

/* How an outermost scope, or one that entries were moved to, has closed. */
const exn_closing *exn_closing_of(const exn_recorder *recorder, const exn_view *view,
                                  uint32_t scope);

#endif
