/* `tc39`: ECMAScript's AsyncDisposableStack. DisposeResources keeps the completion in hand: a
 * method that throws makes it a SuppressedError of the new error and the one before; what a method
 * returns is not looked at. */
#include "subjects/language_stack.h"
#include "subjects/subjects.h"

static const exn_language tc39 = {
    .exit_raises = exn_language_chain, /* SuppressedError: `error`, and `suppressed` */
    /* The state is `disposed` before the first method is called: from then on use(), adopt() and
     * defer() throw a ReferenceError, and a second disposeAsync() returns at once. */
    .takes_while_closing = false,
    .takes_when_closed = false,
    .close_again = NULL,
};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return exn_language_create(&tc39, plan);
}

const exeunt_implementation exn_subject_tc39 = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "tc39",
    .about = "what ECMAScript's AsyncDisposableStack does",
    .profile = EXEUNT_PROFILE_TC39,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_MOVE,
    .create = create,
    .destroy = exn_language_destroy,
    .begin = exn_language_begin,
    .body_settled = exn_language_body_settled,
    .enter = exn_language_enter,
    .push = exn_language_push,
    .callback = exn_language_callback,
    .move = exn_language_move,
    .close = exn_language_close,
};
