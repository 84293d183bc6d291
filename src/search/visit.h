/* What adding a state to those that were visited has come to. */
#ifndef EXN_SEARCH_VISIT_H
#define EXN_SEARCH_VISIT_H

typedef enum exn_visit {
    EXN_VISIT_NEW,
    EXN_VISIT_KNOWN,
    EXN_VISIT_OUT_OF_MEMORY,
    EXN_VISIT_STOPPED /* of a shared set: all workers are to stop */
} exn_visit;

#endif
