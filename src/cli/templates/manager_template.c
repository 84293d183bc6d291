/* TEMPLATE: a manager to start from.
 *
 * It acquires its resource in `enter` and releases it in `exit`. Here both happen at once. Where
 * they take time, begin them instead, and settle when the event loop has the answer. Each operation
 * settles exactly once (M1), and touches nothing afterwards (M8): <exeunt/manager.h>.
 *
 *     struct TEMPLATE_resource resource;
 *     TEMPLATE_init(&resource, "TEMPLATE");
 *     exeunt_stack_add(&stack, &resource.manager);
 *
 * docs/MANAGER.md shows how a test tries everything that may happen to a manager. In the test its
 * memory comes from exeunt_border_allocate, and it waits for an exeunt_external. */
#include <exeunt/manager.h>

#include <stdbool.h>

/* For a header of its own: the struct and the one function that others call. */
struct TEMPLATE_resource {
    exeunt_manager manager; /* first, so that a pointer to it is one to the whole */
    bool held;              /* replace it by what is acquired: a descriptor, a handle */
    bool asked_to_stop;
};

void TEMPLATE_init(struct TEMPLATE_resource *resource, const char *name);

/* --- enter ------------------------------------------------------------------------------------ */

/* Handles the answer to what `enter` began: 0, or a negative code. */
static void on_acquired(struct TEMPLATE_resource *resource, int status)
{
    if (status == 0) {
        resource->held = true;
        exeunt_entered(&resource->manager, resource); /* the body gets this pointer */
    } else if (resource->asked_to_stop) {
        exeunt_canceled(&resource->manager); /* only if it was asked to stop (M7) */
    } else {
        exeunt_failed(&resource->manager, status, "it could not be acquired");
    }
    /* A manager that failed or stopped holds nothing (M3): release here what was acquired so
     * far. */
}

static void enter(exeunt_manager *manager)
{
    struct TEMPLATE_resource *resource = (struct TEMPLATE_resource *)manager;
    resource->asked_to_stop = false;
    on_acquired(resource, 0); /* to do: begin to acquire, and leave this call to the answer */
}

/* --- exit ------------------------------------------------------------------------------------- */

/* Handles the answer to what `leave` began. Even after a failed exit nothing is held (M4). */
static void on_released(struct TEMPLATE_resource *resource, int status)
{
    resource->held = false;
    if (status == 0) {
        exeunt_exited(&resource->manager); /* or exeunt_suppressed: the cause goes no further */
    } else {
        exeunt_failed(&resource->manager, status, "it could not be released");
    }
}

/* `cause` is the error that propagates, or NULL: a transaction would commit for NULL and roll back
 * for an error. */
static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    struct TEMPLATE_resource *resource = (struct TEMPLATE_resource *)manager;
    resource->asked_to_stop = false;
    on_released(resource, 0); /* to do: begin to release, and leave this call to the answer */
}

/* --- cancel ----------------------------------------------------------------------------------- */

/* Asks the operation in flight to end early (M6). This is only a request: the answer comes in any
 * case, and an operation that has succeeded remains so. */
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
