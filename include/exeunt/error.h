/* Errors as records (SPEC E1-E7).
 *
 * An error is never allocated (E3): the record lies where it was raised - in the manager whose
 * operation failed, in the scope whose deadline expired, or in the caller's own memory for the
 * error of a body - and lives until the scope that holds the manager is destroyed or the manager
 * begins again. Identity is the pointer (E2).
 *
 * Two kinds of numbers never mix: what a function of this library returns (0 or one of EXEUNT_E*,
 * the library's own refusals) and the `code` of an error record (any negative number that a manager
 * chose; libuv's where one fits).
 */
#ifndef EXEUNT_ERROR_H
#define EXEUNT_ERROR_H

#include <exeunt/api.h>

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every number that the library itself returns or raises: S1, S11, C6, C7 and S12, nonsense, S10,
 * P1, E5, S15. The first five are Linux' and libuv's. */
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

/* What raised an error: the part of its name after the dot (`vm2.enter`, `pool.deadline`). */
typedef enum exeunt_origin {
    EXEUNT_ORIGIN_BODY,     /* the name is the source alone: `body`      */
    EXEUNT_ORIGIN_ENTER,    /* `vm2.enter`                               */
    EXEUNT_ORIGIN_EXIT,     /* `vm2.exit`                                */
    EXEUNT_ORIGIN_DEADLINE, /* `pool.deadline` (C6)                      */
    EXEUNT_ORIGIN_CANCEL,   /* `canceled`, the one fixed record (E7)     */
    EXEUNT_ORIGIN_SEVERAL   /* the members of a nested pool (E5): `pool` */
} exeunt_origin;

struct exeunt_scope;

/* Only scopes write records of the origins ENTER, EXIT, DEADLINE and SEVERAL. They may complete the
 * `context` of such a record, also of a nested scope's, until the outermost scope has closed. A
 * BODY record is the caller's and is never written. */
typedef struct exeunt_error {
    int code;                 /* negative */
    exeunt_origin origin : 8; /* bit-fields: none of the two takes room of its own */
    unsigned standing : 8;    /* the core's: 0 in a record that a scope has not made (S15) */
    const char *source;       /* name of who raised it: manager, scope or body; static or its own */
    const char *message;      /* static, or the raiser's; NULL if there is none */
    const struct exeunt_error *context;    /* what propagated when it was raised; or NULL */
    const struct exeunt_scope *members_of; /* SEVERAL: the pool whose errors these are */
} exeunt_error;

/* Fills `error` as the error of a body: origin BODY, no context.
 *
 * Args   error    the caller's memory; must live until the scope that is told of it is destroyed
 *        code     negative
 *        source   its name in messages, usually "body"
 *        message  or NULL
 */
EXEUNT_API(__nonnull__(1, 3))
void exeunt_error_init(exeunt_error *error, int code, const char *source, const char *message);

/* The one fixed error that exits of a canceled scope are told (E7, C7). Never among the errors of
 * an outcome. */
EXEUNT_API(__warn_unused_result__)
const exeunt_error *exeunt_error_canceled(void);

/* Lists the errors that `error` stands for, flat: itself or its members (E5), each followed by its
 * chain of contexts down to, and without, `until` (NULL: the whole chain). Members stand in the
 * place of a combined error.
 *
 * Writes at most `errors_max` pointers; `errors` may be NULL if that is 0. Returns how many there
 * are in all, like snprintf. `error` may be NULL: 0.
 * Recursion is bounded by the depth of nested scopes, never by the number of errors.
 */
EXEUNT_API()
size_t exeunt_error_list(const exeunt_error *error, const exeunt_error *until,
                         const exeunt_error **errors, size_t errors_max);

/* Whether `wanted` is `error`, a member of it or in its chain of contexts. Either may be NULL:
 * 0. */
EXEUNT_API(__warn_unused_result__)
int exeunt_error_contains(const exeunt_error *error, const exeunt_error *wanted);

/* Writes the name of an error (`vm2.enter`, `body`, `pool.deadline`, `canceled`), always terminated
 * if `size` > 0; of NULL: nothing. Returns the length it has in full, like snprintf. */
EXEUNT_API()
size_t exeunt_error_name(const exeunt_error *error, char *text, size_t size);

/* Writes an error and its whole chain as text, newest first, one error a line, members indented:
 *
 *     vm1.exit: connection reset (-104)
 *       while body: no such row (-2) propagated
 *
 * Always terminated if `size` > 0. Returns the length it has in full, like snprintf. */
EXEUNT_API()
size_t exeunt_error_format(const exeunt_error *error, char *text, size_t size);

/* The library's text for a number of EXEUNT_ERROR_MAP, or "unknown error". */
EXEUNT_API(__warn_unused_result__)
const char *exeunt_strerror(int number);

#ifdef __cplusplus
}
#endif

#endif
