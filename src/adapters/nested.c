/* A nested scope settles: nested.h. */
#include "adapters/nested.h"

#include "contract/oracle.h"

#include <string.h>

/* The child has begun the operation, or asked it to stop, before the world learns of it. */
static void enter(exeunt_manager *manager)
{
    (void)manager;
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)manager;
    (void)cause;
}

static void cancel(exeunt_manager *manager)
{
    (void)manager;
}

static const exeunt_manager_type nested_scope = {.enter = enter, .exit = leave, .cancel = cancel};

exeunt_manager *exn_nested_manager(void *subject)
{
    exn_wing_scope *self = subject;
    exeunt_manager_init(&self->manager, &nested_scope, self->plan->name);
    return &self->manager;
}

/* Whether the error of the scope around it was suppressed inside: no runtime says so where another
 * one leaves it (E6). */
static bool has_suppressed(const exn_wing_scope *self)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    return view->scopes[self->border->scope].cause_suppressed;
}

/* What it raises (E5): its newest error, if any is left but the cancel. */
static exeunt_result failure(exn_wing_scope *self, bool is_exit, const json_t *error)
{
    const exeunt_error *newest = exn_error_out_of(self, error);
    if (newest == NULL && !is_exit) {
        return (exeunt_result){.settlement = EXEUNT_SETTLED_CANCELED};
    }
    if (newest == NULL) {
        return (exeunt_result){.settlement = EXEUNT_SETTLED_EXITED};
    }
    return (exeunt_result){.settlement = EXEUNT_SETTLED_FAILED,
                           .error = newest,
                           .code = newest->code,
                           .message = newest->message,
                           .suppressed = is_exit && has_suppressed(self)};
}

bool exn_nested_settles(exn_wing_scope *self, bool is_exit, const json_t *how)
{
    const char *as = json_string_value(json_object_get(how, "as"));
    exeunt_result result = {.settlement = EXEUNT_SETTLED_EXITED};
    if (as == NULL || !exeunt_manager_in_flight(&self->manager)) {
        return false;
    }
    if (strcmp(as, "failed") == 0) {
        result = failure(self, is_exit, json_object_get(how, "error"));
    } else if (!is_exit && strcmp(as, "entered") == 0) {
        result.settlement = EXEUNT_SETTLED_ENTERED;
        result.value = self;
    } else if (is_exit && strcmp(as, "suppressed") == 0) {
        result.settlement = EXEUNT_SETTLED_SUPPRESSED;
    } else if (!is_exit || strcmp(as, "exited") != 0) {
        return false;
    }
    exeunt_settle(&self->manager, &result);
    return true;
}
