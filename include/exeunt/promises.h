/* What an implementation promises where scopes of different languages differ (SPEC 8): its answers
 * to eight questions. The rules ask these answers, and nothing else of an implementation.
 *
 * A profile is a whole row of answers, under the name of the language whose stack gives them;
 * docs/PROFILES.md has where each answer comes from (`exeunt explain python`). In every field zero
 * is the answer of this project's own stack and pool. So an implementation that differs from these
 * in one answer writes that one:
 *
 *     static const exeunt_promises promises = {.suppressors = EXEUNT_SUPPRESSORS_ALL};
 */
#ifndef EXEUNT_PROMISES_H
#define EXEUNT_PROMISES_H

#ifdef __cplusplus
extern "C" {
#endif

/* Whose suppression takes effect: an exit suppresses the error that it was told (S6, P12). */
typedef enum exeunt_suppressors {
    EXEUNT_SUPPRESSORS_ANY, /* any exit suppresses it */
    /* Only if every exit that was told an error, and there was one, suppresses what it was told;
     * nothing is suppressed before the last exit has settled. Callbacks are not asked. */
    EXEUNT_SUPPRESSORS_ALL,
    EXEUNT_SUPPRESSORS_NONE /* `suppressed` counts as `exited` */
} exeunt_suppressors;

/* Whether an exit can suppress `canceled` (C5); a deadline never can be in its own scope. */
typedef enum exeunt_cancellation {
    EXEUNT_CANCELLATION_STAYS,
    /* It is an error like others: the exits that follow are told none, and it may be a context. The
     * outcome still has the flag (C1). */
    EXEUNT_CANCELLATION_SUPPRESSIBLE
} exeunt_cancellation;

/* What a cancel request does to the exits of the scope (C4). Grace times count under each answer.
 */
typedef enum exeunt_exits {
    EXEUNT_EXITS_SHIELDED,
    EXEUNT_EXITS_ASKED_ONCE, /* those in flight when the request comes are asked to stop */
    /* From the request on, each exit that is in flight or begins is asked; and an ordinary manager
     * again each time that its exit goes on and then waits anew: `waits_anew` of the
     * implementation. After a deadline that has expired, and no request, they may be asked, and
     * need not: the scope decides whether its exits are within that time. */
    EXEUNT_EXITS_ASKED_AGAIN
} exeunt_exits;

/* What a second request does, and each one after it (C2). */
typedef enum exeunt_second_request {
    EXEUNT_SECOND_REQUEST_IDLE, /* nothing: two requests are one */
    /* It asks the exits in flight to stop. Those that were asked already may be asked again. */
    EXEUNT_SECOND_REQUEST_ASKS_EXITS
} exeunt_second_request;

/* In which order the errors of a stack stand in its outcome. (Those of a pool: P13.) */
typedef enum exeunt_error_order {
    EXEUNT_ERRORS_NEWEST_FIRST, /* each has the one before it as its context (S7) */
    EXEUNT_ERRORS_OLDEST_FIRST  /* a list: contexts are not looked at */
} exeunt_error_order;

/* Whether a stack that closes, or has closed, takes what is pushed or registered (S10). An enter
 * after the end is refused under each answer (X4). */
typedef enum exeunt_use_after_close {
    EXEUNT_USE_REFUSED_WHEN_CLOSED,  /* taken and exited while it closes, refused afterwards */
    EXEUNT_USE_REFUSED_WHEN_CLOSING, /* refused from the moment that it begins to close */
    EXEUNT_USE_ACCEPTED,             /* always taken; after the end it is its owner's to exit */
    EXEUNT_USE_OPEN                  /* from its closing on nothing is promised */
} exeunt_use_after_close;

/* What comes of closing a scope that closes already (S11, P1). */
typedef enum exeunt_closing_again {
    EXEUNT_CLOSING_AGAIN_REFUSED,
    /* Accepted, and it changes nothing: the second closing ends with the first (it is joined), or
     * at once. Which of the two, the border does not show. */
    EXEUNT_CLOSING_AGAIN_ACCEPTED,
    EXEUNT_CLOSING_AGAIN_OPEN /* nothing is promised */
} exeunt_closing_again;

/* From when on a stack holds what stands in its plan as pushed, or as a callback (S14). */
typedef enum exeunt_held_from {
    EXEUNT_HELD_FROM_BEGIN, /* of the stack, whatever comes before its turn */
    /* When all that stands before it in the plan was entered; never, if a request, a closing or a
     * failure comes first. */
    EXEUNT_HELD_FROM_TURN
} exeunt_held_from;

typedef struct exeunt_promises {
    exeunt_suppressors suppressors;
    exeunt_cancellation cancellation;
    exeunt_exits exits;
    exeunt_second_request second_request;
    exeunt_error_order error_order;
    exeunt_use_after_close use_after_close;
    exeunt_closing_again closing_again;
    exeunt_held_from held_from;
} exeunt_promises;

/* X(profile, name, whose stack, and the answers: SUPPRESSORS_, CANCELLATION_, EXITS_,
 * SECOND_REQUEST_, ERRORS_, USE_, CLOSING_AGAIN_, HELD_FROM_) */
#define EXEUNT_PROFILE_MAP(X)                                                                      \
    X(EXEUNT_PROFILE_EXEUNT, "exeunt", "this project", ANY, STAYS, SHIELDED, IDLE, NEWEST_FIRST,   \
      REFUSED_WHEN_CLOSED, REFUSED, BEGIN)                                                         \
    X(EXEUNT_PROFILE_PYTHON, "python", "contextlib's ExitStack, on asyncio", ANY, SUPPRESSIBLE,    \
      ASKED_ONCE, ASKS_EXITS, NEWEST_FIRST, ACCEPTED, ACCEPTED, TURN)                              \
    X(EXEUNT_PROFILE_TRIO, "trio", "contextlib's ExitStack, on trio", ANY, SUPPRESSIBLE,           \
      ASKED_AGAIN, IDLE, NEWEST_FIRST, ACCEPTED, ACCEPTED, TURN)                                   \
    X(EXEUNT_PROFILE_TC39, "tc39", "ECMAScript's DisposableStack", NONE, STAYS, SHIELDED, IDLE,    \
      NEWEST_FIRST, REFUSED_WHEN_CLOSING, ACCEPTED, TURN)                                          \
    X(EXEUNT_PROFILE_JAVA, "java", "Java's try-with-resources", NONE, STAYS, SHIELDED, IDLE,       \
      OLDEST_FIRST, OPEN, OPEN, TURN)                                                              \
    X(EXEUNT_PROFILE_GO, "go", "Go's defer, panic and recover", ANY, STAYS, SHIELDED, IDLE,        \
      NEWEST_FIRST, OPEN, OPEN, TURN)

typedef enum exeunt_profile {
#define EXEUNT_PROFILE_ENUM(profile, ...) profile,
    EXEUNT_PROFILE_MAP(EXEUNT_PROFILE_ENUM)
#undef EXEUNT_PROFILE_ENUM
} exeunt_profile;

#ifdef __cplusplus
}
#endif

#endif
