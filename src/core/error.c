/* Errors: identity, chains and members (E1-E7). Their text is in error_text.c. */
#include "core/kind.h"
#include "core/records.h"

#include <assert.h>

void exeunt_error_init(exeunt_error *error, int code, const char *source, const char *message)
{
    assert(code < 0);
    *error = (exeunt_error){
        .code = code, .origin = EXEUNT_ORIGIN_BODY, .source = source, .message = message};
}

const exeunt_error *exeunt_error_canceled(void)
{
    static const exeunt_error canceled = {
        .code = EXEUNT_ECANCELED, .origin = EXEUNT_ORIGIN_CANCEL, .source = "canceled"};

    return &canceled;
}

/* Called with one error; returns whether to stop. */
typedef bool error_visitor(const exeunt_error *error, void *context);

static inline bool walk(const exeunt_error *error, const exeunt_error *until, error_visitor *visit,
                        void *context);

/* A visitor of errors, to be handed to those who show chains. */
typedef struct errors_walk {
    error_visitor *visit;
    void *context;
} errors_walk;

static bool walk_chain(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    const errors_walk *errors = context;

    return walk(newest, until, errors->visit, errors->context);
}

static bool walk_scope(const exeunt_scope *scope, error_visitor *visit, void *context)
{
    return exn_scope_walk_chains(scope, walk_chain, &(errors_walk){visit, context});
}

/* The rest of a chain, from its first combined error on. Few chains have one: so the walk along the
 * others is a loop that calls nothing, and this is not inlined. */
__attribute__((noinline)) static bool walk_on(const exeunt_error *error, const exeunt_error *until,
                                              error_visitor *visit, void *context)
{
    assert(error->members_of != NULL);
    for (; error != NULL && error != until; error = error->context) {
        if (visit(error, context)) {
            return true;
        }
        if (error->members_of != NULL && walk_scope(error->members_of, visit, context)) {
            return true;
        }
    }
    return false;
}

/* Calls `visit` with every error that `error` stands for, newest first, down to, and without,
 * `until`: with a combined error itself and then with its members. Returns whether `visit` stopped
 * it. The compiler makes this and a constant `visit` one loop. */
static inline bool walk(const exeunt_error *error, const exeunt_error *until, error_visitor *visit,
                        void *context)
{
    for (; error != NULL && error != until; error = error->context) {
        if (error->members_of != NULL) {
            return walk_on(error, until, visit, context);
        }
        if (visit(error, context)) {
            return true;
        }
    }
    return false;
}

/* --- lists ------------------------------------------------------------------------------------ */

typedef struct error_list {
    const exeunt_error **errors;
    size_t errors_max;
    size_t count;
} error_list;

static bool append(const exeunt_error *error, void *context)
{
    error_list *list = context;

    if (error->members_of == NULL) { /* members stand in the place of a combined error */
        if (list->count < list->errors_max) {
            list->errors[list->count] = error;
        }
        list->count++;
    }
    return false;
}

static bool append_chain(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    return walk(newest, until, append, context);
}

size_t exeunt_error_list(const exeunt_error *error, const exeunt_error *until,
                         const exeunt_error **errors, size_t errors_max)
{
    error_list list = {.errors = errors, .errors_max = errors_max};

    walk(error, until, append, &list);
    return list.count;
}

size_t exeunt_outcome_errors(const exeunt_outcome *outcome, const exeunt_error **errors,
                             size_t errors_max)
{
    error_list list = {.errors = errors, .errors_max = errors_max};

    exn_scope_walk_chains(outcome->scope, append_chain, &list);
    return list.count;
}

/* --- identity --------------------------------------------------------------------------------- */

static bool is_same(const exeunt_error *error, void *wanted)
{
    return error == wanted;
}

int exeunt_error_contains(const exeunt_error *error, const exeunt_error *wanted)
{
    return wanted != NULL && walk(error, NULL, is_same, (void *)wanted);
}

bool exn_error_is_told(const exeunt_error *told, const exeunt_error *error)
{
    bool is_new = error->standing == EXN_RECORD_GIVEN;

    return error == told || (!is_new && exeunt_error_contains(told, error));
}

/* --- links and marks -------------------------------------------------------------------------- */

static exeunt_error *writable(const exeunt_error *record)
{
    assert(record->standing != EXN_RECORD_FOREIGN);
    return (exeunt_error *)record;
}

static bool mark(const exeunt_error *error, void *standing)
{
    if (error->standing != EXN_RECORD_FOREIGN) {
        writable(error)->standing = *(const exn_standing *)standing;
    }
    return false;
}

void exn_error_mark(const exeunt_error *error, const exeunt_error *until, exn_standing standing)
{
    walk(error, until, mark, &standing);
}

void exn_error_give(const exeunt_error *error, const exeunt_error *until)
{
    for (; error != NULL && error != until; error = error->context) {
        mark(error, &(exn_standing){EXN_RECORD_GIVEN});
    }
}

/* Members stand already where a nested scope raises them, and then all of them do; they do not
 * where their combined error was given to who asked for an enter. */
static bool let_stand(const exeunt_error *error, void *context)
{
    bool stood = error->standing == EXN_RECORD_STANDS;

    (void)context;
    mark(error, &(exn_standing){EXN_RECORD_STANDS});
    return stood;
}

bool exn_error_take(const exeunt_error *error, const exeunt_error *context)
{
    const exeunt_error *last = NULL;

    for (; error != NULL && error->standing == EXN_RECORD_GIVEN; error = error->context) {
        mark(error, &(exn_standing){EXN_RECORD_STANDS});
        if (error->members_of != NULL) {
            walk_scope(error->members_of, let_stand, NULL);
        }
        last = error;
    }
    if (last != NULL) {
        writable(last)->context = context;
    }
    return last != NULL;
}

void exn_error_cut(const exeunt_error *error, const exeunt_error *cause)
{
    while (error->context != NULL && error->context != cause) {
        error = error->context;
    }
    if (error->context != NULL && error->standing != EXN_RECORD_FOREIGN) {
        writable(error)->context = NULL;
    }
}
