/* `python`: contextlib.AsyncExitStack as asyncio runs it. Its loop is that of __aexit__: pop, await
 * the exit with the exception in hand, and let what comes back decide the exception in hand. */
#include "subjects/language_stack.h"
#include "subjects/subjects.h"

/* `if cb_suppress: exc_details = (None, None, None)`: CancelledError is an exception, too. */
static bool suppresses(const exeunt_error *told)
{
    (void)told;
    return true;
}

/* Task.cancel() throws CancelledError into what the task awaits: the exit in flight. A second call
 * throws it once more. */
static void request(exn_language_stack *self)
{
    exn_language_ask_exits(self);
}

/* A second aclose() pops what is left, and awaits it beside the exit in flight. */
static void close_again(exn_language_stack *self)
{
    exn_language_exit_next(self, NULL);
}

static const exn_language python = {
    .suppresses = suppresses,
    .exit_raises = exn_language_chain, /* __context__ */
    .request = request,
    .takes_while_closing = true, /* `while self._exit_callbacks` looks anew each time */
    .takes_when_closed = true,   /* nothing says that a stack is closed */
    .close_again = close_again,
};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return exn_language_create(&python, plan);
}

const exeunt_implementation exn_subject_python = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "python",
    .about = "what contextlib.AsyncExitStack does, on asyncio",
    .profile = EXEUNT_PROFILE_PYTHON,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_CANCEL | EXEUNT_CAN_MOVE,
    .create = create,
    .destroy = exn_language_destroy,
    .begin = exn_language_begin,
    .body_settled = exn_language_body_settled,
    .cancel = exn_language_cancel,
    .enter = exn_language_enter,
    .push = exn_language_push,
    .callback = exn_language_callback,
    .move = exn_language_move, /* pop_all() */
    .close = exn_language_close,
};
