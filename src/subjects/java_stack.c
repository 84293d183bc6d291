/* `java`: try-with-resources. There is no stack that a program could hold: what is to be closed
 * stands in the statement, so a body can ask nothing of it. */
#include "subjects/language_stack.h"
#include "subjects/subjects.h"

/* `primary.addSuppressed(raised)`: the first exception goes on, whatever is raised after it. */
static void exit_raises(exn_language_stack *self, exn_language_error *raised)
{
    self->error = self->error != NULL ? self->error : &raised->error;
}

static const exn_language java = {
    .exit_raises = exit_raises,
    .lists_oldest_first = true, /* the primary one, then getSuppressed() */
};

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return exn_language_create(&java, plan);
}

const exeunt_implementation exn_subject_java = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "java",
    .about = "what Java's try-with-resources does",
    .profile = EXEUNT_PROFILE_JAVA,
    .capabilities = EXEUNT_CAN_STACK,
    .create = create,
    .destroy = exn_language_destroy,
    .begin = exn_language_begin,
    .body_settled = exn_language_body_settled,
};
