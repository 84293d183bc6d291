/* Errors: identity, chains and members (E1-E7). Their text is in error_text.c. */
#include "core/core.h"

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

/* A visitor of errors, to be handed to those who show chains. */
typedef struct errors_walk {
    exn_error_visitor *visit;
    void *context;
} errors_walk;

static bool walk_chain(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    const errors_walk *walk = context;

    return exn_error_walk(newest, until, walk->visit, walk->context);
}

static bool walk_scope(const exeunt_scope *scope, exn_error_visitor *visit, void *context)
{
    return exn_scope_walk_chains(scope, walk_chain, &(errors_walk){visit, context});
}

bool exn_error_walk(const exeunt_error *error, const exeunt_error *until, exn_error_visitor *visit,
                    void *context)
{
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

/* --- lists --- */

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

size_t exeunt_error_list(const exeunt_error *error, const exeunt_error *until,
                         const exeunt_error **errors, size_t errors_max)
{
    error_list list = {.errors = errors, .errors_max = errors_max};

    exn_error_walk(error, until, append, &list);
    return list.count;
}

size_t exeunt_outcome_errors(const exeunt_outcome *outcome, const exeunt_error **errors,
                             size_t errors_max)
{
    error_list list = {.errors = errors, .errors_max = errors_max};

    walk_scope(outcome->scope, append, &list);
    return list.count;
}

/* --- identity --- */

static bool is_same(const exeunt_error *error, void *wanted)
{
    return error == wanted;
}

int exeunt_error_contains(const exeunt_error *error, const exeunt_error *wanted)
{
    return wanted != NULL && exn_error_walk(error, NULL, is_same, (void *)wanted);
}

/* The oldest error in the chain of `error` above `end`, which is NULL or its end. */
static const exeunt_error *last_before(const exeunt_error *error, const exeunt_error *end)
{
    while (error->context != NULL && error->context != end) {
        error = error->context;
    }
    return error;
}

bool exn_error_is_told(const exeunt_error *told, const exeunt_error *error)
{
    if (told == NULL || error == told) {
        return error == told;
    }
    if (last_before(error, told)->context == told) {
        return false; /* it is new: it was raised while `told` propagated */
    }
    return exeunt_error_contains(told, error);
}

/* --- links --- */

/* Only scopes make records of the other origins; those are theirs to write (error.h). */
static bool is_record_of_a_scope(const exeunt_error *error)
{
    return error->origin != EXEUNT_ORIGIN_BODY && error->origin != EXEUNT_ORIGIN_CANCEL;
}

static void set_context(const exeunt_error *record, const exeunt_error *context)
{
    assert(is_record_of_a_scope(record));
    ((exeunt_error *)record)->context = context;
}

bool exn_error_link(const exeunt_error *error, const exeunt_error *context)
{
    if (!is_record_of_a_scope(error)) {
        return false;
    }
    const exeunt_error *last = last_before(error, context);
    if (last->context == context) {
        return true;
    }
    if (!is_record_of_a_scope(last) || exeunt_error_contains(context, last)) {
        return false;
    }
    set_context(last, context);
    return true;
}

void exn_error_cut(const exeunt_error *error, const exeunt_error *cause)
{
    const exeunt_error *last = last_before(error, cause);

    if (last->context == cause && is_record_of_a_scope(last)) {
        set_context(last, NULL);
    }
}
