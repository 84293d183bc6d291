/* Transitions that are remembered: a settlement that finds the memory that it may read as another
 * one has found it does the same, and need not be made again.
 *
 * The memory of the world is divided into what is shared and one cell for each member, which holds
 * what plays it, what the view keeps of it, and its manager as the scope sees it
 * (stage/member_memory.h). Memory that code under test allocates, and its statics, are shared.
 *
 * A settlement is a function of the delivery, of the bytes of the world that it reads, and of what
 * never changes in a search. Before one is repeated it is made twice: plainly, which shows what it
 * comes to, and then on trial, while the cells of all other members are out of reach (trials.h); so
 * what it has read lies in what is shared or in the cell of its own member. Where both have the
 * same bytes, which their hashes show, and the delivery is the same, it changes the same bytes to
 * the same values, makes the same events and puts the same rules to the test. This needs no trust
 * in code under test beyond that which going back to a state needs anyway: that all it keeps lies
 * in the world.
 *
 * These are made each time that they come: a settlement that touches the cell of another member,
 * because that would have to be part of the key; one that ends the run, whether the world closes or
 * a rule is broken, because all of it is looked at then; one that leaves a choice to the tape,
 * because it leads to several states; and one that comes to something else on trial. Nothing is
 * remembered where the outcome depends on the way to a state: where a schedule is followed, steps
 * count, or a run may turn out not to count.
 *
 * Two inputs with the same hashes would be taken for one; the probability of that is part of the
 * one that is printed (checker/result_totals.c).
 *
 * The idea is that of next-state functions whose dependencies are learned: J. Meijer, G. Kant,
 * S. Blom, J. van de Pol, "Read, Write and Copy Dependencies for Symbolic Model Checking" (HVC
 * 2014), on the PINS interface of LTSmin. */
#ifndef EXN_SEARCH_REMEMBERED_H
#define EXN_SEARCH_REMEMBERED_H

#include "base/table.h"
#include "contract/breach.h"
#include "contract/recorder.h"
#include "stage/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often a rule was put to the test. */
typedef struct exn_rule_count {
    uint32_t rule;
    uint32_t count;
} exn_rule_count;

/* What becomes of a settlement that is known. */
typedef enum exn_move_standing {
    EXN_MOVE_MADE,     /* it is made each time */
    EXN_MOVE_ON_TRIAL, /* likewise, until it was tried (trials.h) */
    EXN_MOVE_REPEATED
} exn_move_standing;

typedef struct exn_remembered_move {
    exn_hash key;
    exn_move_standing standing; /* MADE from the first: the rest is zero */
    uint32_t steps, faults, cancels;
    uint64_t trace;      /* hash of its events */
    exn_hash difference; /* what it adds to the hash of the state */
    size_t changes;      /* what it changes: where in `changes`, ... */
    uint32_t change_count;
    uint32_t rule_count; /* which rules it puts to the test: how many, ... */
    size_t rules;        /* ... and where in `rules` */
    size_t records;      /* its events: where in `records`; only where transitions keep them */
    uint32_t record_count;
} exn_remembered_move;

typedef struct exn_remembered {
    exn_table table; /* of `moves`: the number of the first is 1 */
    exn_remembered_move *moves;
    size_t move_count, move_capacity;
    exn_change *changes;
    size_t change_count, change_capacity;
    exn_rule_count *rules;
    size_t rule_count, rule_capacity;
    exn_record *records;
    size_t record_count, record_capacity;
    uint64_t looked_up, repeated; /* how often one was looked for, and not made */
} exn_remembered;

void exn_remembered_free(exn_remembered *remembered);
size_t exn_remembered_bytes(const exn_remembered *remembered);

/* What a settlement depends on, at the kept state. */
exn_hash exn_remembered_key(const exn_snapshots *snapshots, const exn_delivery *delivery);

/* NULL: it is not known. Valid until the next one is added. */
const exn_remembered_move *exn_remembered_find(const exn_remembered *remembered, exn_hash key);

/* Whether it is still worth while to remember more of them. */
bool exn_remembered_pays(const exn_remembered *remembered);

/* What a move has come to. */
typedef struct exn_made_move {
    const exn_change *changes;       /* [change_count] */
    const exn_record *records;       /* [record_count] */
    const exn_tally *before, *after; /* how often rules had been put to the test */
} exn_made_move;

/* Whether it is not even worth while to look for them. */
bool exn_remembered_is_futile(const exn_remembered *remembered);

/* Adds a move with what it has come to, which is not looked at where the move is MADE. Returns its
 * number, or 0 when out of memory. */
uint32_t exn_remembered_add(exn_remembered *remembered, const exn_remembered_move *move,
                            const exn_made_move *made);

/* Counts the rules that a move puts to the test. */
void exn_remembered_count(const exn_remembered *remembered, const exn_remembered_move *move,
                          exn_tally *tally);

#endif
