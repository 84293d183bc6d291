/* TEMPLATE: a manager to start from.
 *
 * It acquires its resource in `enter` and releases it in `exit`. Here both are done at once; where
 * they take time, begin them instead, and settle when the event loop has the answer. Each operation
 * settles exactly once (M1), and nothing is touched afterwards (M8): <exeunt/manager.h>.
 *
 *     struct TEMPLATE_resource resource;
 *     TEMPLATE_init(&resource, "TEMPLATE");
 *     exeunt_stack_add(&stack, &resource.manager);
 *
 * docs/MANAGER.md shows how a test tries all that may come to one. In the test it lies in memory of
 * exeunt_border_allocate, and waits for an exeunt_external. */
#include <exeunt/manager.h>

#include <stdbool.h>

/* For a header of its own: the struct and the one function that others call. */
struct TEMPLATE_resource {
    exeunt_manager manager; /* first, so that a pointer to it is one to the whole */
    bool held;              /* instead of it: a descriptor, a handle, whatever is acquired */
    bool asked_to_stop;
};

void TEMPLATE_init(struct TEMPLATE_resource *resource, const char *name);

/* --- enter ------------------------------------------------------------------------------------ */

/* The answer to what `enter` began: 0, or a negative code. */
static void on_acquired(struct TEMPLATE_resource *resource, int status)
{
    if (status == 0) {
        resource->held = true;
        exeunt_entered(&resource->manager, resource); /* the body gets this pointer */
    } else if (resource->asked_to_stop) {
        exeunt_canceled(&resource->manager); /* only if it was asked (M7) */
    } else {
        exeunt_failed(&resource->manager, status, "it could not be acquired");
    }
    /* Whoever failed or stopped holds nothing (M3): release here what was acquired by halves. */
}

static void enter(exeunt_manager *manager)
{
    struct TEMPLATE_resource *resource = (struct TEMPLATE_resource *)manager;
    resource->asked_to_stop = false;
    on_acquired(resource, 0); /* to do: begin to acquire, and leave this call to the answer */
}

/* --- exit ------------------------------------------------------------------------------------- */

/* The answer to what `leave` began. Also a failed exit holds nothing any more (M4). */
static void on_released(struct TEMPLATE_resource *resource, int status)
{
    resource->held = false;
    if (status == 0) {
        exeunt_exited(&resource->manager); /* or exeunt_suppressed: the cause goes no further */
    } else {
        exeunt_failed(&resource->manager, status, "it could not be released");
    }
}

/* `cause` is the error that propagates, NULL if there is none: a transaction would commit for NULL
 * and roll back for anything else. */
static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    struct TEMPLATE_resource *resource = (struct TEMPLATE_resource *)manager;
    resource->asked_to_stop = false;
    on_released(resource, 0); /* to do: begin to release, and leave this call to the answer */
}

/* --- cancel ----------------------------------------------------------------------------------- */

/* Asks the operation in flight to end early (M6). It is only a request: its answer comes all the
 * same, and one that succeeded has succeeded. */
static void cancel(exeunt_manager *manager)
{
    struct TEMPLATE_resource *resource = (struct TEMPLATE_resource *)manager;
    resource->asked_to_stop = true; /* to do: stop what was begun, if that is possible */
}

static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};

void TEMPLATE_init(struct TEMPLATE_resource *resource, const char *name)
{
    *resource = (struct TEMPLATE_resource){0};
    exeunt_manager_init(&resource->manager, &type, name);
}
