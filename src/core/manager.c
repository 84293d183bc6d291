/* The manager contract (SPEC 3): who is told when an operation settles. */
#include <exeunt/manager.h>

#include <assert.h>

void exeunt_manager_init(exeunt_manager *manager, const exeunt_manager_type *type, const char *name)
{
    assert(type->exit != NULL);
    *manager = (exeunt_manager){.type = type, .name = name};
}

/* --- for managers ----------------------------------------------------------------------------- */

void exeunt_settle(exeunt_manager *manager, const exeunt_result *result)
{
    exeunt_settled_fn *settled = manager->settled;

    assert(settled != NULL && "an operation settles once, and only after it began (M1)");
    manager->settled = NULL;
    manager->in_flight = false;
    settled(manager, result); /* M8: from here on the manager may be gone */
}

void exeunt_entered(exeunt_manager *manager, void *value)
{
    exeunt_settle(manager, &(exeunt_result){.settlement = EXEUNT_SETTLED_ENTERED, .value = value});
}

void exeunt_canceled(exeunt_manager *manager)
{
    exeunt_settle(manager, &(exeunt_result){.settlement = EXEUNT_SETTLED_CANCELED});
}

void exeunt_exited(exeunt_manager *manager)
{
    exeunt_settle(manager, &(exeunt_result){.settlement = EXEUNT_SETTLED_EXITED});
}

void exeunt_suppressed(exeunt_manager *manager)
{
    exeunt_settle(manager, &(exeunt_result){.settlement = EXEUNT_SETTLED_SUPPRESSED});
}

void exeunt_failed(exeunt_manager *manager, int code, const char *message)
{
    assert(code < 0);
    exeunt_settle(
        manager,
        &(exeunt_result){.settlement = EXEUNT_SETTLED_FAILED, .code = code, .message = message});
}

void exeunt_raised(exeunt_manager *manager, const exeunt_error *error)
{
    assert(error != NULL);
    exeunt_settle(manager, &(exeunt_result){.settlement = EXEUNT_SETTLED_FAILED, .error = error});
}

/* --- for scopes ------------------------------------------------------------------------------- */

static void begin(exeunt_manager *manager, exeunt_settled_fn *settled, void *owner)
{
    assert((!manager->in_flight || manager->watched) && "one operation at a time (X3)");
    manager->settled = settled;
    manager->in_flight = true;
    manager->owner = owner;
    manager->raised = NULL;
    manager->cancel_sent = false;
}

void exeunt_manager_enter(exeunt_manager *manager, exeunt_settled_fn *settled, void *owner)
{
    assert(manager->type->enter != NULL && "what can only be pushed is not entered");
    begin(manager, settled, owner);
    manager->value = NULL;
    manager->type->enter(manager);
}

void exeunt_manager_exit(exeunt_manager *manager, const exeunt_error *cause,
                         exeunt_settled_fn *settled, void *owner)
{
    begin(manager, settled, owner);
    manager->type->exit(manager, cause);
}

void exeunt_manager_cancel(exeunt_manager *manager)
{
    if (!exeunt_manager_in_flight(manager) || manager->cancel_sent) {
        return;
    }
    manager->cancel_sent = true;
    if (manager->type->cancel != NULL) {
        manager->type->cancel(manager);
    }
}

bool exeunt_manager_in_flight(const exeunt_manager *manager)
{
    return manager->in_flight;
}

const exeunt_error *exeunt_manager_record(exeunt_manager *manager, exeunt_origin origin,
                                          const exeunt_result *result, const exeunt_error *context)
{
    assert(result->settlement == EXEUNT_SETTLED_FAILED);
    assert(origin == EXEUNT_ORIGIN_ENTER || origin == EXEUNT_ORIGIN_EXIT);
    assert(context != exeunt_error_canceled() && "no error has it as its context (E7)");
    if (result->error != NULL) {
        manager->raised = result->error;
    } else {
        assert(result->code < 0 && "codes of errors are negative (E1)");
        manager->error = (exeunt_error){
            .code = result->code,
            .origin = origin,
            .source = manager->name,
            .message = result->message,
            .context = context,
        };
        manager->raised = &manager->error;
    }
    return manager->raised;
}
