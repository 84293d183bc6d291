/* The states of a tree that wait to be expanded, the cheapest first. */
#ifndef EXN_SEARCH_PATH_QUEUE_H
#define EXN_SEARCH_PATH_QUEUE_H

#include "search/path_tree.h"

/* States with the same costs, reached from states with the same costs, arrive in the order in which
 * they are to leave, because the states before them did. Such a series is a linked list. */
typedef struct exn_series {
    exn_cost path; /* the costs */
    uint32_t last;
} exn_series;

typedef struct exn_path_queue {
    exn_path_tree *tree;
    uint32_t *first; /* of each series, a binary heap: the first of them is before all others */
    size_t count, capacity;
    exn_series *growing; /* those from states with the costs of the one that was taken last */
    size_t growing_count, growing_capacity;
    uint32_t taken; /* the one that was taken last; 0: none yet */
} exn_path_queue;

/* A queue that is all zero but for the tree is empty. */
void exn_path_queue_free(exn_path_queue *queue);

/* Adds a state that was just added to the tree: one that was reached from the state that was taken
 * last, and costs more. Returns false when out of memory. */
bool exn_path_queue_push(exn_path_queue *queue, uint32_t state);

/* Takes the state that is before all others. There is one. */
uint32_t exn_path_queue_pop(exn_path_queue *queue);

size_t exn_path_queue_bytes(const exn_path_queue *queue);

#endif
