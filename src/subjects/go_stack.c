/* `go`: defer, panic and recover. Each `defer` follows what it is to release, deferred calls run
 * last in first out, a panic goes on through them until one recovers it, and a panic in a deferred
 * call takes the place of the one before. The stack is that of one function, which holds no handle
 * on it. */
#include "subjects/language_stack.h"
#include "subjects/subjects.h"

/* recover() ends the panic, whatever its value is. */
static bool suppresses(const exeunt_error *told)
{
    (void)told;
    return true;
}

static const exn_language go = {
    .suppresses = suppresses,
    .exit_raises = exn_language_chain, /* the runtime prints both, the new one last */
    /* What a deferred call defers is its own, not the function's. */
    .takes_while_closing = false,
};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return exn_language_create(&go, plan);
}

const exeunt_implementation exn_subject_go = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "go",
    .about = "what Go's defer, panic and recover do",
    .profile = EXEUNT_PROFILE_GO,
    .capabilities = EXEUNT_CAN_STACK,
    .create = create,
    .destroy = exn_language_destroy,
    .begin = exn_language_begin,
    .body_settled = exn_language_body_settled,
    .enter = exn_language_enter,
    .push = exn_language_push,
    .callback = exn_language_callback,
};
