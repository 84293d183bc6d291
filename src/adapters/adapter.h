/* An adapter: its child, what that can do, and where it is. It lies outside of any world. */
#ifndef EXN_ADAPTERS_ADAPTER_H
#define EXN_ADAPTERS_ADAPTER_H

#include "adapters/child.h"
#include "adapters/moments.h"
#include "adapters/recall.h"

#include <exeunt/implementation.h>
#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

enum { EXN_ADAPTER_WAYS_MAX = 8, EXN_ADAPTER_TEXT_MAX = 400, EXN_ADAPTER_VARIANTS_MAX = 8 };

/* Text that grows. */
typedef struct exn_line {
    char *text;
    size_t length, capacity;
    bool failed; /* out of memory */
} exn_line;

/* What went wrong with a child. */
typedef struct exn_adapter_fault {
    bool hangs;
    char text[EXN_ADAPTER_TEXT_MAX];
} exn_adapter_fault;

typedef struct exn_adapter {
    struct exn_adapter *next;
    /* As it was named. */
    char *name;
    char *command;
    char *argument;           /* `implementation` of hello; NULL: none */
    const char *variables[4]; /* more of its environment */
    unsigned hang_ms;         /* it hangs when it has not answered for so long */
    bool is_starting;         /* then it has 5 s at least */
    bool has_hung;            /* then a quarter of it is waited for: the same code hangs again */
    /* What the child has said of itself. */
    exeunt_implementation table;
    exeunt_promises promises;
    char *about;
    const char **waives;
    bool has_states, stops_at_once, takes_turns, tells_where;
    struct {
        bool enter, push, callback, close;
    } asks;                                /* what a body may ask of its scope */
    bool runs_managers;                    /* of its own, beside those that a scenario plays */
    char *ways[EXN_ADAPTER_WAYS_MAX];      /* of a failure; two at least, or none */
    char *way_words[EXN_ADAPTER_WAYS_MAX]; /* in traces */
    unsigned way_count;
    bool passes_cancels; /* a cancel may pass through */
    uint32_t variants;   /* worlds that code under test cannot tell apart; at least one */
    char *no_states;     /* why states are not compared; NULL: they are */
    /* The child, and where it is. */
    exn_child child;
    json_t *message;  /* received last */
    const char *text; /* of it, as it came; valid until the next one is received */
    size_t text_length;
    exn_line build; /* what it was told to build; empty: nothing yet */
    exn_line line;  /* what is being sent */
    uint64_t replies, runs;
    uint32_t variant;         /* of the run that began last */
    bool ignores_states;      /* its runs have no use for states */
    bool keeps_lines;         /* the run that began last can tell where it waits */
    volatile uint64_t *pulse; /* of the flight recorder; NULL: no run is under way */
    uint32_t at;              /* the number of its moment; 0: none that can be gone on from */
    bool owes_reply;          /* it is in the midst of a turn */
    exn_moments moments;
    exn_recall recall;
    exn_adapter_fault fault;
} exn_adapter;

/* --- open.c ----------------------------------------------------------------------------------- */

/* The adapter of a name, whose child may not run. NULL when out of memory. */
exn_adapter *exn_adapter_named(const char *name);

/* --- talk.c ----------------------------------------------------------------------------------- */

/* Appends to a line, as printf does. */
void exn_line_add(exn_line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
void exn_line_append(exn_line *line, const char *text, size_t length);
/* Appends texts, up to NULL: what is told in each step is not worth a format. */
void exn_line_join(exn_line *line, ...) __attribute__((sentinel));
static inline void exn_line_clear(exn_line *line)
{
    line->length = 0;
}

/* Starts the child, and says hello and what to build. It is at the beginning of a run then. Each
 * of the functions returns false, or NULL, if that goes wrong: `fault` says how, and the child is
 * stopped. */
bool exn_adapter_start(exn_adapter *adapter);
/* Has a child that runs build what `build` says. */
bool exn_adapter_build(exn_adapter *adapter);
/* Sends what stands in `line`. */
bool exn_adapter_send(exn_adapter *adapter);
/* Returns the next message; it is the adapter's, up to the next one. */
const json_t *exn_adapter_receive(exn_adapter *adapter);
/* The number that the next answer is to have. */
static inline uint64_t exn_adapter_number(exn_adapter *adapter)
{
    return adapter->replies += 1;
}
/* An answer that was received before is the next message. */
const json_t *exn_adapter_recalled(exn_adapter *adapter, json_t *answer);
/* Returns whether a message is the answer of this number. */
bool exn_adapter_is_reply(exn_adapter *adapter, const json_t *message, uint64_t number);
/* The child has said what it may not: always false. */
bool exn_adapter_object(exn_adapter *adapter, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* --- hello.c ---------------------------------------------------------------------------------- */

/* Takes what the child says of itself. */
bool exn_adapter_take_hello(exn_adapter *adapter, const json_t *hello);

/* --- wing.c -------------------------------------------------------------------------------- */

/* Fills the functions of the table. */
void exn_adapter_fill_table(exeunt_implementation *table);

#endif
