/* Scenes that the conformance kit plays with a child: what it says, and what has happened. */
#ifndef EXN_ADAPTERS_KIT_SCENES_H
#define EXN_ADAPTERS_KIT_SCENES_H

#include "adapters/adapter.h"

enum { EXN_KIT_TEXT_MAX = 300, EXN_KIT_FLIGHTS_MAX = 8 };

/* An operation in flight. */
typedef struct exn_kit_flight {
    char manager[64];
    bool is_exit;
} exn_kit_flight;

typedef struct exn_kit {
    exn_adapter *adapter;
    const char *kind; /* "pool" or "stack" */
    exn_kit_flight flights[EXN_KIT_FLIGHTS_MAX];
    size_t flight_count;
    bool body, closed, asked; /* `asked`: a cancel reached something, or was asked about */
    bool refused, told_enter; /* what a body has asked for */
    json_t *outcome;          /* of the scope, once it has closed */
    unsigned answered;        /* questions */
    char why[EXN_KIT_TEXT_MAX];
} exn_kit;

/* Each of the functions returns false, or NULL, where the child does not do what it must: `why`
 * says what. */
bool exn_kit_fail(exn_kit *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends a line without the number of an answer. */
bool exn_kit_send(exn_kit *self, const char *line);

/* Sends a message that is answered, `rest` being all but its number; answers questions by `answer`.
 * Returns the reply, which may be an error. */
const json_t *exn_kit_ask(exn_kit *self, const char *rest, const char *answer);
/* The same of a message that must be understood. */
const json_t *exn_kit_say(exn_kit *self, const char *rest);

/* A scope of a and b; `inside` lists the operations that may settle inside their calls. */
bool exn_kit_build(exn_kit *self, const char *inside);
bool exn_kit_begin_run(exn_kit *self);
/* The message by which the scope begins. */
extern const char exn_kit_begins[];
bool exn_kit_begin_scope(exn_kit *self);

/* The oldest operation in flight, or the body, settles well; and so on, until the scope closes. */
const json_t *exn_kit_settle_next(exn_kit *self);
bool exn_kit_play_to_body(exn_kit *self);
bool exn_kit_play_to_end(exn_kit *self);

/* --- kit_asks.c: tests ------------------------------------------------------------------------ */

bool exn_kit_pushes(exn_kit *self);
bool exn_kit_registers(exn_kit *self);
bool exn_kit_enters(exn_kit *self);
bool exn_kit_closes(exn_kit *self);
bool exn_kit_runs_tasks(exn_kit *self);
bool exn_kit_nests(exn_kit *self);

#endif
