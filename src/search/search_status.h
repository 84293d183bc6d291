/* How a step of a search, a pass or all of it came out: the one enum for it in this engine. */
#ifndef EXN_SEARCH_SEARCH_STATUS_H
#define EXN_SEARCH_SEARCH_STATUS_H

typedef enum exn_search_status {
    EXN_SEARCH_DONE, /* as far as it was to go; why no farther, if a limit ended it, is data */
    EXN_SEARCH_OUT_OF_MEMORY,
    EXN_SEARCH_CONVICTED, /* a step that declares itself private is not: run.current.convicted */
    EXN_SEARCH_REFUTED,   /* states cannot be trusted: part of what is under test lies outside the
                           * world; search_stats.difference tells how that was seen */

    /* Of a search that several processes share: */
    EXN_SEARCH_STOPPED,    /* of one worker: all workers are to stop */
    EXN_SEARCH_NOT_SHARED, /* nothing has begun: there is no memory to share */
    EXN_SEARCH_TOO_MANY,   /* there are more states than the limit allows. Which of them are
                            * explored must not depend on which worker came first (D6) */
    EXN_SEARCH_KILLED      /* a worker was killed from outside: what it had found is lost */
} exn_search_status;

#endif
