/* Errors as records (SPEC E1-E7).
 *
 * An error is never allocated (E3). The record lies where the error was raised: in the manager
 * whose operation failed, in the scope whose deadline expired, or in the caller's own memory for
 * the error of a body. It lives until the scope that holds the manager is destroyed, or the manager
 * begins again. Identity is the pointer (E2).
 *
 * Two kinds of numbers never mix: the result of a function of this library (0 or one of EXEUNT_E*,
 * the library's own refusals), and the `code` of an error record (any negative number that a
 * manager chose; one of libuv's where it fits).
 */
#ifndef EXEUNT_ERROR_H
#define EXEUNT_ERROR_H

#include <exeunt/api.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every number that the library itself returns or raises: S1, S11, C6, C7 and S12, wrong arguments,
 * S10, P1, E5, S15. The first five are those of Linux and libuv. */
#define EXEUNT_ERROR_MAP(X)                                                                        \
    X(EXEUNT_EBUSY, -16, "an enter is in flight")                                                  \
    X(EXEUNT_EALREADY, -114, "the scope is closing already")                                       \
    X(EXEUNT_ETIMEDOUT, -110, "the deadline expired")                                              \
    X(EXEUNT_ECANCELED, -125, "canceled")                                                          \
    X(EXEUNT_EINVAL, -22, "an argument that makes no sense")                                       \
    X(EXEUNT_ECLOSED, -20001, "the scope has closed")                                              \
    X(EXEUNT_ESTATE, -20002, "a call that does not fit the state of the scope")                    \
    X(EXEUNT_EMULTIPLE, -20003, "several errors at once")                                          \
    X(EXEUNT_ESTANDS, -20004, "an error of the manager still stands in an outcome to come")

enum {
#define EXEUNT_ERROR_ENUM(name, number, text) name = (number),
    EXEUNT_ERROR_MAP(EXEUNT_ERROR_ENUM)
#undef EXEUNT_ERROR_ENUM
};

/* The origin of an error: the part of its name after the dot (`vm2.enter`, `pool.deadline`). */
typedef enum exeunt_origin {
    EXEUNT_ORIGIN_BODY,     /* the name is the source only: `body`       */
    EXEUNT_ORIGIN_ENTER,    /* `vm2.enter`                               */
    EXEUNT_ORIGIN_EXIT,     /* `vm2.exit`                                */
    EXEUNT_ORIGIN_DEADLINE, /* `pool.deadline` (C6)                      */
    EXEUNT_ORIGIN_CANCEL,   /* `canceled`, the one fixed record (E7)     */
    EXEUNT_ORIGIN_SEVERAL   /* the members of a nested pool (E5): `pool` */
} exeunt_origin;

struct exeunt_scope;

/* Only scopes write records with the origins ENTER, EXIT, DEADLINE and SEVERAL. A scope may
 * complete the `context` of such a record, also of a nested scope's record, until the outermost
 * scope has closed. A BODY record belongs to the caller and is never written. */
typedef struct exeunt_error {
    int code;                 /* negative */
    exeunt_origin origin : 8; /* bit-fields, so that neither makes the record larger */
    unsigned standing : 8;    /* for the core: 0 in a record that no scope has made (S15) */
    const char *source;       /* name of the raiser: manager, scope or body; static or its own */
    const char *message;      /* static, or the raiser's; NULL if there is none */
    const struct exeunt_error *context;    /* what propagated when it was raised; or NULL */
    const struct exeunt_scope *members_of; /* SEVERAL: the pool whose errors these are */
} exeunt_error;

/* Fills `error` as the error of a body: origin BODY, no context.
 *
 * Args   error    the caller's memory; must live until the scope that gets it is destroyed
 *        code     negative
 *        source   its name in messages, usually "body"
 *        message  or NULL
 */
EXEUNT_API(__nonnull__(1, 3))
void exeunt_error_init(exeunt_error *error, int code, const char *source, const char *message);

/* Returns the one fixed error that is the cause of the exits of a canceled scope (E7, C7). It is
 * never among the errors of an outcome. */
EXEUNT_API(__warn_unused_result__)
const exeunt_error *exeunt_error_canceled(void);

/* Lists the errors that `error` stands for, flat: itself or its members (E5), each followed by its
 * chain of contexts down to `until`, which is left out (NULL: the whole chain). The members of a
 * combined error are listed in its place.
 *
 * Writes at most `errors_max` pointers; `errors` may be NULL if that is 0. Returns how many errors
 * there are in all, like snprintf; 0 if `error` is NULL. The recursion is as deep as scopes are
 * nested, independent of the number of errors.
 */
EXEUNT_API()
size_t exeunt_error_list(const exeunt_error *error, const exeunt_error *until,
                         const exeunt_error **errors, size_t errors_max);

/* Returns whether `wanted` is `error`, a member of it, or in its chain of contexts. If either is
 * NULL, returns 0. */
EXEUNT_API(__warn_unused_result__)
int exeunt_error_contains(const exeunt_error *error, const exeunt_error *wanted);

/* Writes the name of an error (`vm2.enter`, `body`, `pool.deadline`, `canceled`; empty for NULL),
 * always terminated if `size` > 0. Returns the length of the whole name, like snprintf. */
EXEUNT_API()
size_t exeunt_error_name(const exeunt_error *error, char *text, size_t size);

/* Writes an error and its whole chain as text, newest first, one error a line, members indented:
 *
 *     vm1.exit: connection reset (-104)
 *       while body: no such row (-2) propagated
 *
 * Always terminated if `size` > 0. Returns the length of the whole text, like snprintf. */
EXEUNT_API()
size_t exeunt_error_format(const exeunt_error *error, char *text, size_t size);

/* Returns the library's text for a number of EXEUNT_ERROR_MAP, or "unknown error". */
EXEUNT_API(__warn_unused_result__)
const char *exeunt_strerror(int number);

#ifdef __cplusplus
}
#endif

#endif
