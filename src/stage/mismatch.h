/* What a run did that its scenario does not expect, apart from the rules. */
#ifndef EXN_STAGE_MISMATCH_H
#define EXN_STAGE_MISMATCH_H

#include <stdbool.h>
#include <stdint.h>

/* X(kind, word): which part of `expect` failed; or that code under test crashed, where that is
 * caught. In the order of the words, which is that of reports. */
#define EXN_MISMATCH_MAP(X)                                                                        \
    X(EXN_MISMATCH_ACTION, "action")                                                               \
    X(EXN_MISMATCH_ALWAYS, "always")                                                               \
    X(EXN_MISMATCH_CRASH, "crashed")                                                               \
    X(EXN_MISMATCH_NEVER, "never")                                                                 \
    X(EXN_MISMATCH_ORDER, "order")                                                                 \
    X(EXN_MISMATCH_OUTCOME, "outcome")                                                             \
    X(EXN_MISMATCH_WHENEVER, "whenever")

typedef enum exn_mismatch_kind {
#define EXN_MISMATCH_ENUM(kind, word) kind,
    EXN_MISMATCH_MAP(EXN_MISMATCH_ENUM)
#undef EXN_MISMATCH_ENUM
} exn_mismatch_kind;

typedef struct exn_mismatch {
    bool happened;
    exn_mismatch_kind kind;
    char message[512];
    bool hangs;       /* of a crash: it is a hang */
    bool knows_blame; /* of a crash: it is known whose code crashed: */
    uint32_t blamed;  /* a member's, the body's, or, EXN_NONE, the scope's */
} exn_mismatch;

const char *exn_mismatch_word(exn_mismatch_kind kind);

#endif
