/* The states that a search from the cheapest on has found, and how to go from one to another that
 * waits to be expanded.
 *
 * Of a state that was expanded the tree keeps only its hash, what it costs, and how it was reached.
 * What leads to states that wait is kept as deltas: changes of the world, and numbers of the tape.
 * A delta after which nothing waits any more is dropped, and two become one where the way no longer
 * parts between them. So a state costs little however deep it lies, and going from one to the next
 * costs what differs between them, not what it takes to run there. */
#ifndef EXN_SEARCH_PATH_TREE_H
#define EXN_SEARCH_PATH_TREE_H

#include "base/table.h"
#include "search/successors.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct exn_delta exn_delta;

typedef struct exn_path_tree_state {
    exn_hash hash;
    exn_cost path;
    exn_delta *delta;     /* leads to it; NULL: neither this state waits nor any after it */
    uint32_t before;      /* the number of the state that it was reached from */
    uint32_t shortcut;    /* that of another one on the way to it, to find fast where ways part */
    uint32_t transitions; /* how many lead to it */
    uint32_t next;        /* for the queue: 0 at first */
} exn_path_tree_state;

typedef struct exn_path_tree {
    exn_successors *successors;
    exn_path_tree_state
        *states; /* [0]: the one before the start. By `before`, and then by the tape */
    uint32_t count;
    size_t capacity;
    exn_table numbers;   /* of states but the first: index */
    uint32_t at;         /* the kept state of the graph */
    size_t deltas_bytes; /* of all deltas */
} exn_path_tree;

/* Opens a tree that has only the state before the start, at which the graph is. Returns false when
 * out of memory. */
bool exn_path_tree_open(exn_path_tree *tree, exn_successors *successors);
void exn_path_tree_close(exn_path_tree *tree);

/* Adds the state that a transition of the graph leads to from where it is, and writes its number:
 * it waits. Writes 0 where a way to that state is known that is not worse; one that is worse, and
 * waits, waits no more. For this to be right, states must be gone to from the cheapest on, and
 * states with the same costs in the order of their tapes; and the transitions of one state must be
 * added in that order, too, and with no others in between. Returns false when out of memory. */
bool exn_path_tree_add(exn_path_tree *tree, const exn_transition *transition, uint32_t *added);

bool exn_path_tree_waits(const exn_path_tree *tree, uint32_t state);

/* Goes to a state that waits, which then does not any more. The graph can expand it: the tape is
 * the way to it. */
void exn_path_tree_go(exn_path_tree *tree, uint32_t state);

/* Whether one of two states is reached on the better way: by (faults, cancels, steps), and then by
 * the smaller tape. */
bool exn_path_tree_is_before(const exn_path_tree *tree, uint32_t a, uint32_t b);

/* Negative: `a` is less. */
int exn_cost_compare(const exn_cost *a, const exn_cost *b);

size_t exn_path_tree_bytes(const exn_path_tree *tree);

#endif
