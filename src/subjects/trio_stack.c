/* `trio`: contextlib.AsyncExitStack as trio runs it. A cancel scope that was canceled stays so:
 * each checkpoint inside it raises Cancelled, in exits too, until the scope is left. */
#include "subjects/language_stack.h"
#include "subjects/subjects.h"

static bool suppresses(const exeunt_error *told)
{
    (void)told;
    return true;
}

/* The exit in flight waits at a checkpoint. A second cancel() finds the scope canceled already. */
static void request(exn_language_stack *self)
{
    exn_language_entry *next;
    for (exn_language_entry *entry = self->top; entry != NULL; entry = next) {
        next = entry->next;
        if (entry->exiting && !entry->asked) {
            exn_language_ask(entry);
        }
    }
}

/* It comes to its next checkpoint. */
static void waits_anew(void *subject, exeunt_manager *manager)
{
    exn_language_stack *self = subject;
    exn_language_entry *entry = self->top;
    while (entry->manager != manager) {
        entry = entry->next;
    }
    exn_language_ask(entry);
}

/* As for asyncio. */
static void close_again(exn_language_stack *self)
{
    exn_language_exit_next(self, NULL);
}

static const exn_language trio = {
    .suppresses = suppresses,
    .exit_raises = exn_language_chain,
    .request = request,
    .asks_what_begins = true,
    .takes_while_closing = true,
    .takes_when_closed = true,
    .close_again = close_again,
};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return exn_language_create(&trio, plan);
}

const exeunt_implementation exn_subject_trio = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "trio",
    .about = "what contextlib.AsyncExitStack does, on trio",
    .profile = EXEUNT_PROFILE_TRIO,
    .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_CANCEL | EXEUNT_CAN_MOVE,
    .create = create,
    .destroy = exn_language_destroy,
    .begin = exn_language_begin,
    .body_settled = exn_language_body_settled,
    .cancel = exn_language_cancel,
    .waits_anew = waits_anew,
    .enter = exn_language_enter,
    .push = exn_language_push,
    .callback = exn_language_callback,
    .move = exn_language_move,
    .close = exn_language_close,
};
